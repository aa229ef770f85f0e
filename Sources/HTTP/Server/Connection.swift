import CUV
import Glibc

/// One connection of a loop, and the request it is busy with. Lives on its loop's thread.
///
/// At any time it either waits for a request, receives one, has one held by the handler, sends its response, or waits
/// for the peer to close. So one deadline is enough, and the order of pipelined responses is that of the requests.
final class Connection {
  enum Phase {
    case idle
    case receiving(RequestParser)
    case held
    case sending
    /// Our half is closed and what still comes is thrown away: closing at once could destroy the response on its way
    /// (RFC 9112 section 9.6).
    case lingering
    case closed
  }

  let loop: EventLoop
  let slot: Int
  let handle = UnsafeMutablePointer<uv_tcp_t>.allocate(capacity: 1)
  private(set) var remoteAddress = ""
  var phase = Phase.idle
  private(set) var tls: TLSSession?

  /// Names the request while it is held.
  var heldToken: RequestToken?
  var departure: (@Sendable () -> Void)?
  var timer: (sequence: UInt64, work: @Sendable () -> Void)?

  /// Bytes of the next requests, which came while this one was held or answered.
  var pipelined: [UInt8] = []
  var form = ResponseEncoder.Form(isHead: false, isHTTP10: false, closes: false)
  var closesAfterResponse = false
  var writesUnderWay = 0
  private(set) var isConsuming = false
  private(set) var isReading = false
  private(set) var peerHasFinished = false
  private(set) var isCounted = false
  private(set) var isRefused = false

  init(loop: EventLoop, slot: Int) {
    self.loop = loop
    self.slot = slot
    uv_tcp_init(loop.uv, handle)
    handle.pointee.data = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    handle.deallocate()
  }

  var stream: UnsafeMutablePointer<uv_stream_t> {
    UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_stream_t.self)
  }

  static func of(_ data: UnsafeMutableRawPointer?) -> Connection? {
    guard let data else { return nil }
    return Unmanaged<Connection>.fromOpaque(data).takeUnretainedValue()
  }

  // MARK: Beginning and end

  func accept(from listener: UnsafeMutablePointer<uv_stream_t>) -> Bool {
    guard uv_accept(listener, stream) == 0 else { return false }
    uv_tcp_nodelay(handle, 1)
    remoteAddress = PeerAddress.text(of: handle)
    return true
  }

  /// Waits for the first request.
  func begin() {
    isCounted = true
    if let context = loop.tls {
      guard let session = TLSSession(context: context, wire: loop.tlsWire) else { return close() }
      tls = session
      loop.setDeadline(slot, loop.now + loop.arrivalTime)
    } else {
      loop.setDeadline(slot, loop.now + loop.idleTime)
    }
    startReading()
  }

  /// Answers a connection too many without looking at what it asks.
  func refuse() {
    isRefused = true
    startReading()
    answer(.tooManyConnections, nil)
  }

  /// Closes at once; a held request's client is then gone.
  func close() {
    if case .closed = phase { return }
    if case .receiving(let parser) = phase { loop.giveBack(parser) }
    phase = .closed
    loop.setDeadline(slot, .max)
    let departure = departure
    loop.release(self)
    pipelined = []
    tls = nil
    uv_close(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)) { handle in
      guard let connection = Connection.of(handle?.pointee.data) else { return }
      connection.loop.forget(connection)
    }
    departure?()
  }

  func closeIfIdle() {
    if case .idle = phase, pipelined.isEmpty { close() }
  }

  func deadlinePassed() {
    switch phase {
    case .receiving(let parser):
      let request = parser.takeRequest(remoteAddress: remoteAddress, isTLS: tls != nil)
      noteForm(of: parser)
      answer(.tooSlow, request)
    case .idle, .sending, .lingering: close()
    case .held, .closed: break
    }
  }

  /// Takes up what was put off: pipelined requests, or the departure of a client known to have left.
  func resume() {
    if peerHasFinished, departure != nil { return close() }
    guard case .idle = phase else { return }
    let bytes = pipelined
    pipelined = []
    bytes.withUnsafeBufferPointer { consume($0) }
    if pipelined.count <= loop.configuration.limits.maxPipelinedBytes { startReading() }
  }

  // MARK: Reading

  func startReading() {
    guard !isReading, !peerHasFinished else { return }
    if case .closed = phase { return }
    isReading = true
    let result = uv_read_start(
      stream,
      { handle, _, buffer in
        guard let loop = Connection.of(handle?.pointee.data)?.loop else { return }
        buffer?.pointee = uv_buf_init(
          loop.readBuffer.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(loop.readBuffer.count))
      },
      { stream, count, _ in
        guard let connection = Connection.of(stream?.pointee.data) else { return }
        connection.didRead(count)
        connection.loop.settle()
      })
    if result != 0 { close() }
  }

  private func pauseReading() {
    guard isReading else { return }
    isReading = false
    uv_read_stop(stream)
  }

  private func didRead(_ count: Int) {
    if count > 0 {
      let buffer = UnsafeRawBufferPointer(rebasing: loop.readBuffer[..<count])
      let bytes = buffer.assumingMemoryBound(to: UInt8.self)
      if tls == nil { take(bytes) } else { takeEncrypted(bytes) }
    } else if count == Int(UV_EOF.rawValue) {
      isReading = false
      peerFinished()
    } else if count < 0 {
      close()
    }
  }

  private func takeEncrypted(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let tls else { return }
    if case .lingering = phase { return }
    let end = tls.read(bytes) { plain in
      take(plain)
      if case .closed = phase { return false }
      return true
    }
    if case .closed = phase { return }
    flushTLS()
    switch end {
    case .more: break
    case .finished: peerFinished()
    case .failed: close()
    }
  }

  private func peerFinished() {
    peerHasFinished = true
    switch phase {
    // A client that only closed its sending half still wants its response; whoever asked to be told of departures
    // takes the end of the stream for one.
    case .held: if departure != nil { close() }
    case .sending, .closed: break
    case .idle, .receiving, .lingering: close()
    }
  }

  /// Takes bytes of requests, or keeps them until their turn.
  private func take(_ bytes: UnsafeBufferPointer<UInt8>) {
    switch phase {
    case .idle, .receiving:
      if pipelined.isEmpty {
        consume(bytes)
      } else {
        pipelined.append(contentsOf: bytes)
      }
    case .held, .sending: keep(bytes)
    case .lingering, .closed: break
    }
  }

  private func keep(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard !closesAfterResponse else { return }
    pipelined.append(contentsOf: bytes)
    if pipelined.count > loop.configuration.limits.maxPipelinedBytes { pauseReading() }
  }

  private func consume(_ bytes: UnsafeBufferPointer<UInt8>) {
    isConsuming = true
    defer { isConsuming = false }
    var rest = bytes
    while !rest.isEmpty {
      switch phase {
      case .idle:
        // Some clients end a body with a line break that is no part of it (RFC 9112 section 2.2).
        let start = rest.firstIndex { $0 != 13 && $0 != 10 } ?? rest.endIndex
        rest = UnsafeBufferPointer(rebasing: rest[start...])
        guard !rest.isEmpty else { break }
        let parser = loop.takeParser()
        phase = .receiving(parser)
        loop.setDeadline(slot, loop.now + loop.arrivalTime)
        rest = feed(parser, rest)
      case .receiving(let parser):
        rest = feed(parser, rest)
      case .held, .sending:
        keep(rest)
        return
      case .lingering, .closed:
        return
      }
    }
    guard peerHasFinished else { return }
    switch phase {
    case .idle, .receiving: close()
    case .held, .sending, .lingering, .closed: break
    }
  }

  private func feed(_ parser: RequestParser, _ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let (consumed, outcome) = parser.feed(bytes)
    switch outcome {
    case .incomplete:
      if parser.awaitsContinue {
        parser.continued()
        loop.encoder.append("HTTP/1.1 100 Continue\r\n\r\n")
        sendEncoded()
      }
    case .complete:
      noteForm(of: parser)
      let request = parser.takeRequest(remoteAddress: remoteAddress, isTLS: tls != nil)
      phase = .held
      loop.giveBack(parser)
      loop.setDeadline(slot, .max)
      if let request { loop.hold(request, self) } else { close() }
    case .failed(let fault):
      let request = parser.takeRequest(remoteAddress: remoteAddress, isTLS: tls != nil)
      noteForm(of: parser)
      answer(fault, request)
    }
    return UnsafeBufferPointer(rebasing: bytes[consumed...])
  }

  private func noteForm(of parser: RequestParser) {
    form = ResponseEncoder.Form(
      isHead: parser.method == .head, isHTTP10: parser.isHTTP10, closes: !parser.keepAlive)
  }
}
