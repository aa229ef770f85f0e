import Testing
import UCWA

/// Where an operation is tried: a new application for each try if its path needs nothing else, else one application
/// to which all has happened that makes paths.
struct ParameterStage {
  private let server: TestServer
  private let resource: ResourceDescription
  private let fixed: (App, String)?
  /// Who calls the user, for what can be done with a call that comes in.
  private let caller: SIPCaller?

  init(_ server: TestServer, _ resource: ResourceDescription) async throws {
    self.server = server
    self.resource = resource
    try Scenario.givePhotos(server)
    try Scenario.giveGroup(server)
    try Scenario.giveDelegates(server)
    try Scenario.giveForwarding(server)
    caller = resource === ResourceDescription.decline ? try SIPCaller() : nil
    if caller != nil { try IncomingTests.setPhone("+14255550122", server) }
    guard resource.path?.contains("{") == true, caller == nil, !Self.changesTheCall(resource),
      resource !== ResourceDescription.addPhoneAudio
    else {
      fixed = nil
      return
    }
    let world = try await World.build(server)
    let place = try #require(
      world.places[resource.rel.text], "\(resource.rel) has parameters and is not in reach of the walk")
    fixed = (world.app, place)
  }

  /// Whether the operation can be tried once on a call.
  private static func changesTheCall(_ resource: ResourceDescription) -> Bool {
    resource === ResourceDescription.replaceWithPhoneAudio || resource === ResourceDescription.transferPhoneAudio
  }

  /// A new application whose instance has a name, since some parameters name it.
  private func application() async throws -> App {
    var app = App(client: server.client, format: .json, token: try server.token(), base: "")
    let response = try await app.send(
      "POST", "/ucwa/v1/applications",
      fields: ["userAgent": Identifiers.next(), "endpointId": "1", "culture": "en-US", "instanceId": "1"])
    app.base = try #require(response.headers["Location"], "\(response.text)")
    return app
  }

  /// An application and the operation's path in it.
  func fresh() async throws -> (App, String) {
    // One thread has one call at a time.
    if resource === ResourceDescription.continuePhoneAudio, let app = fixed?.0 {
      return (app, app.base + "/communication/conversationLogs/\(try await server.addLog())/continuePhoneAudio")
    }
    if let fixed { return fixed }
    let app = try await application()
    if Self.changesTheCall(resource) {
      let location = try await app.start("+14255550129", phone: "+14255550140")
      try await app.events.untilCompleted()
      let phoneAudio = try #require(try await app.get(location).link("phoneAudio"))
      return (app, phoneAudio + "/" + resource.rel.text)
    }
    if let caller {
      try await IncomingTests.take(app)
      try await caller.call(IncomingTests.work, at: server.server.sipAddress)
      let started = try #require(try await app.events.until { $0.type == "started" }.last)
      return (app, started.href + "/" + resource.rel.text)
    }
    if resource === ResourceDescription.applications { return (app, "/ucwa/v1/applications") }
    // What a user shows of himself can be set once he is available only.
    if resource.rel.text != "makeMeAvailable", resource.path?.hasPrefix("me/") == true {
      try await Scenario.makeAvailable(app)
    }
    // Each call that is added takes a conversation of its own.
    if resource === ResourceDescription.addPhoneAudio {
      let invitation = try await app.get(try await app.start("+14255550121", phone: "+14255550129"))
      try await app.events.untilOver()
      return (app, try #require(invitation.link("phoneAudio")) + "/addPhoneAudio")
    }
    let path = try #require(resource.path, "\(resource.rel) has parameters and no place where it is tried")
    return (app, app.base + "/" + path)
  }
}
