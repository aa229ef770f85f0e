@testable import UCWA

extension ParserCheck {
  /// Bodies in JSON: what is read can be sent again, in either format, and means the same to each operation.
  static let json = ParserCheck("json", longestInput: 4096) { bytes throws(Finding) in
    guard let body = try read(bytes, .json) else { return }
    // A number may come out longer than it was written.
    try check(body, longest: 32 * bytes.count + 32)
  }

  /// Bodies in XML, likewise; and nothing in them expands.
  static let xml = ParserCheck("xml", longestInput: 4096) { bytes throws(Finding) in
    guard let body = try read(bytes, .xml) else { return }
    // Letters may take more bytes in lower case.
    try check(body, longest: 2 * bytes.count)
  }

  private static func read(_ bytes: [UInt8], _ format: PayloadFormat) throws(Finding) -> RequestBody? {
    do throws(UCWAError) {
      return try RequestBody.parse(bytes, format: format)
    } catch {
      try require(error.status == 400 && error.code == .badRequest, "refused with \(error)")
      return nil
    }
  }

  private static func check(_ body: RequestBody, longest: Int) throws(Finding) {
    try require(body.size <= longest, "\(body.size) bytes were made")
    try require(body.properties.count <= RequestBody.maximumMembers, "\(body.properties.count) properties")
    try require(body.links.count <= RequestBody.maximumMembers, "\(body.links.count) links")
    for name in [String](body.properties.keys) + [String](body.links.keys) {
      try require(name == name.lowercased(), "the name \(name) is not in lower case")
    }
    var forms: [RequestBody] = []
    if body.isJSON { forms.append(try again(body, body.json, .json)) }
    if body.isXML { forms.append(try again(body, body.xml, .xml)) }
    for resource in ResourceDescription.all {
      for operation in resource.operations {
        let outcome = validate(body, operation)
        try require(forms.allSatisfy { validate($0, operation) == outcome }, "\(resource.rel) reads it in two ways")
        if case .success(let parameters) = outcome { try check(parameters, operation) }
      }
    }
  }

  private static func again(
    _ body: RequestBody, _ bytes: [UInt8], _ format: PayloadFormat
  ) throws(Finding) -> RequestBody {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let again = try read(bytes, format) else { throw Finding("refused when sent again: \(text)") }
    try require(again == body, "\(body)\nwas sent again as \(text)\nand read as \(again)")
    return again
  }

  private static func validate(
    _ body: RequestBody, _ operation: OperationDescription
  ) -> Result<Parameters, UCWAError> {
    Result { () throws(UCWAError) in try operation.validate(body: body) }
  }

  private static func check(_ parameters: Parameters, _ operation: OperationDescription) throws(Finding) {
    for parameter in operation.parameters {
      let value = parameters[parameter.name]
      try require(value != nil || !parameter.isRequired, "\(parameter.name) is required and missing")
      switch (parameter.kind, value) {
      case (.string, .text(let text)?), (.uri, .text(let text)?):
        try require(parameter.maximumLength.map { text.count <= $0 } ?? true, "\(parameter.name) is too long")
      case (.enumeration(let enumeration), .text(let text)?):
        try require(enumeration.values.contains(text), "\(parameter.name) is \(text)")
      case (.enumerations(let enumeration), .list(let texts)?):
        try require(texts.allSatisfy({ enumeration.values.contains($0) }), "\(parameter.name) is \(texts)")
      case (.integer(let range), .integer(let number)?):
        try require(range.contains(number), "\(parameter.name) is \(number)")
      case (.boolean, .boolean?), (.dataURI, .content?), (_, nil): break
      default: throw Finding("\(parameter.name) has a value of another type")
      }
    }
  }
}
