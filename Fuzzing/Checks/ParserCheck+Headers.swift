@testable import HTTP
@testable import UCWA

extension ParserCheck {
  /// Header values with parameters, content types, and the choice of a format by Accept.
  static let header = ParserCheck("header", longestInput: 1024) { bytes throws(Finding) in
    let text = String(decoding: bytes, as: UTF8.self)
    try checkParameters(text)
    try checkContentType(text)
    try checkAccept(text)
  }

  private static func checkParameters(_ text: String) throws(Finding) {
    let list = ParameterList(text)
    var sent = list.main
    for (name, value) in list.parameters {
      // Not by characters: a mark behind a quote makes another one of it.
      var escaped = String.UnicodeScalarView()
      for scalar in value.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { escaped.append("\\") }
        escaped.append(scalar)
      }
      sent += "; \(name)=\"\(String(escaped))\""
    }
    let again = ParameterList(sent)
    try require(
      again.main == list.main && again.parameters.elementsEqual(list.parameters) { $0 == $1 },
      "\(list) is \(again) when sent again as \(sent)")
  }

  private static func checkContentType(_ text: String) throws(Finding) {
    if let type = HTTP.MediaType(text) {
      try require(HTTP.MediaType(type.essence)?.essence == type.essence, "\(type.essence) is not read again")
      try require(!(type.isJSON && type.isXML), "\(type.essence) is both")
    }
    if let type = UCWA.MediaType.of(contentType: text) {
      try require(UCWA.MediaType.of(contentType: type.contentType) == type, "\(type) is not read again")
    }
  }

  private static func checkAccept(_ text: String) throws(Finding) {
    let chosen = UCWA.MediaType.negotiate(accept: text)
    try require(UCWA.MediaType.negotiate(accept: text) == chosen, "chosen in two ways")
    _ = UCWA.MediaType.negotiate(accept: text, contentType: text)
    try require(UCWA.MediaType.negotiate(accept: nil, contentType: text) != nil, "nothing is allowed without Accept")
    // A quotation mark that is not closed would take in what is added.
    guard !text.contains("\""), !text.allSatisfy(\.isWhitespace) else { return }
    let more = UCWA.MediaType.negotiate(accept: text + ", text/plain;q=0.7")
    try require(more == chosen, "a type that is not ours changes \(String(describing: chosen))")
    guard !text.lowercased().contains("q") else { return }
    let any = UCWA.MediaType.negotiate(accept: text + ", */*;q=0.1")
    try require(any != nil && (chosen == nil || any == chosen), "a wildcard changes \(String(describing: chosen))")
  }
}
