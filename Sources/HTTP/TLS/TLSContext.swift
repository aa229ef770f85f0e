import COpenSSL

/// Certificate, key and settings that all TLS connections of a server share.
///
/// `@unchecked Sendable` is safe because the SSL_CTX is configured in `init` only, and OpenSSL 3 allows threads to make
/// connections from one context at the same time.
final class TLSContext: @unchecked Sendable {
  let raw: OpaquePointer

  // SSL_OP_NO_RENEGOTIATION and SSL_OP_NO_COMPRESSION, which are macros Swift cannot read.
  private static let noRenegotiation = UInt64(1) << 30
  private static let noCompression = UInt64(1) << 17

  init(_ configuration: HTTPTLSConfiguration) throws(HTTPServerError) {
    guard let context = SSL_CTX_new(TLS_server_method()) else {
      throw .system(operation: "TLS", reason: Self.lastError())
    }
    raw = context
    ERR_clear_error()
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
    SSL_CTX_set_options(context, Self.noRenegotiation | Self.noCompression)
    guard SSL_CTX_use_certificate_chain_file(context, configuration.certificateFile) == 1 else {
      throw .badCertificate(file: configuration.certificateFile, reason: Self.lastError())
    }
    guard SSL_CTX_use_PrivateKey_file(context, configuration.privateKeyFile, SSL_FILETYPE_PEM) == 1,
      SSL_CTX_check_private_key(context) == 1
    else {
      throw .badPrivateKey(file: configuration.privateKeyFile, reason: Self.lastError())
    }
    // Idle connections are many: OpenSSL's 34 kB of record buffers each are given back between records.
    SSL_CTX_ctrl(context, SSL_CTRL_MODE, Int(SSL_MODE_RELEASE_BUFFERS), nil)
    SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
    SSL_CTX_set_alpn_select_cb(
      context,
      { _, out, outLength, offered, offeredLength, _ in
        TLSContext.selectProtocol(out, outLength, offered, offeredLength)
      }, nil)
  }

  deinit {
    SSL_CTX_free(raw)
  }

  /// A client that offers protocols must offer HTTP/1.1 (RFC 7301 section 3.2); one that offers none gets it.
  private static func selectProtocol(
    _ out: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ outLength: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32
  ) -> Int32 {
    let list = UnsafeBufferPointer(start: offered, count: Int(offeredLength))
    var index = 0
    while index < list.count {
      let end = index + 1 + Int(list[index])
      guard end <= list.count else { break }
      if list[(index + 1)..<end].elementsEqual("http/1.1".utf8) {
        out?.pointee = offered.map { $0 + index + 1 }
        outLength?.pointee = list[index]
        return SSL_TLSEXT_ERR_OK
      }
      index = end
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
  }

  private static func lastError() -> String {
    let code = ERR_get_error()
    ERR_clear_error()
    guard let reason = ERR_reason_error_string(code) else { return "unknown error" }
    return String(cString: reason)
  }
}
