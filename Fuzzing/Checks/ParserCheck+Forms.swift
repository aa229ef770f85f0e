@testable import HTTP
@testable import UCWA

extension ParserCheck {
  /// Multipart bodies; the first line of the input is the Content-Type. The parts can be put together again.
  static let multipart = ParserCheck("multipart", longestInput: 4096) { bytes throws(Finding) in
    let line = bytes.prefix { $0 != 10 }
    let content = Array(bytes.dropFirst(line.count + 1))
    let contentType = String(decoding: line, as: UTF8.self)
    let fields = FormFields(body: content, contentType: contentType)
    guard let type = HTTP.MediaType(contentType), let body = MultipartBody(content, type: type) else { return }
    try require(body.parts.count <= 1000, "\(body.parts.count) parts")
    let size = body.parts.reduce(0) { $0 + $1.body.count }
    try require(size <= content.count, "\(content.count) bytes made \(size)")
    if type.essence == "multipart/form-data" {
      try require(fields.fields.count <= body.parts.count, "\(fields.fields.count) fields")
    }
    let boundary = "boundary-that-is-in-no-body-3f1c"
    guard !String(decoding: content, as: UTF8.self).contains(boundary) else { return }
    let again = MultipartBody(write(body.parts, boundary), boundary: boundary)
    try require(again?.parts.count == body.parts.count, "\(body.parts.count) parts are \(again?.parts.count ?? -1)")
    for (part, other) in zip(body.parts, again?.parts ?? []) {
      try require(part.body == other.body, "a part of \(part.body.count) bytes has \(other.body.count) when sent again")
      try require(texts(part) == texts(other), "\(texts(part)) are \(texts(other)) when sent again")
    }
  }

  /// Forms and queries: both readers agree on the names, and what was read can be sent again.
  static let form = ParserCheck("form", longestInput: 2048) { bytes throws(Finding) in
    let form = FormFields(urlEncoded: bytes)
    var sent: [UInt8] = []
    for (name, value) in form.fields {
      if !sent.isEmpty { sent.append(0x26) }
      sent += Array((PercentCoding.encode(name) + "=" + PercentCoding.encode(value)).utf8)
    }
    let again = FormFields(urlEncoded: sent)
    try require(
      again.fields.elementsEqual(form.fields) { $0 == $1 }, "\(form.fields) is \(again.fields) when sent again")
    let text = String(decoding: bytes, as: UTF8.self)
    let decoded = PercentCoding.decode(text)
    try require(decoded.utf8.count <= 3 * text.utf8.count, "\(text.utf8.count) bytes made \(decoded.utf8.count)")
    try require(
      decoded == String(decoding: PercentEncoding.decode(text.utf8), as: UTF8.self), "two readings of \(text)")
    try require(PercentCoding.decode(PercentCoding.encode(text)) == text, "encoding changes \(text)")
    let query = QueryString.parse(text)
    let inner = FormFields(query: text)
    guard text.utf8.first != 13, text.utf8.first != 10, text.utf8.last != 13, text.utf8.last != 10 else { return }
    try require(
      query.map(\.name) == inner.fields.map(\.name), "names \(query.map(\.name)) and \(inner.fields.map(\.name))")
  }

  private static func write(_ parts: [MultipartBody.Part], _ boundary: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      bytes += Array("--\(boundary)\r\n".utf8)
      bytes += part.headers.wire
      bytes += [13, 10] + part.body + [13, 10]
    }
    return bytes + Array("--\(boundary)--\r\n".utf8)
  }

  // Blanks at the end of a value have no meaning.
  private static func texts(_ part: MultipartBody.Part) -> [String] {
    part.headers.map { name, value in
      name + ": " + String(decoding: HTTP.Bytes.trimmingBlanks(Array(value.utf8)[...]), as: UTF8.self)
    }
  }
}
