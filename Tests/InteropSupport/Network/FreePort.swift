import Foundation
import Glibc
import Synchronization

/// Port numbers on 127.0.0.1 that nothing is bound to, for peers that cannot be told to choose one.
///
/// A port is never handed out twice by one process, and processes begin at different places, so that two tests
/// at the same time do not get the same. The range lies below Linux's ephemeral ports (32768 and up).
public enum FreePort {
  private static let range = 10_000..<32_000
  private static let next = Atomic<Int>(Int(getpid()) &* 97 + Int(MonotonicTime.nanoseconds / 1_000_000))

  /// A port that is free for UDP and for TCP.
  public static func pair() throws -> UInt16 { try consecutive(1, step: 1) }

  /// An even port P, P to P + 3 free for UDP and TCP: RTP and RTCP (RFC 3550 section 11), for audio, and for the video
  /// that SIPp prepares for in any case.
  public static func rtp() throws -> UInt16 { try consecutive(4, step: 2) }

  /// The first of `count` consecutive free ports, even when `step` is 2.
  public static func consecutive(_ count: Int, step: Int) throws -> UInt16 {
    for _ in 0..<4_000 {
      let ticket = next.wrappingAdd(max(count, 2), ordering: .relaxed).oldValue
      let offset = Int(UInt(bitPattern: ticket) % UInt(range.count - count))
      let first = (range.lowerBound + offset) / step * step
      if (first..<first + count).allSatisfy({ isFree(UInt16($0)) }) { return UInt16(first) }
    }
    throw InteropError.unexpected("no \(count) consecutive free ports on 127.0.0.1")
  }

  /// Whether both protocols can be bound right now.
  public static func isFree(_ port: UInt16) -> Bool {
    [SOCK_DGRAM, SOCK_STREAM].allSatisfy { kind in
      let descriptor = socket(AF_INET, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0 else { return false }
      defer { close(descriptor) }
      return LoopbackAddress(port: port).bind(descriptor) == 0
    }
  }

  /// Awaits that some process has bound a UDP port, which is when a SIP peer begins to listen.
  ///
  /// - Throws: `InteropError.timedOut`.
  public static func waitUntilBound(udp port: UInt16, within seconds: Double) throws {
    try Eventually.holds("UDP port \(port) to be bound", within: seconds) {
      isBound(port, table: "/proc/net/udp") || isBound(port, table: "/proc/net/udp6")
    }
  }

  /// Awaits that some process listens on a TCP port.
  public static func waitUntilListening(tcp port: UInt16, within seconds: Double) throws {
    try Eventually.holds("TCP port \(port) to listen", within: seconds) {
      isBound(port, table: "/proc/net/tcp", state: "0A") || isBound(port, table: "/proc/net/tcp6", state: "0A")
    }
  }

  private static func isBound(_ port: UInt16, table: String, state: String? = nil) -> Bool {
    guard let text = try? String(contentsOfFile: table, encoding: .utf8) else { return false }
    let digits = String(port, radix: 16, uppercase: true)
    let suffix = ":" + String(repeating: "0", count: 4 - digits.count) + digits
    return text.split(separator: "\n").dropFirst().contains { line in
      let fields = line.split(separator: " ")
      guard fields.count > 3, fields[1].hasSuffix(suffix) else { return false }
      return state.map { fields[3] == $0 } ?? true
    }
  }
}
