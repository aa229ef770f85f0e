import Testing

@testable import Store

@Suite("Where a user's calls go")
struct ForwardingValidationTests {
  let files = DataDirectory()
  let store: SQLiteStore
  private let dana: User

  init() throws {
    store = try SQLiteStore(directory: files.path)
    var dana = User(uri: "sip:dana@contoso.test", name: "Dana", workNumber: "+1 (425) 555-0100")
    dana.aliases = ["sip:dd@contoso.test"]
    try store.addUser(dana)
    self.dana = try #require(try store.user(uri: "sip:dana@contoso.test"))
  }

  @Test("everything comes back as it was set")
  func roundTrip() throws {
    var user = dana
    #expect(user.forwarding == CallForwarding() && user.teamGroup == nil && user.secondCall == .ring)
    try store.addGroup(DistributionGroup(uri: "sip:sales@contoso.test", name: "Sales"))
    user.teamGroup = "Sales@CONTOSO.test"
    user.secondCall = .busy
    user.forwarding.active = .simultaneousRing
    user.forwarding.period = .workHours
    user.forwarding.immediate = .voicemail
    user.forwarding.simultaneous = .team
    user.forwarding.simultaneousDelay = 55
    user.forwarding.handlesUnanswered = true
    user.forwarding.unanswered = .contact("sip:Erin@CONTOSO.test")
    user.forwarding.unansweredDelay = 5
    try store.updateUser(user)
    user.teamGroup = "sip:Sales@contoso.test"
    user.forwarding.unanswered = .contact("sip:Erin@contoso.test")
    #expect(try store.user(uri: user.uri) == user)
  }

  @Test(
    "contacts are numbers and addresses, and not the user himself",
    arguments: [
      ("tel:+14255550120", true), ("tel:4711", true), ("sip:erin@contoso.test", true),
      ("sip:pat@fabrikam.test:5070", true), ("+14255550120", false), ("tel:", false), ("tel:x", false),
      ("sip:erin", false), ("sip:@contoso.test", false), ("sip:a@b@c", false), ("sip:e rin@contoso.test", false),
      ("mailto:erin@contoso.test", false), ("sip:erin@contoso.test\r\nx", false), ("", false),
      ("tel:+14255550100", false), ("tel:+1-425-555-0100", false), ("sip:DANA@contoso.test", false),
      ("sip:dd@CONTOSO.test", false),
    ])
  func contacts(uri: String, isAllowed: Bool) throws {
    let changes: [(inout CallForwarding) -> Void] = [
      { $0.immediate = .contact(uri) }, { $0.simultaneous = .contact(uri) }, { $0.unanswered = .contact(uri) },
    ]
    for change in changes {
      var user = dana
      change(&user.forwarding)
      if isAllowed {
        try store.updateUser(user)
      } else {
        #expect(throws: StoreError.self) { try store.updateUser(user) }
      }
    }
  }

  @Test("targets where they make no sense, delays out of range, and what is in force without a target are refused")
  func refused() throws {
    let changes: [(inout CallForwarding) -> Void] = [
      { $0.immediate = .team }, { $0.simultaneous = .voicemail }, { $0.unanswered = .team },
      { $0.unanswered = .delegates }, { $0.simultaneousDelay = 56 }, { $0.simultaneousDelay = -1 },
      { $0.unansweredDelay = 4 }, { $0.unansweredDelay = 61 }, { $0.active = .immediateForward },
      { $0.active = .simultaneousRing },
    ]
    for change in changes {
      var user = dana
      change(&user.forwarding)
      #expect(throws: StoreError.self, "\(user.forwarding)") { try store.updateUser(user) }
      #expect(try store.user(uri: user.uri) == dana)
    }
  }

  @Test("a team is a group that is there when it is named")
  func team() throws {
    var user = dana
    user.teamGroup = "sip:sales@contoso.test"
    #expect(throws: StoreError.groupNotFound("sip:sales@contoso.test")) { try store.updateUser(user) }
    var erin = User(uri: "sip:erin@contoso.test", name: "Erin")
    erin.teamGroup = "sip:dana@contoso.test"
    #expect(throws: StoreError.groupNotFound("sip:dana@contoso.test")) { try store.addUser(erin) }
    try store.addGroup(DistributionGroup(uri: "sip:sales@contoso.test", name: "Sales"))
    try store.updateUser(user)
    // It may go, and that keeps nobody from changing something else.
    try store.removeGroup(uri: "sip:sales@contoso.test")
    user.title = "Head of Examples"
    try store.updateUser(user)
    #expect(try store.user(uri: user.uri)?.teamGroup == "sip:sales@contoso.test")
  }
}
