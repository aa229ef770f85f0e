import Foundation
import Store

/// What the command line shows of a user, for programs and for people.
struct UserView: Encodable {
  let uri: String
  let name: String
  let work, mobile, home, other: String?
  let aliases: [String]
  /// The phone that rings when an application names none.
  let rings: String?
  let defaultPhone: String?
  /// The phones that ring when the user is called; nil for the one that rings anyway.
  let incomingPhones: [String]?
  /// What becomes of a call while the user is in another: ring or busy.
  let secondCall: String
  /// The group whose members are the user's team.
  let team: String?
  let forwarding: ForwardingView
  /// What the own phone displays: target, work, or a number.
  let ownPhoneShows: String
  /// Whether the own phone hears tones until it talks.
  let tones: Bool
  let confirmKey: String?
  let region, title, department, company, office, homePool: String?
  let emails: [String]
  let phoneAudio: Bool
  let hasPassword: Bool

  init(_ user: User) {
    uri = user.uri
    name = user.name
    work = user.workNumber
    mobile = user.mobileNumber
    home = user.homeNumber
    other = user.otherNumber
    aliases = user.aliases
    rings = user.callViaWorkPhone?.number
    defaultPhone = user.defaultPhone?.rawValue
    incomingPhones = user.incomingPhones.isEmpty ? nil : user.incomingPhones.map(\.rawValue)
    secondCall = user.secondCall.rawValue
    team = user.teamGroup
    forwarding = ForwardingView(user.forwarding)
    switch user.ownPhoneDisplay {
    case .target: ownPhoneShows = "target"
    case .workNumber: ownPhoneShows = "work"
    case .fixed(let number): ownPhoneShows = number
    }
    tones = user.playsTones
    confirmKey = user.confirmationKey
    region = user.region
    title = user.title
    department = user.department
    company = user.company
    office = user.office
    homePool = user.homePool
    emails = user.emailAddresses
    phoneAudio = user.phoneAudioEnabled
    hasPassword = user.hasPassword
  }

  /// Name and value of everything that has a value.
  var rows: [(String, String)] {
    let rows: [(String, String?)] = [
      ("URI", uri), ("Name", name), ("Work", work), ("Mobile", mobile), ("Home", home), ("Other", other),
      ("Aliases", aliases.isEmpty ? nil : aliases.joined(separator: ", ")), ("Rings", rings),
      ("Incoming phones", incomingPhones?.joined(separator: ", ")),
      ("Second call", secondCall == "ring" ? "rings too" : "is refused as busy"), ("Team", team),
      ("Own phone shows", ownPhoneShows), ("Tones", tones ? "on" : "off"), ("Confirm key", confirmKey),
      ("Region", region),
      ("Emails", emails.isEmpty ? nil : emails.joined(separator: ", ")), ("Title", title), ("Department", department),
      ("Company", company), ("Office", office), ("Home pool", homePool),
      ("Phone audio", phoneAudio ? "allowed" : "not allowed"), ("Password", hasPassword ? "set" : "none"),
    ]
    return rows.compactMap { name, value in value.map { (name, $0) } } + forwarding.rows
  }

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
