import Foundation
import Glibc

/// A bad network between two UDP peers on 127.0.0.1: drops, duplicates and delays a random share of datagrams.
///
/// It has a front port, to which one side sends, and forwards from a back port to the other side; what comes to
/// the back port goes from the front port to the front side's last sender. SIP bodies and headers are not changed:
/// a peer that follows a Contact leaves the relay's path, so put it in front of the side that is called, as the
/// trunk's address, and in front of the other with a second relay if in-dialog requests are to suffer too.
public final class DroppingRelay: Sendable {
  /// The shares, each 0 to 1.
  public struct Conditions: Sendable {
    /// Share of datagrams that vanish.
    public var drop = 0.0
    /// Share of the rest that arrive twice.
    public var duplicate = 0.0
    /// Share of the rest that are late, and may so be overtaken.
    public var delay = 0.0
    /// How late, in seconds; each between none and this.
    public var longestDelay = 0.05
    /// Seed of the choices.
    public var seed: UInt64 = 1

    /// A perfect network.
    public init() {}

    /// The same, with some of it changed.
    public init(_ change: (inout Conditions) -> Void) { change(&self) }
  }

  /// What happened so far, both directions together.
  public struct Counts: Equatable, Sendable {
    /// Datagrams that came in.
    public var received = 0
    /// Of these, those that vanished.
    public var dropped = 0
    /// Of these, those sent twice.
    public var duplicated = 0
    /// Of these, those sent late.
    public var delayed = 0
  }

  /// Where the front side sends to.
  public let frontPort: UInt16
  /// From where the back side is sent to.
  public let backPort: UInt16
  private let work: Work

  /// Starts a relay towards a port of 127.0.0.1.
  public init(to target: UInt16, conditions: Conditions = Conditions()) throws {
    let front = try Self.open()
    let back = try Self.open()
    frontPort = LoopbackAddress.localPort(of: front)
    backPort = LoopbackAddress.localPort(of: back)
    let work = Work(front: front, back: back, target: target, conditions: conditions)
    self.work = work
    Thread.detachNewThread { work.run() }
  }

  deinit { work.stop() }

  /// What happened so far.
  public var counts: Counts { work.counts }

  private static func open() throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0, LoopbackAddress(port: 0).bind(descriptor) == 0 else {
      throw InteropError.system(call: "bind a relay", code: errno)
    }
    return descriptor
  }
}

extension DroppingRelay {
  /// The relay's thread and what it shares.
  ///
  /// `@unchecked Sendable`: `stored` and `stopping` are touched only under `lock`, all else only by the one thread
  /// that runs `run()`.
  private final class Work: @unchecked Sendable {
    private struct Late {
      let due: Double
      let descriptor: Int32
      let port: UInt16
      let bytes: [UInt8]
    }

    private let front: Int32
    private let back: Int32
    private let target: UInt16
    private let conditions: Conditions
    private let lock = NSLock()
    private var stored = Counts()
    private var stopping = false
    private var late: [Late] = []

    init(front: Int32, back: Int32, target: UInt16, conditions: Conditions) {
      self.front = front
      self.back = back
      self.target = target
      self.conditions = conditions
    }

    var counts: Counts { lock.withLock { stored } }

    func stop() { lock.withLock { stopping = true } }

    func run() {
      var random = SeededRandom(seed: conditions.seed)
      var caller: UInt16?
      var watched = [
        pollfd(fd: front, events: Int16(POLLIN), revents: 0), pollfd(fd: back, events: Int16(POLLIN), revents: 0),
      ]
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while !lock.withLock({ stopping }) {
        let next = late.map(\.due).min().map { max(0, ($0 - MonotonicTime.seconds) * 1_000) } ?? 50
        poll(&watched, 2, Int32(min(next.rounded(.up), 50)))
        sendWhatIsDue()
        for index in 0...1 where watched[index].revents & Int16(POLLIN) != 0 {
          var address = sockaddr_in()
          var length = socklen_t(MemoryLayout<sockaddr_in>.size)
          let count = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
              recvfrom(watched[index].fd, &buffer, buffer.count, Int32(MSG_DONTWAIT), $0, &length)
            }
          }
          guard count > 0 else { continue }
          if index == 0 { caller = UInt16(bigEndian: address.sin_port) }
          guard let port = index == 0 ? target : caller else { continue }
          forward(Array(buffer[..<count]), from: index == 0 ? back : front, to: port, &random)
        }
      }
      close(front)
      close(back)
    }

    private func forward(_ bytes: [UInt8], from descriptor: Int32, to port: UInt16, _ random: inout SeededRandom) {
      // Always four numbers for a datagram, so that one choice does not change the fate of those after it.
      let chances = (0..<4).map { _ in Double.random(in: 0..<1, using: &random) }
      let drops = chances[0] < conditions.drop
      let doubles = !drops && chances[1] < conditions.duplicate
      let delays = !drops && chances[2] < conditions.delay
      lock.withLock {
        stored.received += 1
        stored.dropped += drops ? 1 : 0
        stored.duplicated += doubles ? 1 : 0
        stored.delayed += delays ? 1 : 0
      }
      guard !drops else { return }
      if delays {
        let due = MonotonicTime.seconds + chances[3] * conditions.longestDelay
        late.append(Late(due: due, descriptor: descriptor, port: port, bytes: bytes))
      } else {
        send(bytes, descriptor, port)
      }
      if doubles { send(bytes, descriptor, port) }
    }

    private func sendWhatIsDue() {
      let now = MonotonicTime.seconds
      for entry in late.filter({ $0.due <= now }).sorted(by: { $0.due < $1.due }) {
        send(entry.bytes, entry.descriptor, entry.port)
      }
      late.removeAll { $0.due <= now }
    }

    private func send(_ bytes: [UInt8], _ descriptor: Int32, _ port: UInt16) {
      _ = LoopbackAddress(port: port).withPointer { sendto(descriptor, bytes, bytes.count, 0, $0, $1) }
    }
  }
}
