import Testing
import UCWA

@testable import Server

extension TestServer {
  /// The running application behind what its program sees.
  func session(_ app: App, of user: String = TestServer.dana) throws -> ApplicationSession {
    let id = try #require(app.base.split(separator: "/").last)
    return try server.context.applications.find(String(id), user: user)
  }

  /// Makes a user available by an application.
  func makeAvailable(
    _ app: App, of user: String = TestServer.dana, inactiveAfter: Int64 = 300_000
  ) async throws {
    let session = try session(app, of: user)
    session.presence = ApplicationPresence(
      supportedModalities: [.phoneAudio], lastActivity: Clock.wallMilliseconds, inactiveAfter: inactiveAfter)
    let account = try #require(try server.context.accounts.user(uri: user))
    let done = Promise<UCWAError?>()
    server.handler.madeAvailable(session, account, signInAs: nil) { done.keep(.success($0)) }
    #expect(try await done.value() == nil)
    server.context.presence.settle()
  }

  /// Has an application watch a user.
  func watch(_ user: String, by app: App, of watcher: String = TestServer.dana) throws {
    server.context.presence.watch(user, by: try session(app, of: watcher))
    server.context.presence.settle()
  }

  /// How a contact has appeared to an application so far. A call that fails brings along what waits.
  func told(_ app: App, _ events: EventReader) async throws -> [Document] {
    server.context.presence.settle()
    _ = try await app.start("+14255550121", phone: "+14255550129")
    try await events.untilCompleted()
    return await events.seen.filter { $0.rel == "contactPresence" }.compactMap(\.resource)
  }
}

extension EventReader {
  /// What a resource looked like in each of its events so far.
  func values(_ rel: String, _ property: String) -> [String?] {
    seen.filter { $0.rel == rel }.map { $0.resource?[property] }
  }
}
