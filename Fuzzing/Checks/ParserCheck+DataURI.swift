@testable import UCWA

extension ParserCheck {
  /// `data:` URIs: the content is the same when it is written and read again, as the invited side does.
  static let dataURI = ParserCheck("datauri", longestInput: 2048) { bytes throws(Finding) in
    let text = String(decoding: bytes, as: UTF8.self)
    _ = SpacedURI.normalized(text)
    guard let uri = DataURI(text) else { return }
    try require(uri.bytes.count <= 3 * text.utf8.count, "\(text.utf8.count) bytes made \(uri.bytes.count)")
    let written = uri.description
    try require(written.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a character that no URI has in \(written)")
    guard let again = DataURI(written) else { throw Finding("\(written) is not read again") }
    try require(again.mediaType == uri.mediaType, "\(uri.mediaType) is \(again.mediaType) in \(written)")
    if let content = uri.text {
      try require(again.text == content, "the text is another one in \(written)")
    } else {
      try require(again == uri, "\(uri) is \(again)")
    }
    try require(again.description == written, "\(written) is written as \(again.description)")
  }
}
