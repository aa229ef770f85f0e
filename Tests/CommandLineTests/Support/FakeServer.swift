import Foundation
import Glibc

/// A blocking HTTP/1.1 responder on a loopback socket, a thread per connection.
///
/// Safe to share: everything that changes is used with `condition` locked.
final class FakeServer: @unchecked Sendable {
  struct Request: Sendable, Equatable {
    let method: String
    /// With the query.
    let path: String
    /// Names in lower case.
    let headers: [String: String]
    let body: String
  }

  enum Reply: Sendable {
    case answer(Int, headers: [String] = [], String = "")
    /// Close the connection without an answer.
    case drop
    /// Answer with what was pushed, as soon as there is something.
    case pushed
  }

  let port: UInt16
  private let listener: Int32
  private let handler: @Sendable (Request, FakeServer) -> Reply
  private let condition = NSCondition()
  private var seen: [Request] = []
  private var pushed: [Reply]
  private var connections: Set<Int32> = []
  private var waiting: [(test: @Sendable (Request) -> Bool, continuation: CheckedContinuation<Request?, Never>)] = []
  private var isStopped = false

  init(pushed: [Reply] = [], _ handler: @escaping @Sendable (Request, FakeServer) -> Reply) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard listener >= 0, isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    self.listener = listener
    self.handler = handler
    self.pushed = pushed
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { self.accept() }
  }

  var url: URL { URL(string: "http://127.0.0.1:\(port)")! }

  /// The requests so far, in the order in which they arrived.
  var requests: [Request] {
    condition.withLock { seen }
  }

  /// The first request that satisfies `test`, as soon as it has arrived; nil if the server stops without it.
  func request(where test: @escaping @Sendable (Request) -> Bool) async -> Request? {
    await withCheckedContinuation { continuation in
      condition.withLock {
        if let found = seen.first(where: test) {
          continuation.resume(returning: found)
        } else if isStopped {
          continuation.resume(returning: nil)
        } else {
          waiting.append((test, continuation))
        }
      }
    }
  }

  /// Closes every connection and the port.
  func stop() {
    condition.withLock {
      guard !isStopped else { return }
      isStopped = true
      shutdown(listener, Int32(SHUT_RDWR))
      for connection in connections { shutdown(connection, Int32(SHUT_RDWR)) }
      for waiter in waiting { waiter.continuation.resume(returning: nil) }
      waiting = []
      condition.broadcast()
    }
  }

  private func accept() {
    while true {
      let connection = Glibc.accept(listener, nil, nil)
      let goesOn = condition.withLock {
        if connection >= 0, !isStopped { connections.insert(connection) }
        return !isStopped
      }
      guard connection >= 0, goesOn else {
        if connection >= 0 { close(connection) }
        if !goesOn { break }
        continue
      }
      Thread.detachNewThread { self.serve(connection) }
    }
    close(listener)
  }

  private func serve(_ connection: Int32) {
    var buffer: [UInt8] = []
    while let request = Self.read(connection, &buffer) {
      condition.withLock {
        seen.append(request)
        for waiter in waiting where waiter.test(request) { waiter.continuation.resume(returning: request) }
        waiting.removeAll { $0.test(request) }
      }
      var reply = handler(request, self)
      if case .pushed = reply { reply = nextPushed() }
      guard case .answer(let status, let headers, let body) = reply else { break }
      let lines = ["HTTP/1.1 \(status) Status", "Content-Length: \(body.utf8.count)"] + headers
      let text = lines.joined(separator: "\r\n") + "\r\n\r\n" + body
      guard Self.write(connection, Array(text.utf8)) else { break }
    }
    condition.withLock {
      connections.remove(connection)
      _ = close(connection)
    }
  }

  /// Adds an answer for the next request that waits for one.
  func push(_ reply: Reply) {
    condition.withLock {
      pushed.append(reply)
      condition.broadcast()
    }
  }

  private func nextPushed() -> Reply {
    condition.withLock {
      while pushed.isEmpty {
        if isStopped { return .drop }
        condition.wait()
      }
      return pushed.removeFirst()
    }
  }

  private static func read(_ connection: Int32, _ buffer: inout [UInt8]) -> Request? {
    let separator = Array("\r\n\r\n".utf8)
    var end: Int?
    func more() -> Bool {
      var chunk = [UInt8](repeating: 0, count: 16_384)
      let count = Glibc.read(connection, &chunk, chunk.count)
      guard count > 0 else { return false }
      buffer += chunk[..<count]
      return true
    }
    while end == nil {
      end = buffer.indices.first { buffer[$0...].starts(with: separator) }
      if end == nil, !more() { return nil }
    }
    guard let end else { return nil }
    let head = String(decoding: buffer[..<end], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in head.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let length = Int(headers["content-length"] ?? "") ?? 0
    while buffer.count < end + 4 + length {
      if !more() { return nil }
    }
    let body = String(decoding: buffer[(end + 4)..<(end + 4 + length)], as: UTF8.self)
    buffer.removeFirst(end + 4 + length)
    let words = head[0].split(separator: " ").map(String.init)
    guard words.count == 3 else { return nil }
    return Request(method: words[0], path: words[1], headers: headers, body: body)
  }

  private static func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
