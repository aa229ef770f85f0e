import Glibc

/// A keep-alive connection to 127.0.0.1 that sends bytes and waits for whole responses. One thread at a time.
public final class HTTPConnection {
  /// The socket.
  public let descriptor: Int32
  private var buffer: [UInt8] = []
  private var chunk = [UInt8](repeating: 0, count: 65_536)

  /// Connects.
  ///
  /// - Throws: `InteropError.system`.
  public init(port: UInt16) throws {
    let opened = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard opened >= 0 else { throw InteropError.system(call: "socket", code: errno) }
    guard LoopbackAddress(port: port).connect(opened) == 0 else {
      let code = errno
      close(opened)
      throw InteropError.system(call: "connect to 127.0.0.1:\(port)", code: code)
    }
    var one: Int32 = 1
    setsockopt(opened, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Sends a request and awaits its response, interim ones (1xx) passed over.
  ///
  /// - Throws: `timedOut` after `seconds` without a complete response, `unexpected` when the server closes.
  public func exchange(_ request: [UInt8], within seconds: Double = 10) throws -> HTTPResponse {
    try send(request)
    while true {
      let response = try receive(within: seconds)
      if response.status >= 200 { return response }
    }
  }

  /// The same from its parts; see `HTTPRequest.bytes`.
  public func exchange(
    _ method: String, _ path: String, headers: [(String, String)] = [], body: String = "",
    within seconds: Double = 10
  ) throws -> HTTPResponse {
    try exchange(HTTPRequest.bytes(method, path, headers: headers, body: Array(body.utf8)), within: seconds)
  }

  /// Sends bytes, whole.
  public func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&watched, 1, 1_000)
        continue
      }
      guard count > 0 else { throw InteropError.system(call: "send", code: errno) }
      sent += count
    }
  }

  /// Awaits the next response.
  public func receive(within seconds: Double) throws -> HTTPResponse {
    let deadline = MonotonicTime.seconds + seconds
    while true {
      if let response = try next() { return response }
      let left = deadline - MonotonicTime.seconds
      guard left > 0 else {
        throw InteropError.timedOut(awaiting: "a response", seen: String(decoding: buffer.prefix(500), as: UTF8.self))
      }
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, Int32(min(left * 1_000 + 1, 60_000))) > 0 else { continue }
      guard try fill() else { throw InteropError.unexpected("the server closed the connection") }
    }
  }

  /// Reads once what is there, without waiting; false when the other side has closed.
  func fill() throws -> Bool {
    let count = recv(descriptor, &chunk, chunk.count, Int32(MSG_DONTWAIT))
    if count > 0 {
      buffer += chunk[..<count]
      return true
    }
    if count < 0 && (errno == EAGAIN || errno == EINTR) { return true }
    if count < 0 { throw InteropError.system(call: "recv", code: errno) }
    return false
  }

  /// Takes a complete response out of what was read.
  func next() throws -> HTTPResponse? {
    guard let extent = try buffer.withUnsafeBytes({ try HTTPResponse.extent(in: $0) }),
      buffer.count >= extent.totalLength
    else { return nil }
    let response = HTTPResponse(
      status: extent.status, head: Array(buffer[..<extent.headLength]),
      body: Array(buffer[extent.headLength..<extent.totalLength]))
    buffer.removeFirst(extent.totalLength)
    return response
  }
}
