/// Reads the event channel of one application: asks, hands on, and acknowledges by asking for what `next` names.
///
/// A package is acknowledged only when all its events were taken, so that a reader that stops half way finds the rest
/// on the server.
actor EventChannel {
  // The client owns the channel; a strong reference back would keep both, and their connections, for ever.
  private weak var client: UCWAClient?
  private let clock = ContinuousClock()
  private let begin: ContinuousClock.Instant
  private var cursor: EventCursor
  private var ready: ArraySlice<UCWAEvent> = []
  private var waitSeconds = 0.0
  private var isReading = false

  init(client: UCWAClient, href: String, options: UCWAClient.Options) {
    self.client = client
    begin = clock.now
    cursor = EventCursor(href: href, options: options)
  }

  func next() async throws -> UCWAEvent {
    guard !isReading else { throw ClientError.eventsAlreadyRead }
    isReading = true
    defer { isReading = false }

    while true {
      if let event = ready.popFirst() { return event }
      if waitSeconds > 0 { try await Task.sleep(for: .seconds(waitSeconds)) }
      switch try await ask() {
      case .deliver(let events, let seconds):
        ready = events[...]
        waitSeconds = seconds
      case .end(let error):
        throw error
      }
    }
  }

  private func ask() async throws -> EventCursor.Step {
    guard let client else { throw ClientError.notSignedIn }
    let asked = clock.now
    do {
      let package = try EventPackage(json: try await client.poll(cursor.href))
      return cursor.received(package, after: (clock.now - asked) / .seconds(1))
    } catch let error as ClientError {
      return cursor.failed(error, now: (clock.now - begin) / .seconds(1))
    }
  }
}
