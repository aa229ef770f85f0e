import Synchronization

/// What the lab's phones did and do, for any thread to read.
final class LabRecord: Sendable {
  /// Ended calls that are remembered.
  static let remembered = 1_000

  private struct Entry {
    var statistics: PhoneStatistics
    var session: RTPSession?
    var answered: ContinuousClock.Instant?
  }

  private struct State {
    var live: [UInt64: Entry] = [:]
    // A ring: `oldest` is the place that is written next once it is full.
    var ended: [PhoneStatistics] = []
    var oldest = 0
    var onEvent: (@Sendable (LabEvent) -> Void)?
  }

  private let state = Mutex(State())

  var onEvent: (@Sendable (LabEvent) -> Void)? {
    get { state.withLock { $0.onEvent } }
    set { state.withLock { $0.onEvent = newValue } }
  }

  var liveCalls: Int { state.withLock { $0.live.count } }

  /// Called without the lock held, so that whoever listens may ask the lab.
  func tell(_ event: @autoclosure () -> LabEvent) {
    guard let onEvent else { return }
    onEvent(event())
  }

  func begin(_ id: UInt64, _ statistics: PhoneStatistics) {
    state.withLock { $0.live[id] = Entry(statistics: statistics) }
  }

  func opened(_ id: UInt64, _ session: RTPSession) {
    state.withLock { $0.live[id]?.session = session }
  }

  func answered(_ id: UInt64) {
    let now = ContinuousClock.now
    state.withLock { $0.live[id]?.answered = now }
  }

  /// Moves a call to those that ended; nil if it was not there, or was never answered.
  func end(_ id: UInt64) -> PhoneStatistics? {
    // Finding the tone takes its time, and nobody may see the call in neither place.
    guard let entry = state.withLock({ $0.live[id] }) else { return nil }
    var statistics = Self.current(entry)
    statistics.isLive = false
    state.withLock { state in
      state.live[id] = nil
      if state.ended.count < Self.remembered {
        state.ended.append(statistics)
      } else {
        state.ended[state.oldest] = statistics
        state.oldest = (state.oldest + 1) % Self.remembered
      }
    }
    return entry.answered == nil ? nil : statistics
  }

  /// Ended calls, the oldest first, then the live ones in the order of their INVITEs.
  func statistics() -> [PhoneStatistics] {
    let (ended, live) = state.withLock { state in
      (
        Array(state.ended[state.oldest...] + state.ended[..<state.oldest]),
        state.live.sorted { $0.key < $1.key }.map(\.value)
      )
    }
    return ended + live.map(Self.current)
  }

  private static func current(_ entry: Entry) -> PhoneStatistics {
    var statistics = entry.statistics
    if let counts = entry.session?.counts {
      statistics.packetsSent = counts.sent
      statistics.packetsReceived = counts.received
      statistics.packetsLost = counts.lost
      statistics.heardFrequency = counts.heard
    }
    if let answered = entry.answered {
      let parts = answered.duration(to: .now).components
      statistics.duration = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    }
    return statistics
  }
}
