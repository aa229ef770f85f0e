import HTTP
import Sessions
import Store
import Synchronization
import UCWA

@testable import Server

/// A request for events, asked of an application directly.
final class Asked: HTTPResponderSink {
  private struct State {
    var response: HTTPResponse?
    var departure: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// The answer; nil as long as there is none.
  var response: TestResponse? {
    state.withLock { $0.response }.map { TestResponse(status: $0.status, headers: $0.headers, body: $0.body) }
  }

  /// The client gives up.
  func leave() {
    let work = state.withLock { $0.response == nil ? $0.departure : nil }
    work?()
  }

  func respond(_ response: HTTPResponse) { state.withLock { $0.response = $0.response ?? response } }
  func onDeparture(_ work: @escaping @Sendable () -> Void) { state.withLock { $0.departure = work } }
  func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) {}
}

extension ApplicationSession {
  /// An application with the channels that a journal has of it.
  ///
  /// - Parameter others: Applications that are there as well.
  static func made(
    _ id: String, instances: [String] = [""], limit: Int = 1000, _ journal: any Journal,
    others: Set<String> = ["0", "1", "2"]
  ) throws -> ApplicationSession {
    let saved = try SavedChannels(journal, of: others.union([id]))
    if !saved.changes.isEmpty { journal.append(saved.changes) }
    return ApplicationSession(
      id: id,
      registration: ApplicationRegistration(
        userURI: TestServer.dana, culture: "de-DE", endpointID: "1", userAgent: "Test", type: nil),
      instances: instances, saved: saved.channels, journal: journal, eventLimit: limit, eventTimeout: 180,
      polls: { _, _ in })
  }

  /// Asks for a package.
  func ask(
    _ ack: Int, instance: String = "", _ format: PayloadFormat = .json, timeout: Int? = nil
  ) throws -> Asked {
    let asked = Asked()
    try poll(
      PollParameters(ack: ack, timeout: timeout, instance: instance.isEmpty ? nil : instance), HTTPResponder(asked),
      format)
    return asked
  }
}

/// Events that a test can tell apart: each has its number as title.
enum Numbered {
  static func added(_ number: Int, _ priority: EventPriority = .high) -> Event {
    Event(
      .added, EventReference("participant", .participant(String(number), conversation: "1"), title: String(number)),
      from: .conversation("1"), priority: priority)
  }

  /// A change of one of a few resources, which a later change of the same one replaces.
  static func updated(_ number: Int, of resource: Int) -> Event {
    Event(
      .updated, EventReference("phoneAudio", .phoneAudio(conversation: String(resource)), title: String(number)),
      from: .communication)
  }

  /// The numbers in a package, in order.
  static func read(_ response: TestResponse) -> [Int] {
    response.text.components(separatedBy: "title").dropFirst().compactMap { part in
      Int(part.drop { !$0.isNumber }.prefix { $0.isNumber })
    }
  }
}
