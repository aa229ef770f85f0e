import CExpat

/// Reads documents in XML 1.0 with namespaces, by expat.
///
/// A DOCTYPE is refused, so there are no entities but the five of XML itself and nothing is fetched. Encodings are those
/// that expat knows by itself: UTF-8, UTF-16, ISO-8859-1, US-ASCII.
public enum XMLDocument {
  /// Reads a whole document; the handler is called until it ends or something is wrong.
  ///
  /// - Throws: the handler's error; or what is wrong with the document, with line and column.
  public static func read(_ bytes: [UInt8], by handler: any XMLHandler) throws(XMLError) {
    guard let length = Int32(exactly: bytes.count) else { throw XMLError("It is too long.") }
    guard let parser = XML_ParserCreateNS(nil, XMLElement.separator) else {
      throw XMLError("There is no memory for it.")
    }
    defer { XML_ParserFree(parser) }
    let reading = Reading(parser, handler)
    XML_SetUserData(parser, Unmanaged.passUnretained(reading).toOpaque())
    XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
      Reading.of(data)?.stop(XMLError("A DOCTYPE is not allowed."))
    }
    XML_SetElementHandler(
      parser, { data, name, attributes in Reading.of(data)?.start(name, attributes) },
      { data, _ in Reading.of(data)?.end() })
    XML_SetCharacterDataHandler(parser) { data, text, length in Reading.of(data)?.text(text, length) }
    // The handlers are called inside XML_Parse only, so they find the reading alive.
    let status = withExtendedLifetime(reading) {
      bytes.withUnsafeBytes { XML_Parse(parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), length, 1) }
    }
    if let refusal = reading.refusal { throw refusal }
    guard status == XML_STATUS_OK else { throw Self.error(parser) }
  }

  private static func error(_ parser: XML_Parser) -> XMLError {
    let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "unknown error"
    let line = XML_GetCurrentLineNumber(parser)
    let column = XML_GetCurrentColumnNumber(parser) + 1
    return XMLError("Line \(line), column \(column): \(reason).")
  }
}

/// One document being read; expat's handlers find it as their user data.
private final class Reading {
  private let parser: XML_Parser
  private let handler: any XMLHandler
  private(set) var refusal: XMLError?

  init(_ parser: XML_Parser, _ handler: any XMLHandler) {
    self.parser = parser
    self.handler = handler
  }

  /// The reading, unless it was stopped: expat calls some handlers once more after that.
  static func of(_ data: UnsafeMutableRawPointer?) -> Reading? {
    guard let data else { return nil }
    let reading = Unmanaged<Reading>.fromOpaque(data).takeUnretainedValue()
    return reading.refusal == nil ? reading : nil
  }

  func start(_ name: UnsafePointer<CChar>?, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?) {
    guard let name, let attributes else { return }
    do throws(XMLError) {
      try handler.start(XMLElement(name, attributes))
    } catch {
      stop(error)
    }
  }

  func text(_ text: UnsafePointer<CChar>?, _ length: Int32) {
    let bytes = UnsafeRawBufferPointer(start: text, count: Int(length))
    handler.text(bytes.assumingMemoryBound(to: UInt8.self))
  }

  func end() { handler.end() }

  func stop(_ error: XMLError) {
    refusal = error
    XML_StopParser(parser, XML_Bool(0))
  }
}
