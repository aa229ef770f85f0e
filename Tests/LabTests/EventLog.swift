import Synchronization

@testable import Lab

final class EventLog: Sendable {
  private let events = Mutex<[LabEvent]>([])
  var all: [LabEvent] { events.withLock { $0 } }
  func append(_ event: LabEvent) { events.withLock { $0.append(event) } }
}
