import CHTTPParser

/// Puts one request together from the pieces it arrives in. The only file that knows http_parser, so that another
/// parser can take its place.
///
/// Instances belong to a loop, which lends one to a connection while a request arrives: a connection that is idle or
/// held has no parser. What http_parser lets pass and RFC 9112 forbids is refused here.
final class RequestParser {
  enum Outcome: Equatable {
    case incomplete
    case complete
    case failed(HTTPServerFault)
  }

  private let raw: UnsafeMutablePointer<http_parser>
  private let maxHeaderBytes: Int
  private let maxBodyBytes: Int

  private var methodBytes: [UInt8] = []
  private var targetBytes: [UInt8] = []
  private var wire: [UInt8] = []
  private var fields: [HTTPHeaders.Field] = []
  private var body: [UInt8] = []

  private var stage = Stage.method
  private var fieldPart = FieldPart.none
  /// Whether the last piece of a value ended with its read, so that the next read may go on with it.
  private var valueGoesOn = false
  /// Whether a line ended behind the last name before anything of its value came.
  private var lineEndedAfterName = false
  private var fault: HTTPServerFault?
  private var headersComplete = false
  private var arrived = 0
  private var chunkBase: UnsafePointer<CChar>?
  private var chunkCount = 0

  private(set) var method = HTTPMethod.get
  private(set) var keepAlive = false
  private(set) var isHTTP10 = false
  /// The client waits for `100 Continue` before it sends the content (RFC 9110 section 10.1.1).
  private(set) var expectsContinue = false

  private enum Stage { case method, rest, done }
  private enum FieldPart { case none, name, value }

  init(limits: HTTPLimits) {
    maxHeaderBytes = limits.maxHeaderBytes
    maxBodyBytes = limits.maxBodyBytes
    raw = .allocate(capacity: 1)
    raw.initialize(to: Self.postTemplate)
    _ = Self.liftLibraryLimit
  }

  deinit {
    raw.deallocate()
  }

  /// Forgets everything of the previous request.
  func reset() {
    methodBytes.removeAll(keepingCapacity: true)
    targetBytes.removeAll(keepingCapacity: targetBytes.capacity <= 4096)
    wire = []
    fields = []
    body = []
    stage = .method
    fieldPart = .none
    valueGoesOn = false
    lineEndedAfterName = false
    fault = nil
    headersComplete = false
    arrived = 0
    method = .get
    keepAlive = false
    isHTTP10 = false
    expectsContinue = false
  }

  /// Takes bytes up to the end of the request at most; says how many.
  func feed(_ bytes: UnsafeBufferPointer<UInt8>) -> (consumed: Int, outcome: Outcome) {
    guard let base = bytes.baseAddress else { return (0, .incomplete) }
    var consumed = 0
    if stage == .method {
      if let problem = takeMethod(bytes, &consumed) { return (consumed, .failed(problem)) }
      if stage == .method { return (consumed, .incomplete) }
      raw.pointee = method == .connect ? Self.connectTemplate : Self.postTemplate
    }
    let count = bytes.count - consumed
    guard count > 0 else { return (consumed, .incomplete) }
    let used = UnsafeRawPointer(base + consumed).withMemoryRebound(to: CChar.self, capacity: count) { start in
      // Set anew each time, since a parser is moved from connection to connection and the template has none.
      raw.pointee.data = Unmanaged.passUnretained(self).toOpaque()
      chunkBase = start
      chunkCount = count
      defer { if fieldPart == .name, endsBelowName() { lineEndedAfterName = true } }
      return http_parser_execute(raw, Self.settings, start, count)
    }
    consumed += used
    arrived += used
    if let fault { return (consumed, .failed(fault)) }
    if stage == .done { return (consumed, .complete) }
    let error = http_errno(raw.pointee.http_errno)
    if error == HPE_HEADER_OVERFLOW { return (consumed, .failed(.headersTooLarge)) }
    if error != HPE_OK { return (consumed, .failed(.malformed)) }
    // Counts what no callback shows: blanks, chunk sizes and extensions, trailers. A one-byte chunk takes six bytes.
    if !headersComplete, arrived > maxHeaderBytes { return (consumed, .failed(.headersTooLarge)) }
    if arrived > maxHeaderBytes + 8 * maxBodyBytes { return (consumed, .failed(.bodyTooLarge)) }
    return (consumed, .incomplete)
  }

  /// Whether nothing of the content has come yet that the client may be holding back.
  var awaitsContinue: Bool {
    headersComplete && stage == .rest && expectsContinue && body.isEmpty
  }

  /// Called when `100 Continue` has been sent.
  func continued() {
    expectsContinue = false
  }

  /// The request, as far as it is known: whole after `.complete`, nil before its header fields are complete.
  func takeRequest(remoteAddress: String, isTLS: Bool) -> HTTPRequest? {
    guard headersComplete else { return nil }
    let request = HTTPRequest(
      method: method, target: String(decoding: targetBytes, as: UTF8.self),
      headers: HTTPHeaders(wire: wire, fields: fields), body: body, remoteAddress: remoteAddress, isTLS: isTLS,
      keepAlive: keepAlive)
    wire = []
    fields = []
    body = []
    return request
  }

  /// http_parser knows a fixed list of methods. It is told POST for all of them but CONNECT, whose target has its own
  /// form; otherwise it treats methods alike.
  private func takeMethod(_ bytes: UnsafeBufferPointer<UInt8>, _ consumed: inout Int) -> HTTPServerFault? {
    while consumed < bytes.count {
      let byte = bytes[consumed]
      if byte == UInt8(ascii: " ") {
        guard !methodBytes.isEmpty else { return .malformed }
        method = Self.method(methodBytes)
        stage = .rest
        arrived = consumed
        return nil
      }
      guard Bytes.isToken(byte), methodBytes.count < 64 else { return .malformed }
      methodBytes.append(byte)
      consumed += 1
    }
    return nil
  }

  private static func method(_ bytes: [UInt8]) -> HTTPMethod {
    if bytes.elementsEqual("GET".utf8) { return .get }
    if bytes.elementsEqual("POST".utf8) { return .post }
    return HTTPMethod(rawValue: String(decoding: bytes, as: UTF8.self))
  }
}

// What http_parser calls back. A result other than 0 stops it.
extension RequestParser {
  private func targetCame(_ part: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard targetBytes.count + part.count <= maxHeaderBytes else { return fail(.headersTooLarge) }
    // The library takes a tab for a part of the target, others for its end (RFC 9112 section 3).
    guard part.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return fail(.malformed) }
    targetBytes.append(contentsOf: part)
    return 0
  }

  private func nameCame(_ part: UnsafeBufferPointer<UInt8>) -> Int32 {
    // Trailers mean nothing to this server.
    guard !headersComplete else { return 0 }
    guard targetBytes.count + wire.count + part.count <= maxHeaderBytes else { return fail(.headersTooLarge) }
    if fieldPart != .name {
      guard endField() else { return fail(.malformed) }
      if fields.isEmpty {
        // Most requests come in one piece, so what is left of it bounds what there is to keep.
        wire.reserveCapacity(min(chunkCount, 2048))
        fields.reserveCapacity(16)
      }
      fields.append(HTTPHeaders.Field(start: UInt32(wire.count), nameLength: 0, valueLength: 0))
      fieldPart = .name
      lineEndedAfterName = false
    }
    wire.append(contentsOf: part)
    return 0
  }

  private func valueCame(_ at: UnsafePointer<CChar>, _ part: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard !headersComplete else { return 0 }
    // The library takes a NUL in front of a value (RFC 9110 section 5.5).
    guard let last = fields.indices.last, part.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 9 }) else {
      return fail(.malformed)
    }
    guard targetBytes.count + wire.count + part.count <= maxHeaderBytes else { return fail(.headersTooLarge) }
    if fieldPart == .name {
      let start = Int(fields[last].start)
      guard wire.count > start, wire[start...].allSatisfy(Bytes.isToken) else { return fail(.malformed) }
      fields[last].nameLength = UInt32(wire.count - start)
      wire.append(UInt8(ascii: ":"))
      wire.append(UInt8(ascii: " "))
      fieldPart = .value
      guard part.isEmpty || !(lineEndedAfterName || beginsFoldedLine(at)) else { return fail(.malformed) }
    } else if at != chunkBase || !valueGoesOn {
      // A second piece that is not the rest of a line cut by a read is a folded line (RFC 9112 section 5.2).
      return fail(.malformed)
    }
    valueGoesOn = chunkBase.map { at + part.count == $0 + chunkCount } ?? false
    wire.append(contentsOf: part)
    return 0
  }

  /// Whether a value begins on a line of its own, below its name.
  private func beginsFoldedLine(_ at: UnsafePointer<CChar>) -> Bool {
    guard let base = chunkBase else { return false }
    var position = at
    while position > base {
      position -= 1
      guard Bytes.isBlank(UInt8(bitPattern: position.pointee)) else { return position.pointee == 10 }
    }
    return false
  }

  /// Whether the read ends with a line break and blanks at most behind it.
  private func endsBelowName() -> Bool {
    guard let base = chunkBase else { return false }
    var position = base + chunkCount
    while position > base {
      position -= 1
      let byte = UInt8(bitPattern: position.pointee)
      if byte == 10 { return true }
      guard Bytes.isBlank(byte) else { return false }
    }
    return false
  }

  /// False when the last field has a name and no value.
  private func endField() -> Bool {
    guard fieldPart != .none, let last = fields.indices.last else { return true }
    guard fieldPart == .value else { return false }
    let valueStart = fields[last].valueRange.lowerBound
    while wire.count > valueStart, Bytes.isBlank(wire[wire.count - 1]) { wire.removeLast() }
    fields[last].valueLength = UInt32(wire.count - valueStart)
    wire.append(13)
    wire.append(10)
    return true
  }

  private func headersCame() -> Int32 {
    guard endField() else { return fail(.malformed) }
    guard raw.pointee.http_major == 1, raw.pointee.http_minor <= 1 else { return fail(.malformed) }
    isHTTP10 = raw.pointee.http_minor == 0
    headersComplete = true
    keepAlive = http_should_keep_alive(raw) != 0 && method != .connect
    var lengths = 0
    var encodings = 0
    var hosts = 0
    for field in fields {
      switch field.nameLength {
      case 4 where is_(field, "host"): hosts += 1
      case 6 where is_(field, "expect"):
        let value = wire[field.valueRange]
        expectsContinue = !isHTTP10 && Bytes.equalIgnoringCase(value, "100-continue".utf8)
      case 14 where is_(field, "content-length"): lengths += 1
      case 17 where is_(field, "transfer-encoding"):
        encodings += 1
        // Only the plain form is unambiguous along a chain of proxies (RFC 9112 section 11.2).
        guard !isHTTP10, Bytes.equalIgnoringCase(wire[field.valueRange], "chunked".utf8) else {
          return fail(.malformed)
        }
      default: break
      }
    }
    guard lengths + encodings <= 1, hosts == 1 || (hosts == 0 && isHTTP10) else { return fail(.malformed) }
    if lengths == 1 {
      guard raw.pointee.content_length <= UInt64(maxBodyBytes) else { return fail(.bodyTooLarge) }
      // The announced length is only a promise: memory follows what has come.
      body.reserveCapacity(min(Int(raw.pointee.content_length), 4096))
    }
    return 0
  }

  private func bodyCame(_ part: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard body.count + part.count <= maxBodyBytes else { return fail(.bodyTooLarge) }
    body.append(contentsOf: part)
    return 0
  }

  private func messageCame() -> Int32 {
    stage = .done
    // Stops the parser here, so that a pipelined request stays unread until this one is answered.
    http_parser_pause(raw, 1)
    return 0
  }

  private func is_(_ field: HTTPHeaders.Field, _ lowercasedName: StaticString) -> Bool {
    lowercasedName.withUTF8Buffer { name in
      var index = Int(field.start)
      for byte in name {
        guard Bytes.lowercased(wire[index]) == byte else { return false }
        index += 1
      }
      return true
    }
  }

  private func fail(_ fault: HTTPServerFault) -> Int32 {
    self.fault = fault
    return -1
  }

  private static func parser(of raw: UnsafeMutablePointer<http_parser>?) -> RequestParser? {
    guard let data = raw?.pointee.data else { return nil }
    return Unmanaged<RequestParser>.fromOpaque(data).takeUnretainedValue()
  }

  private static func bytes(_ start: UnsafePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: UnsafeRawPointer(start)?.assumingMemoryBound(to: UInt8.self), count: count)
  }

  // Safe to share: written once before first use, read-only afterwards (http_parser takes it as const).
  nonisolated(unsafe) private static let settings: UnsafePointer<http_parser_settings> = {
    let settings = UnsafeMutablePointer<http_parser_settings>.allocate(capacity: 1)
    settings.initialize(to: http_parser_settings())
    settings.pointee.on_url = { raw, at, count in
      RequestParser.parser(of: raw)?.targetCame(RequestParser.bytes(at, count)) ?? -1
    }
    settings.pointee.on_header_field = { raw, at, count in
      RequestParser.parser(of: raw)?.nameCame(RequestParser.bytes(at, count)) ?? -1
    }
    settings.pointee.on_header_value = { raw, at, count in
      guard let at else { return -1 }
      return RequestParser.parser(of: raw)?.valueCame(at, RequestParser.bytes(at, count)) ?? -1
    }
    settings.pointee.on_headers_complete = { raw in RequestParser.parser(of: raw)?.headersCame() ?? -1 }
    settings.pointee.on_body = { raw, at, count in
      RequestParser.parser(of: raw)?.bodyCame(RequestParser.bytes(at, count)) ?? -1
    }
    settings.pointee.on_message_complete = { raw in RequestParser.parser(of: raw)?.messageCame() ?? -1 }
    return UnsafePointer(settings)
  }()

  // Safe to share: values without pointers, never written after they are made.
  nonisolated(unsafe) private static let postTemplate = template("POST")
  nonisolated(unsafe) private static let connectTemplate = template("CONNECT")

  /// The library's parser as it stands after a method has been read.
  private static func template(_ method: StaticString) -> http_parser {
    var parser = http_parser()
    http_parser_init(&parser, HTTP_REQUEST)
    var none = http_parser_settings()
    http_parser_settings_init(&none)
    method.withUTF8Buffer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { _ = http_parser_execute(&parser, &none, $0.baseAddress, $0.count) }
    }
    return parser
  }

  /// The library's own limit is one for the process, while ours belongs to a server, and is counted here.
  private static let liftLibraryLimit: Void = http_parser_set_max_header_size(0x7FFF_FFFF)
}
