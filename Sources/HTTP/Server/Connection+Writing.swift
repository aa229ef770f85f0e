import CUV
import Glibc

// Responses on their way to the peer, up to the closing of our half.
extension Connection {
  /// Answers what the server itself refuses; the connection closes after it.
  func answer(_ fault: HTTPServerFault, _ request: HTTPRequest?) {
    if case .receiving(let parser) = phase { loop.giveBack(parser) }
    phase = .held
    form.closes = true
    write(loop.configuration.errorResponse(fault, request))
  }

  /// Writes the response to the request at hand.
  func write(_ response: HTTPResponse) {
    guard case .held = phase else { return }
    phase = .sending
    form.closes = form.closes || loop.isDraining
    let (bodyFollows, closes) = loop.encoder.encode(response, form)
    closesAfterResponse = closes
    if bodyFollows {
      response.body.withUnsafeBufferPointer { sendEncoded(then: $0) }
    } else {
      sendEncoded()
    }
    if case .closed = phase { return }
    if writesUnderWay == 0 {
      responseIsOut()
    } else {
      loop.setDeadline(slot, loop.now + loop.responseTime)
    }
  }

  func responseIsOut() {
    if closesAfterResponse || (peerHasFinished && pipelined.isEmpty && !isConsuming) { return finish() }
    phase = .idle
    loop.setDeadline(slot, loop.now + loop.idleTime)
    if !pipelined.isEmpty || !isReading, !isConsuming { loop.resumeSoon(self) }
  }

  /// Closes our half, then waits a little for the peer to close its own.
  func finish() {
    if peerHasFinished { return close() }
    phase = .lingering
    pipelined = []
    loop.setDeadline(slot, loop.now + min(2000, loop.responseTime))
    if let tls {
      tls.finish()
      flushTLS()
      if case .closed = phase { return }
    }
    if writesUnderWay == 0 { shutDown() }
    startReading()
  }

  private func shutDown() {
    var descriptor: uv_os_fd_t = -1
    let handle = UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)
    guard uv_fileno(handle, &descriptor) == 0 else { return close() }
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Sends what the loop's encoder holds, then `body`.
  func sendEncoded(then body: UnsafeBufferPointer<UInt8> = UnsafeBufferPointer(start: nil, count: 0)) {
    defer { loop.encoder.clear() }
    if let tls {
      let written = loop.encoder.bytes.withUnsafeBufferPointer { tls.write($0) } && (body.isEmpty || tls.write(body))
      guard written else { return close() }
      flushTLS()
    } else {
      loop.encoder.bytes.withUnsafeBufferPointer { send($0, body) }
    }
  }

  func flushTLS() {
    let wire = loop.tlsWire
    guard !wire.output.isEmpty else { return }
    wire.output.withUnsafeBufferPointer { send($0, UnsafeBufferPointer(start: nil, count: 0)) }
    wire.clearOutput()
  }

  /// Sends two pieces: at once as far as the socket takes them, the rest from a copy.
  private func send(_ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>) {
    if case .closed = phase { return }
    var sent = 0
    if writesUnderWay == 0 {
      let result = withUnsafeTemporaryAllocation(of: uv_buf_t.self, capacity: 2) { buffers in
        buffers[0] = Self.buffer(first)
        buffers[1] = Self.buffer(second)
        return uv_try_write(stream, buffers.baseAddress, second.isEmpty ? 1 : 2)
      }
      guard result >= 0 || result == UV_EAGAIN.rawValue else { return close() }
      sent = max(0, Int(result))
    }
    let total = first.count + second.count
    guard sent < total else { return }
    // One block for libuv's request and the bytes, given back when they are out.
    let header = MemoryLayout<uv_write_t>.stride
    let block = UnsafeMutableRawPointer.allocate(byteCount: header + total - sent, alignment: 16)
    let copy = UnsafeMutableRawBufferPointer(start: block + header, count: total - sent)
    let firstRest = first.dropFirst(sent)
    copy.copyBytes(from: firstRest)
    UnsafeMutableRawBufferPointer(rebasing: copy[firstRest.count...])
      .copyBytes(from: second.dropFirst(max(0, sent - first.count)))
    let request = block.bindMemory(to: uv_write_t.self, capacity: 1)
    var buffer = uv_buf_init(copy.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(copy.count))
    let result = uv_write(request, stream, &buffer, 1) { request, status in
      guard let request else { return }
      let connection = Connection.of(request.pointee.handle.pointee.data)
      UnsafeMutableRawPointer(request).deallocate()
      connection?.didWrite(status)
    }
    guard result == 0 else {
      block.deallocate()
      return close()
    }
    writesUnderWay += 1
  }

  private static func buffer(_ bytes: UnsafeBufferPointer<UInt8>) -> uv_buf_t {
    uv_buf_init(
      UnsafeMutableRawPointer(mutating: UnsafeRawPointer(bytes.baseAddress))?.assumingMemoryBound(to: CChar.self),
      UInt32(bytes.count))
  }

  private func didWrite(_ status: Int32) {
    writesUnderWay -= 1
    if status < 0 {
      close()
    } else if writesUnderWay == 0 {
      switch phase {
      case .sending: responseIsOut()
      case .lingering: shutDown()
      case .idle, .receiving, .held, .closed: break
      }
    }
    loop.settle()
  }
}
