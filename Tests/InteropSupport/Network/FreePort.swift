import Foundation
import Glibc
import Synchronization

/// Port numbers on 127.0.0.1 that nothing is bound to, for peers that cannot be told to choose one.
///
/// A process hands out a port again only after all others of its share, and processes that run at the same time have
/// different shares, because a peer binds its port some time after it was found free. All lie below Linux's ephemeral
/// ports (32768 and up).
public enum FreePort {
  private static let range = share()
  private static let next = Atomic<Int>(Int(MonotonicTime.nanoseconds / 1_000_000))

  /// The first share that no other process holds, by a lock that ends with the process; all ports if each is held.
  private static func share() -> Range<Int> {
    let all = 10_000..<32_000
    let size = all.count / 4
    for number in 0..<4 {
      let path = FileManager.default.temporaryDirectory.path + "/workline-test-ports-\(number)"
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        let first = all.lowerBound + number * size
        return first..<first + size
      }
      close(descriptor)
    }
    return all
  }

  /// A port that is free for UDP and for TCP.
  public static func pair() throws -> UInt16 { try consecutive(1, step: 1) }

  /// An even port P, P to P + 3 free for UDP and TCP: RTP and RTCP (RFC 3550 section 11), for audio, and for the video
  /// that SIPp prepares for in any case.
  public static func rtp() throws -> UInt16 { try consecutive(4, step: 2) }

  /// The first of `count` consecutive free ports, even when `step` is 2.
  public static func consecutive(_ count: Int, step: Int) throws -> UInt16 {
    for _ in 0..<4_000 {
      let ticket = next.wrappingAdd(max(count, 2), ordering: .relaxed).oldValue
      // One modulus whatever the count, or the same port would come up for different counts at different times.
      let offset = Int(UInt(bitPattern: ticket) % UInt(range.count))
      guard offset + count <= range.count else { continue }
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
    let text = contents(table)
    let digits = String(port, radix: 16, uppercase: true)
    let suffix = ":" + String(repeating: "0", count: 4 - digits.count) + digits
    return text.split(separator: "\n").dropFirst().contains { line in
      let fields = line.split(separator: " ")
      guard fields.count > 3, fields[1].hasSuffix(suffix) else { return false }
      return state.map { fields[3] == $0 } ?? true
    }
  }

  /// All of a file of `/proc`. Foundation takes a read that gives less than was asked for as the end, but the kernel
  /// gives such files by the page: of more than 31 sockets the rest would be missing.
  private static func contents(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }
}
