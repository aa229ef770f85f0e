import Store
import Testing
import UCWA

@testable import Server

extension App {
  /// Sets the application's `conversationHistory`, as a client does: read, then put back.
  func setHistory(_ policy: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let current = try await get("communication")
    let marker = try #require(current.properties.first { $0.value == [Resource.markerValue] }?.key)
    let response = try await send(
      "PUT", "communication", body: format.body(["conversationHistory": policy, marker: Resource.markerValue]),
      headers: ["If-Match": "\"\(current["etag"] ?? "")\""])
    try #require(response.status == 204, "\(response.text)", sourceLocation: sourceLocation)
  }

  /// The user's past calls, as the list embeds them.
  func logs(_ query: String = "") async throws -> [Document] {
    try await get("communication/conversationLogs" + query).embedded["conversationLog"] ?? []
  }
}

extension EventReader {
  /// Up to the event that says that the user's past calls have changed.
  @discardableResult
  func untilLogged() async throws -> TestEvent {
    let events = try await until { $0.rel == "missedItems" }
    return events[events.count - 1]
  }
}

extension TestServer {
  /// A log of a call that no test can make, such as one that the user has missed; kept when this returns.
  @discardableResult
  func addLog(
    of user: String = TestServer.dana, from party: String = TestServer.erin, name: String? = "Erin Example",
    id: String = Identifier.make(), created: Int64 = Clock.wallMilliseconds, isMissed: Bool = true
  ) async throws -> String {
    server.context.history.add(
      ConversationLog(
        id: id, userURI: user, direction: isMissed ? .incoming : .outgoing, partyURI: party, partyName: name,
        subject: "Lunch", importance: "Urgent", threadID: "thread-" + id, created: created, isMissed: isMissed))
    try await settleLogs()
    return id
  }

  /// What has been changed so far is in the file, or has failed, when this returns.
  func settleLogs() async throws {
    let journal = server.context.journal
    try await onThread { journal.flush() }
  }
}
