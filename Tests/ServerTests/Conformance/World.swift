import Foundation
import Testing
import UCWA

/// An application to which as much happens at once as can, and where each type of resource is found then.
struct World: Sendable {
  let app: App
  /// A path of each type of resource, operations included.
  let places: [String: String]

  static func build(_ server: TestServer) async throws -> World {
    let app = try await server.application(format: .json)
    let recorder = EventRecorder(app)
    try await Scenario.makeAvailable(app)
    try await Scenario.addPeople(app)
    _ = try await app.start("+14255550126", phone: "+14255550140", ["operationId": "up"])
    try await recorder.until { $0.type == "completed" }
    _ = try await app.start("+14255550122", phone: "+14255550141", ["operationId": "ringing"])
    try await recorder.until { $0.resource?["state"] == "Alerting" && $0.resource?["operationId"] == "ringing" }
    let crawler = Crawler(app, try Knowledge.shared.get())
    try await crawler.crawl(and: Array(try await invitations(app)))
    var places = crawler.places
    places["applications"] = "/ucwa/v1/applications"
    // Not linked where it can be reached all the same.
    if let invitation = places["phoneAudioInvitation"] { places["accept"] = invitation + "/accept" }
    for description in ResourceDescription.all where places[description.rel.text] == nil {
      // What is not offered in this state has its place all the same, if its template names none.
      if let path = description.path, !path.contains("{") { places[description.rel.text] = app.base + "/" + path }
    }
    return World(app: app, places: places)
  }

  /// Invitations are named by events and nowhere else once they have completed.
  private static func invitations(_ app: App) async throws -> Set<String> {
    let package = try Package(try await app.send("GET", try #require(try await app.get(app.base).link("events"))))
    return Set(package.events.filter { $0.rel == "phoneAudioInvitation" }.map(\.href))
  }
}
