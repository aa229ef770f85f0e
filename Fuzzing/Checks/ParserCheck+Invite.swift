@testable import CallControl
@testable import Server
import UCWA

extension ParserCheck {
  /// The body of an INVITE with its type, which is the first line of the input: what is shown of it can be sent and is
  /// read again as the same, and an offer can be answered.
  static let invite = ParserCheck("invite", longestInput: 4096) { bytes throws(Finding) in
    let end = bytes.firstIndex(of: 10) ?? bytes.endIndex
    let type = String(decoding: bytes[..<end], as: UTF8.self)
    let body = Array(bytes[end...].dropFirst())
    guard let found = try? InviteContent(type: type.isEmpty ? nil : type, body: body) else { return }
    try require(found.offer?.hasAudio != false, "an offer without audio is taken")
    if let content = found.content {
      let uri = content.description
      try require(uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a character in \(uri)")
      try require(DataURI(uri)?.bytes == content.bytes, "\(uri) is read otherwise")
      try require(content.bytes.count <= body.count, "\(body.count) bytes made \(content.bytes.count)")
    }
    try require(!body.isEmpty || (found.offer == nil && found.content == nil), "something is made of nothing")
  }
}
