import Foundation
import UCWA

/// Follows an application's event channel and keeps what comes, each package in JSON and in XML.
actor EventRecorder {
  private let app: App
  private var next: String
  private var unread: [TestEvent] = []
  private(set) var json: [[UInt8]] = []
  private(set) var xml: [[UInt8]] = []

  init(_ app: App) {
    self.app = app
    next = app.base + "/events?ack=1"
  }

  /// Reads on up to the first event that fits.
  func until(_ fits: @Sendable (TestEvent) -> Bool) async throws {
    while true {
      if let index = unread.firstIndex(where: fits) {
        unread.removeSubrange(...index)
        return
      }
      try await read()
    }
  }

  private func read() async throws {
    let response = try await app.send("GET", next)
    guard response.status == 200 else { throw Trouble("\(next): \(response.status) \(response.text)") }
    // Not acknowledged yet, so the same package comes again, in whatever format.
    let again = try await app.send("GET", next, headers: ["Accept": "application/xml"])
    guard again.status == 200, again.isXML else { throw Trouble("\(next) in XML: \(again.status) \(again.text)") }
    json.append(response.body)
    xml.append(again.body)
    let package = try Package(response)
    unread += package.events
    guard let next = package.next else { throw Trouble("a package without next: \(response.text)") }
    self.next = next
  }
}
