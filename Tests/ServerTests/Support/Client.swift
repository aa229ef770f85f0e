import Dispatch
import Foundation
import HTTP
import Synchronization

@testable import Server

/// A response as a test looks at it.
struct TestResponse: Sendable {
  var status: Int
  var headers: HTTPHeaders
  var body: [UInt8]

  var isXML: Bool { headers["Content-Type"]?.contains("xml") ?? false }
  var text: String { String(decoding: body, as: UTF8.self) }
}

struct Trouble: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Something that asks the server; the same tests run with each.
protocol Client: Sendable {
  /// Sends a request; the answer may come much later, or never if the client leaves.
  func begin(_ request: HTTPRequest) throws -> any Exchange
}

extension Client {
  func send(_ request: HTTPRequest) async throws -> TestResponse { try await begin(request).response() }
}

/// A request under way.
protocol Exchange: Sendable {
  /// Waits for the answer, 20 s at most.
  func response() async throws -> TestResponse
  /// Gives up, as a client does that closes its connection.
  func leave()
}

/// A value that somebody waits for.
final class Promise<Value: Sendable>: Sendable {
  private struct State {
    var result: Result<Value, any Error>?
    var waiting: [CheckedContinuation<Value, any Error>] = []
  }

  private let state = Mutex(State())

  /// Whether the value is there.
  var isKept: Bool { state.withLock { $0.result != nil } }

  func keep(_ result: Result<Value, any Error>) {
    let waiting = state.withLock { state in
      guard state.result == nil else { return [CheckedContinuation<Value, any Error>]() }
      state.result = result
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume(with: result) }
  }

  func value(within seconds: Int = 20) async throws -> Value {
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { [weak self] in
      self?.keep(.failure(Trouble("nothing came within \(seconds) s")))
    }
    return try await withCheckedThrowingContinuation { continuation in
      let result = state.withLock { state in
        if state.result == nil { state.waiting.append(continuation) }
        return state.result
      }
      if let result { continuation.resume(with: result) }
    }
  }
}

/// Runs blocking work on a thread of its own, so that it takes none from other tests.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  let promise = Promise<Value>()
  Thread.detachNewThread { promise.keep(Result { try work() }) }
  return try await promise.value(within: 60)
}

/// Asks the handler without a socket.
struct RouterClient: Client {
  let handler: APIHandler

  func begin(_ request: HTTPRequest) throws -> any Exchange {
    let exchange = RouterExchange(isHead: request.method == .head)
    handler.handle(request, HTTPResponder(exchange))
    return exchange
  }
}

private final class RouterExchange: Exchange, HTTPResponderSink {
  private struct State {
    var departure: (@Sendable () -> Void)?
    var timer = 0
    var isOver = false
  }

  private let isHead: Bool
  private let promise = Promise<TestResponse>()
  private let state = Mutex(State())

  init(isHead: Bool) { self.isHead = isHead }

  func response() async throws -> TestResponse { try await promise.value() }

  func leave() {
    let work = state.withLock { state in
      guard !state.isOver else { return nil as (@Sendable () -> Void)? }
      state.isOver = true
      return state.departure
    }
    work?()
    promise.keep(.failure(Trouble("the client has left")))
  }

  func respond(_ response: HTTPResponse) {
    state.withLock { $0.isOver = true }
    promise.keep(
      .success(
        TestResponse(status: response.status, headers: response.headers, body: isHead ? [] : response.body)))
  }

  func onDeparture(_ work: @escaping @Sendable () -> Void) { state.withLock { $0.departure = work } }

  func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) {
    let timer = state.withLock { state in
      state.timer += 1
      return state.timer
    }
    let (seconds, attoseconds) = delay.components
    DispatchQueue.global().asyncAfter(deadline: .now() + Double(seconds) + Double(attoseconds) / 1e18) { [self] in
      if state.withLock({ !$0.isOver && $0.timer == timer }) { work() }
    }
  }
}

/// Asks over a connection of its own per request, with bytes made here.
struct LiveClient: Client {
  let port: UInt16

  func begin(_ request: HTTPRequest) throws -> any Exchange {
    let exchange = try LiveExchange(port: port)
    var bytes = Array("\(request.method) \(request.target) HTTP/1.1\r\n".utf8)
    for (name, value) in request.headers { bytes += Array("\(name): \(value)\r\n".utf8) }
    if !request.body.isEmpty || request.method == .post {
      bytes += Array("Content-Length: \(request.body.count)\r\n".utf8)
    }
    bytes += Array("Connection: close\r\n\r\n".utf8) + request.body
    exchange.start(bytes, isHead: request.method == .head)
    return exchange
  }
}

private final class LiveExchange: Exchange {
  private let descriptor: Int32
  private let promise = Promise<TestResponse>()

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let descriptor = descriptor
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Trouble("connect: \(String(cString: strerror(errno)))") }
  }

  deinit { close(descriptor) }

  func response() async throws -> TestResponse { try await promise.value() }

  func leave() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    promise.keep(.failure(Trouble("the client has left")))
  }

  func start(_ bytes: [UInt8], isHead: Bool) {
    Thread.detachNewThread { [self] in
      promise.keep(
        Result {
          guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) >= 0 else { throw Trouble("send failed") }
          return try Self.read(descriptor, isHead: isHead)
        })
    }
  }

  private static func read(_ descriptor: Int32, isHead: Bool) throws -> TestResponse {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count > 0 { bytes += chunk[..<count] } else { break }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { throw Trouble("no response: \(text)") }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    guard let status = lines.first.flatMap({ Int($0.split(separator: " ")[1]) }) else { throw Trouble("no status") }
    var headers = HTTPHeaders()
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers.add(String(parts[0]), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
    }
    let body = Array(bytes[text[..<end.upperBound].utf8.count...])
    if let length = headers["Content-Length"].flatMap({ Int($0) }), !isHead, length != body.count {
      throw Trouble("Content-Length \(length), but \(body.count) bytes came")
    }
    return TestResponse(status: status, headers: headers, body: body)
  }
}
