import Foundation

/// What JSONDecoder says about a text that is no JSON5, and where. Foundation gives the place only inside a sentence:
/// "Unexpected character '}' around line 3, column 5."
struct SyntaxError {
  let line: Int?
  let message: String

  init(_ error: any Error) {
    guard case DecodingError.dataCorrupted(let context) = error else {
      line = nil
      message = "it has a value that cannot be read"
      return
    }
    let underlying = context.underlyingError as NSError?
    let text = underlying?.userInfo[NSDebugDescriptionErrorKey] as? String ?? context.debugDescription
    if let place = text.range(of: "around line ") {
      line = Int(text[place.upperBound...].prefix { $0.isASCII && $0.isNumber })
    } else {
      line = nil
    }
    message = text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
