import Media
import SIP

/// The session description that a message carries.
enum MessageDescription: Sendable {
  /// No description, whatever else is in the body.
  case none
  /// A description with an audio stream that a phone of the lab can take.
  case audio(AudioDescription)
  /// A description without such a stream.
  case unusable

  init(_ message: SIPMessageView) {
    let body: [UInt8]?
    switch message.contentType?.lowercased() {
    case "application/sdp": body = message.body
    case "multipart/mixed":
      body = Self.part(of: message.body, contentType: message.header(named: "Content-Type") ?? "")
    default: body = nil
    }
    self.init(body: body)
  }

  init(body: [UInt8]?) {
    guard let body, !body.isEmpty else {
      self = .none
      return
    }
    guard let audio = AudioDescription(body), !audio.codecs.isEmpty else {
      self = .unusable
      return
    }
    self = .audio(audio)
  }

  /// The first part of a multipart body (RFC 2046, section 5.1) that is a session description; nil if there is none.
  static func part(of body: [UInt8], contentType: String) -> [UInt8]? {
    guard let parameter = contentType.range(of: "boundary=", caseInsensitive: true),
      let text = String(validating: body, as: UTF8.self)
    else { return nil }
    let value = contentType[parameter.upperBound...]
    let boundary = value.first == "\"" ? value.dropFirst().prefix { $0 != "\"" } : value.prefix { $0 != ";" }
    guard !boundary.isEmpty else { return nil }
    var lines: [Substring]?
    var isHeader = false
    var isDescription = false
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line == "--\(boundary)" || line == "--\(boundary)--" {
        if isDescription, let lines { return Array(lines.map { $0 + "\r\n" }.joined().utf8) }
        lines = []
        isHeader = true
        isDescription = false
      } else if isHeader {
        if line.isEmpty { isHeader = false }
        let field = line.lowercased().split(separator: ":", maxSplits: 1)
        if field.count == 2, field[0] == "content-type", field[1].contains("application/sdp") { isDescription = true }
      } else if !line.isEmpty {
        lines?.append(line)
      }
    }
    return nil
  }
}

extension String {
  fileprivate func range(of other: String, caseInsensitive: Bool) -> Range<String.Index>? {
    // The lowercase form of a header's ASCII text has the same indices; others would not be a boundary anyway.
    guard utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    return lowercased().firstRange(of: other).map { found in
      let lower = lowercased()
      let start = index(startIndex, offsetBy: lower.distance(from: lower.startIndex, to: found.lowerBound))
      return start..<index(start, offsetBy: other.count)
    }
  }
}
