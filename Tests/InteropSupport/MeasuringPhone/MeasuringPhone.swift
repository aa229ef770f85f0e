import Foundation
import Glibc

/// Thousands of phones in one thread, in the measuring process itself, so that the moment of a SIP answer and the
/// moment of the event it causes are read from the same clock.
///
/// It answers every request from its bytes alone, so a request that comes again gets the same answer. It does not
/// send its 200 again for want of an ACK: loopback loses nothing as long as buffers hold, and a lost 200 brings the
/// INVITE again.
public final class MeasuringPhone: Sendable {
  /// Which leg it plays.
  public enum Role: Sendable {
    /// Leg A: 200 at once to the held offer and to the re-INVITE.
    case own
    /// Leg B: 180 and 200 with an offer at once.
    case other
    /// A phone that nobody picks up: 180, and 487 when it is cancelled.
    case ringing
  }

  /// Its UDP port.
  public let port: UInt16
  private let work: MeasuringPhoneWork

  /// Starts the phone.
  ///
  /// - Parameters:
  ///   - role: Which leg it plays.
  ///   - hangUpAfter: Seconds after its answer to a re-INVITE (leg A) or to the INVITE (leg B) at which it sends
  ///     BYE; nil: never.
  public init(_ role: Role, hangUpAfter: Double? = nil) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0, LoopbackAddress(port: 0).bind(descriptor) == 0 else {
      throw InteropError.system(call: "bind a phone", code: errno)
    }
    var size: Int32 = 8 << 20
    for option in [SO_RCVBUFFORCE, SO_SNDBUFFORCE] {
      setsockopt(descriptor, SOL_SOCKET, option, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    port = LoopbackAddress.localPort(of: descriptor)
    let work = MeasuringPhoneWork(descriptor: descriptor, port: port, role: role, hangUpAfter: hangUpAfter)
    self.work = work
    Thread.detachNewThread { work.run() }
  }

  deinit { work.stop() }

  /// Calls that rang: distinct Call-IDs of INVITEs outside a dialog.
  public var rung: Int { work.figures.rung }

  /// Calls that have not ended.
  public var standing: Int { work.figures.standing }

  /// Calls ended, by either side.
  public var ended: Int { work.figures.ended }

  /// How often a number rang; its digits, as in 14255550101.
  public func rings(of number: UInt64) -> Int { work.rings(of: number) }

  /// When the newest call of a number was given its last 200 to an INVITE or re-INVITE, after it had been sent;
  /// nanoseconds of `MonotonicTime`.
  public func lastAnswer(of number: UInt64) -> Int64? { work.lastAnswer(of: number) }

  /// Hang-ups of these phones that were refused, or not answered in 4 s.
  public var failedHangUps: Int { work.figures.failedHangUps }

  /// Has standing calls hung up, so many per second.
  ///
  /// - Parameter isWanted: Which, by the digits of their numbers, as in 14255550101. Default all.
  public func hangUpAll(perSecond rate: Double, where isWanted: (UInt64) -> Bool = { _ in true }) {
    work.hangUpAll(rate, where: isWanted)
  }

  /// Sets all counts but that of standing calls to zero.
  public func reset() { work.reset() }
}
