import Foundation
import Glibc

/// The client's side of baresip's ctrl_tcp: netstrings of JSON, orders out, events in.
///
/// `@unchecked Sendable`: `counts` is touched only under `lock`; the descriptor is closed only by `deinit`, after
/// the reading thread, which does not hold the object, was told to leave by `shutdown`.
final class BaresipControl: @unchecked Sendable {
  private final class Counts: @unchecked Sendable {
    private let lock = NSLock()
    private var counts: [String: Int] = [:]

    func add(_ type: String) { lock.withLock { counts[type, default: 0] += 1 } }
    func count(of type: String) -> Int { lock.withLock { counts[type] ?? 0 } }
  }

  private let descriptor: Int32
  private let counts = Counts()

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard LoopbackAddress(port: port).connect(descriptor) == 0 else {
      throw InteropError.system(call: "connect to baresip", code: errno)
    }
    let copy = dup(descriptor)
    let counts = self.counts
    Thread.detachNewThread { Self.read(copy, into: counts) }
  }

  deinit {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }

  func count(of type: String) -> Int { counts.count(of: type) }

  func command(_ name: String, _ parameters: String = "") throws {
    let json = #"{"command":"\#(name)","params":"\#(parameters)","token":"t"}"#
    let bytes = Array("\(json.utf8.count):\(json),".utf8)
    guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
      throw InteropError.system(call: "send to baresip", code: errno)
    }
  }

  private static func read(_ descriptor: Int32, into counts: Counts) {
    defer { close(descriptor) }
    var pending: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      pending += buffer[..<count]
      while let colon = pending.firstIndex(of: UInt8(ascii: ":")),
        let length = Int(String(decoding: pending[..<colon], as: UTF8.self)), length >= 0,
        pending.count >= colon + 1 + length + 1
      {
        let text = String(decoding: pending[(colon + 1)..<(colon + 1 + length)], as: UTF8.self)
        pending.removeFirst(colon + 1 + length + 1)
        if let start = text.range(of: #""type":""#)?.upperBound, let end = text[start...].firstIndex(of: "\"") {
          counts.add(String(text[start..<end]))
        }
      }
    }
  }
}
