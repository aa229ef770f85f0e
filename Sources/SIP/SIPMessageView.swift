import CSofia

/// A received message, read where it stands: a property that is not asked for costs nothing.
///
/// Valid only during the delegate call that hands it out, and only on the loop's thread. It is Sendable because an
/// actor entered by `assumeIsolated` on that same thread must be able to take it along; nothing is to keep it.
public struct SIPMessageView: @unchecked Sendable {
  let message: UnsafePointer<wls_message>
  /// No peer sent this response; the layer made it.
  public let isLocal: Bool

  /// The status code, 0 for a request.
  public var status: Int { Int(wls_message_status(message)) }
  /// The reason phrase of a response.
  public var phrase: String { Self.text(wls_message_phrase(message)) ?? "" }
  /// The request's method, or the CSeq's of a response.
  public var method: SIPMethod { SIPMethod(rawValue: Self.text(wls_message_method(message)) ?? "") }
  /// The CSeq number.
  public var cseq: UInt32 { wls_message_cseq(message) }
  /// The Call-ID.
  public var callID: String { Self.text(wls_message_call_id(message)) ?? "" }
  /// The From tag.
  public var fromTag: String? { Self.text(wls_message_from_tag(message)) }
  /// The To tag: of a provisional response it names the fork.
  public var toTag: String? { Self.text(wls_message_to_tag(message)) }
  /// The RSeq of a provisional response that asks to be acknowledged by PRACK (RFC 3262); nil for any other message.
  public var reliableSequence: UInt32? {
    let sequence = wls_message_rseq(message)
    return sequence == 0 ? nil : sequence
  }
  /// What it says of session timers (RFC 4028) and of UPDATE (RFC 3311).
  public var session: SIPSession {
    var session = wls_session()
    wls_message_session(message, &session)
    return SIPSession(session)
  }
  /// The Request-URI; nil for a response.
  public var requestURI: String? { uri(WLS_REQUEST_URI) }
  /// The URI in From.
  public var fromURI: String { uri(WLS_FROM) ?? "" }
  /// The display name in From, without quotes.
  public var fromDisplayName: String? { display(WLS_FROM) }
  /// The URI in To.
  public var toURI: String { uri(WLS_TO) ?? "" }
  /// The display name in To, without quotes.
  public var toDisplayName: String? { display(WLS_TO) }
  /// The URI in the first Contact.
  public var contactURI: String? { uri(WLS_CONTACT) }
  /// The URI in P-Asserted-Identity (RFC 3325): the SIP URI when there is one, else the tel URI.
  public var assertedIdentityURI: String? { uri(WLS_P_ASSERTED_IDENTITY) }
  /// The display name beside `assertedIdentityURI`, without quotes.
  public var assertedIdentityDisplayName: String? { display(WLS_P_ASSERTED_IDENTITY) }
  /// The type in Content-Type without parameters, such as "application/sdp".
  public var contentType: String? { Self.text(wls_message_content_type(message)) }
  /// Whether there is a body with at least a byte.
  public var hasBody: Bool {
    var length = 0
    return wls_message_body(message, &length) != nil && length > 0
  }
  /// The body, empty when there is none.
  public var body: [UInt8] {
    var length = 0
    guard let bytes = wls_message_body(message, &length), length > 0 else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: length))
  }
  /// Where it came from as address:port; nil for a local response.
  public var sourceAddress: String? {
    isLocal ? nil : Self.string { wls_message_source(message, $0, $1) }
  }
  /// The address it came from, without the port; nil for a local response.
  public var sourceIP: SIPAddress? {
    guard !isLocal else { return nil }
    var bytes: (UInt64, UInt64) = (0, 0)
    let isKnown = withUnsafeMutableBytes(of: &bytes) { buffer in
      buffer.withMemoryRebound(to: UInt8.self) { wls_message_address(message, $0.baseAddress) }
    }
    return isKnown ? SIPAddress(high: UInt64(bigEndian: bytes.0), low: UInt64(bigEndian: bytes.1)) : nil
  }
  /// How it came.
  public var transport: SIPTransport { wls_message_is_tcp(message) ? .tcp : .udp }

  /// The value of the first header of that name, in any case, as it stands on the wire but for white space.
  /// Long names only ("Call-ID", not "i").
  public func header(named name: String) -> String? { header(named: name, index: 0) }

  /// The values of all headers of that name in order.
  public func headers(named name: String) -> [String] {
    var values: [String] = []
    while let value = header(named: name, index: UInt32(values.count)) { values.append(value) }
    return values
  }

  /// What a response to this request repeats (RFC 3261, 8.2.6.2), as text, so that it can be answered after a restart.
  public var head: String {
    var text = "\(method.rawValue) \(requestURI ?? toURI) SIP/2.0\r\n"
    for name in ["Via", "From", "To", "Call-ID", "CSeq"] {
      for value in headers(named: name) { text += "\(name): \(value)\r\n" }
    }
    return text + "\r\n"
  }

  private func header(named name: String, index: UInt32) -> String? {
    name.withCString { name in Self.string { wls_message_header(message, name, index, $0, $1) } }
  }
  private func uri(_ which: wls_uri) -> String? { Self.string { wls_message_uri(message, which, $0, $1) } }
  private func display(_ which: wls_uri) -> String? {
    Self.string { wls_message_display(message, which, $0, $1) }.map(Self.unquoted)
  }

  static func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }

  /// Runs a function that writes like snprintf, with a larger buffer when the first was too small.
  static func string(_ write: (UnsafeMutablePointer<CChar>, Int) -> Int) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { small in
      let length = write(small.baseAddress!, small.count)
      if length < 0 { return nil }
      if length < small.count { return decode(small.baseAddress!, length) }
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: length + 2) { large in
        let again = write(large.baseAddress!, large.count)
        return again < 0 || again > length ? nil : decode(large.baseAddress!, again)
      }
    }
  }

  private static func decode(_ bytes: UnsafePointer<CChar>, _ length: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self)
  }

  private static func unquoted(_ display: String) -> String {
    guard display.utf8.first == UInt8(ascii: "\""), display.utf8.last == UInt8(ascii: "\""), display.utf8.count > 1
    else { return display }
    var result: [UInt8] = []
    var escaped = false
    for byte in display.utf8.dropFirst().dropLast() {
      if byte == UInt8(ascii: "\\"), !escaped {
        escaped = true
      } else {
        escaped = false
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
