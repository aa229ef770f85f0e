/// Named values of a query string or of a submitted form, in order. Reading never fails: what makes no sense is kept
/// as text, since clients exist that do not encode.
public struct FormFields: Sendable {
  /// The fields as they came; names are case-sensitive and may repeat.
  public private(set) var fields: [(name: String, value: String)] = []

  /// The parameters of a query string, without the `?`; none for nil.
  public init(query: String?) {
    self.init(urlEncoded: Array((query ?? "").utf8))
  }

  /// The fields of an `application/x-www-form-urlencoded` body (WHATWG URL standard, section 5.1). A piece without `=`
  /// is a name with an empty value; line breaks around the body are no part of it.
  public init(urlEncoded body: [UInt8]) {
    var rest = body[...]
    while let last = rest.last, last == 13 || last == 10 { rest.removeLast() }
    while let first = rest.first, first == 13 || first == 10 { rest.removeFirst() }
    for piece in rest.split(separator: UInt8(ascii: "&")) {
      let equals = piece.firstIndex(of: UInt8(ascii: "="))
      let value = equals.map { piece[($0 + 1)...] } ?? []
      fields.append(
        (
          PercentCoding.decode(piece[..<(equals ?? piece.endIndex)], plusIsBlank: true),
          PercentCoding.decode(value, plusIsBlank: true)
        ))
    }
  }

  /// The fields of a `multipart/form-data` body (RFC 7578). Parts without a name are left out; files count as fields.
  public init(multipart body: MultipartBody) {
    for part in body.parts {
      guard let disposition = part.headers["Content-Disposition"] else { continue }
      let parameters = ParameterList(disposition)
      guard let name = parameters["name"] else { continue }
      fields.append((name, String(decoding: part.body, as: UTF8.self)))
    }
  }

  /// The fields of a body by its content type: multipart when it says so and gives a boundary, otherwise urlencoded.
  public init(body: [UInt8], contentType: String?) {
    if let contentType, let type = MediaType(contentType), type.essence == "multipart/form-data",
      let multipart = MultipartBody(body, type: type)
    {
      self.init(multipart: multipart)
    } else {
      self.init(urlEncoded: body)
    }
  }

  /// The value of the first field with this name.
  public subscript(name: String) -> String? {
    fields.first { $0.name == name }?.value
  }

  /// The values of all fields with this name, in order.
  public func all(named name: String) -> [String] {
    fields.filter { $0.name == name }.map(\.value)
  }
}
