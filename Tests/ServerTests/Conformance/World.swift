import Foundation
import Testing
import UCWA

/// An application to which as much happens at once as can, and where each type of resource is found then.
struct World: Sendable {
  let app: App
  /// A path of each type of resource, operations included.
  let places: [String: String]
  /// The types that a link or an event led to.
  let linked: Set<String>

  static func build(_ server: TestServer) async throws -> World {
    try Scenario.givePhotos(server)
    try Scenario.giveGroup(server)
    try Scenario.giveDelegates(server)
    try Scenario.giveForwarding(server)
    let app = try await server.application(format: .json)
    let recorder = EventRecorder(app)
    try await Scenario.giveLogs(server)
    let first = try await crawl(app)
    try await Scenario.makeAvailable(app)
    try await Scenario.addPeople(app)
    // A conversation whose call is over, to which one can be added.
    _ = try await app.start("+14255550121", phone: "+14255550129")
    try await recorder.until { $0.rel == "conversation" && $0.resource?["state"] == "Disconnected" }
    _ = try await app.start("+14255550126", phone: "+14255550140", ["operationId": "up"])
    try await recorder.until { $0.type == "completed" && $0.resource?["operationId"] == "up" }
    _ = try await app.start("+14255550122", phone: "+14255550141", ["operationId": "ringing"])
    try await recorder.until { $0.resource?["state"] == "Alerting" && $0.resource?["operationId"] == "ringing" }
    let found = first.merging(try await crawl(app, more: try await invitations(app))) { $1 }
    // Now what a held call offers; what both states have stays as it was found last.
    if let hold = found["holdPhoneAudio"] {
      #expect(try await app.status("POST", hold) == 204)
      try await recorder.until { $0.rel == "phoneAudio" && $0.resource?.link("resumePhoneAudio") != nil }
    }
    let linked = found.merging(try await crawl(app)) { $1 }
    return World(app: app, places: completed(linked, app), linked: Set(linked.keys))
  }

  private static func crawl(_ app: App, more: Set<String> = []) async throws -> [String: String] {
    let crawler = Crawler(app, try Knowledge.shared.get())
    try await crawler.crawl(and: Array(more))
    return crawler.places
  }

  /// What is not offered in this state has its place all the same, as its template says: below the application, or
  /// below a resource that was found.
  private static func completed(_ linked: [String: String], _ app: App) -> [String: String] {
    var places = linked
    places["applications"] = "/ucwa/v1/applications"
    for description in ResourceDescription.all where places[description.rel.text] == nil {
      guard let path = description.path else { continue }
      if !path.contains("{") {
        places[description.rel.text] = app.base + "/" + path
      } else if let end = path.lastIndex(of: "/"),
        let parent = ResourceDescription.all.first(where: { $0.path == String(path[..<end]) }),
        let place = linked[parent.rel.text]
      {
        places[description.rel.text] = place + path[end...]
      }
    }
    return places
  }

  /// Invitations are named by events and nowhere else once they have completed.
  private static func invitations(_ app: App) async throws -> Set<String> {
    let package = try Package(try await app.send("GET", try #require(try await app.get(app.base).link("events"))))
    return Set(package.events.filter { $0.rel == "phoneAudioInvitation" }.map(\.href))
  }
}
