/// What arrived, and what did not, counted by sequence number (RFC 3550, appendices A.1 and A.3).
struct RTPReception: Sendable, Equatable {
  /// Valid packets, all sources together.
  private(set) var received: UInt64 = 0
  private var current: Source?
  private var candidate: (ssrc: UInt32, next: UInt16)?
  private var lostEarlier: UInt64 = 0

  private struct Source: Equatable {
    var ssrc: UInt32
    var first: UInt64
    var highest: UInt64
    var received: UInt64

    /// Packets that are missing; duplicates do not make up for them beyond zero.
    var lost: UInt64 {
      let expected = highest - first + 1
      return expected > received ? expected - received : 0
    }
  }

  /// Larger steps between sequence numbers are a sender that started anew, not loss.
  private static let largestStep: Int16 = 3_000

  static func == (one: RTPReception, other: RTPReception) -> Bool {
    one.received == other.received && one.current == other.current && one.lostEarlier == other.lostEarlier
  }

  /// Packets that were sent to us and did not come.
  var lost: UInt64 { lostEarlier + (current?.lost ?? 0) }

  /// Counts a packet; false if it is not from the source that is heard and so not to be played.
  mutating func take(ssrc: UInt32, sequence: UInt16) -> Bool {
    guard var source = current else {
      start(ssrc, sequence)
      return true
    }
    let step = Int16(bitPattern: sequence &- UInt16(truncatingIfNeeded: source.highest))
    guard source.ssrc == ssrc, step.magnitude < Self.largestStep.magnitude else {
      // One stray datagram of an earlier call must not replace the source that is being heard.
      guard let candidate, candidate.ssrc == ssrc, candidate.next == sequence else {
        candidate = (ssrc, sequence &+ 1)
        return false
      }
      pause()
      start(ssrc, sequence)
      return true
    }
    candidate = nil
    received += 1
    source.received += 1
    if step > 0 {
      source.highest += UInt64(step)
    } else if step < 0, source.highest - UInt64(step.magnitude) < source.first {
      source.first = source.highest - UInt64(step.magnitude)
    }
    current = source
    return true
  }

  /// The stream stops by agreement: what the sender numbers until it goes on is not loss.
  mutating func pause() {
    lostEarlier += current?.lost ?? 0
    current = nil
    candidate = nil
  }

  private mutating func start(_ ssrc: UInt32, _ sequence: UInt16) {
    // Room below for packets that were overtaken by the first one.
    let extended = UInt64(1) << 32 | UInt64(sequence)
    received += 1
    current = Source(ssrc: ssrc, first: extended, highest: extended, received: 1)
    candidate = nil
  }
}
