import Foundation
import Glibc

/// Any number of phones on one UDP port that answer, refuse, ring on, hang up and change their calls at random, and
/// speak SIP so that it holds on a bad network: they send again what needs it, recognise what comes again, and keep
/// what they said as long as RFC 3261 wants.
final class RandomPhones: Sendable {
  /// What became of the calls so far.
  struct Figures: Sendable {
    /// Calls that came in.
    var rung = 0
    /// Calls that were answered and acknowledged.
    var answered = 0
    /// Calls that are not over: not refused, cancelled or hung up, or with something unacknowledged.
    var live = 0
    /// Responses never acknowledged, and requests never answered, within 32 s.
    var abandoned = 0
    /// Requests and responses sent again for want of a reaction.
    var repeated = 0
    /// The calls that are not over, in words, at most 5 of them.
    var liveCalls: [String] = []
    /// How many of them are up.
    var talking = 0
    /// When `live` was counted, in seconds of `MonotonicTime`.
    var countedAt = 0.0
    /// What should not happen, at most 20 of it.
    var troubles: [String] = []
  }

  /// Where the phones listen.
  let port: UInt16
  private let work: RandomPhonesWork

  init(_ habits: PhoneHabits, seed: UInt64) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0, LoopbackAddress(port: 0).bind(descriptor) == 0 else {
      throw InteropError.system(call: "bind phones", code: errno)
    }
    var size: Int32 = 4 << 20
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, socklen_t(MemoryLayout<Int32>.size))
    port = LoopbackAddress.localPort(of: descriptor)
    work = RandomPhonesWork(descriptor, habits, seed)
  }

  /// Begins to answer.
  ///
  /// - Parameters:
  ///   - contact: The port in Contact and Via: that of a relay in front of the phones.
  ///   - peer: The port they send to: that of the relay towards them.
  func start(contact: UInt16, peer: UInt16) {
    work.address(contact: contact, peer: peer)
    Thread.detachNewThread { [work] in work.run() }
  }

  deinit { work.stop() }

  var figures: Figures { work.current }

  /// What the phones do to calls to come.
  func change(_ habits: PhoneHabits) { work.order(.behave(habits)) }

  /// Has every call that is up hung up.
  func hangUp() { work.order(.hangUp) }

  /// Has every call that is up transferred (RFC 3515).
  ///
  /// - Parameter target: A URI in angle brackets.
  func refer(to target: String) { work.order(.refer(target)) }

  /// Calls a number.
  func call(_ number: String, from caller: String) { work.order(.call(number, from: caller)) }

  /// Cancels the calls of the phones' own that were not answered.
  func giveUp() { work.order(.giveUp) }
}
