import COpenSSL

/// The server's side of one TLS connection. It does no input or output: encrypted bytes go through the loop's `TLSWire`.
final class TLSSession {
  enum End {
    /// What was read has been used up; more is needed.
    case more
    /// The peer has closed its half (close_notify).
    case finished
    /// The peer broke the protocol. An alert may be in the wire's output.
    case failed
  }

  private let ssl: OpaquePointer
  private let wire: TLSWire

  init?(context: TLSContext, wire: TLSWire) {
    guard let ssl = SSL_new(context.raw) else { return nil }
    guard let bio = wire.makeBIO() else {
      SSL_free(ssl)
      return nil
    }
    self.ssl = ssl
    self.wire = wire
    // One reference for both directions.
    SSL_set_bio(ssl, bio, bio)
    SSL_set_accept_state(ssl)
  }

  deinit {
    SSL_free(ssl)
  }

  /// Decrypts, handing out plain bytes as they come until `take` says to stop; does the handshake on the way.
  func read(_ bytes: UnsafeBufferPointer<UInt8>, _ take: (UnsafeBufferPointer<UInt8>) -> Bool) -> End {
    wire.reading(bytes) {
      while true {
        ERR_clear_error()
        let count = SSL_read(ssl, wire.plain.baseAddress, Int32(wire.plain.count))
        guard count > 0 else { return end(count) }
        guard take(UnsafeBufferPointer(rebasing: wire.plain[..<Int(count)])) else { return .more }
      }
    }
  }

  /// Encrypts into the wire's output. False when the session is broken.
  func write(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard !bytes.isEmpty else { return true }
    ERR_clear_error()
    return SSL_write(ssl, bytes.baseAddress, Int32(clamping: bytes.count)) == Int32(clamping: bytes.count)
  }

  /// Puts close_notify into the wire's output.
  func finish() {
    ERR_clear_error()
    SSL_shutdown(ssl)
    ERR_clear_error()
  }

  private func end(_ result: Int32) -> End {
    switch SSL_get_error(ssl, result) {
    case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: .more
    case SSL_ERROR_ZERO_RETURN: .finished
    default: .failed
    }
  }
}
