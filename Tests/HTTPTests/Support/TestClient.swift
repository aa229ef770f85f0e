import Glibc

/// A client that sends exactly the bytes it is told to, over a plain socket.
final class TestClient {
  struct Failure: Error {
    var what: String
  }

  struct Response {
    var status: Int
    var fields: [(name: String, value: String)]
    var body: String

    subscript(name: String) -> String? {
      fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
  }

  private let descriptor: Int32
  private var received: [UInt8] = []

  init(port: Int, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    if var receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    var timeout = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    // deinit closes it then as well, and twice would be somebody else's the second time.
    guard result == 0 else { throw Failure(what: "connect: \(String(cString: strerror(errno)))") }
  }

  deinit {
    Glibc.close(descriptor)
  }

  func send(_ text: String) throws {
    try send(Array(text.utf8))
  }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure(what: "send: \(String(cString: strerror(errno)))") }
      sent += count
    }
  }

  /// Closes the sending half.
  func finish() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Closes with RST rather than FIN.
  func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    // Disconnecting, unlike closing, leaves the number of the descriptor to deinit.
    var none = sockaddr()
    none.sa_family = sa_family_t(AF_UNSPEC)
    connect(descriptor, &none, socklen_t(MemoryLayout<sockaddr>.size))
  }

  /// The next response; `hasBody: false` for answers to HEAD.
  func receive(hasBody: Bool = true) throws -> Response {
    var end = headEnd()
    while end == nil {
      guard try receiveMore() else { throw Failure(what: "closed before a response") }
      end = headEnd()
    }
    let head = String(decoding: received[..<(end ?? 0)], as: UTF8.self)
    received.removeFirst((end ?? 0) + 4)
    var lines = head.components(separatedBy: "\r\n")
    let status = lines.removeFirst().split(separator: " ")
    guard status.count >= 2, status[0] == "HTTP/1.1", let code = Int(status[1]) else { throw Failure(what: head) }
    var response = Response(status: code, fields: [], body: "")
    for line in lines {
      let halves = line.split(separator: ":", maxSplits: 1)
      guard halves.count == 2 else { throw Failure(what: line) }
      response.fields.append((String(halves[0]), String(halves[1].drop { $0 == " " })))
    }
    guard hasBody, let length = response["Content-Length"].flatMap(Int.init) else { return response }
    while received.count < length {
      guard try receiveMore() else { throw Failure(what: "closed within a body") }
    }
    response.body = String(decoding: received[..<length], as: UTF8.self)
    received.removeFirst(length)
    return response
  }

  /// Sends a request and returns its response.
  func ask(_ text: String, hasBody: Bool = true) throws -> Response {
    try send(text)
    return try receive(hasBody: hasBody)
  }

  /// Whether the server closes without sending anything more.
  func isClosed() throws -> Bool {
    guard received.isEmpty else { return false }
    return try !receiveMore()
  }

  /// Whether nothing arrives within the time.
  func isSilent(milliseconds: Int32) -> Bool {
    guard received.isEmpty else { return false }
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, milliseconds) == 0
  }

  private func headEnd() -> Int? {
    guard received.count >= 4 else { return nil }
    return (0...(received.count - 4)).first { received[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }
  }

  /// False at the end of the stream; a reset counts as one.
  private func receiveMore() throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count < 0, errno == EAGAIN { throw Failure(what: "nothing came") }
    guard count > 0 else { return false }
    received.append(contentsOf: buffer[..<count])
    return true
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [String] {
    var pieces: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      pieces.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    pieces.append(String(rest))
    return pieces
  }
}
