/// Asks again, letting others run in between, until it is so; throws when it is not within so many seconds.
func eventually(
  _ what: String, within seconds: Double = 30, _ isSo: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while try await !isSo() {
    guard ContinuousClock.now < deadline else { throw Trouble("not within \(seconds) s: \(what)") }
    await Task.yield()
  }
}

extension TestServer {
  /// Waits until so many requests of an application's event channels are held.
  func untilHeld(_ count: Int, by app: App) async throws {
    let id = String(app.base.split(separator: "/").last ?? "")
    try await eventually("\(count) held requests") { heldRequests(of: id) == count }
  }
}
