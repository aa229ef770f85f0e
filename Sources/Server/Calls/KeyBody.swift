import CallControl
import SIP

/// The body of an INFO by which a phone tells of a key: `application/dtmf-relay` or `application/dtmf`. Neither has an
/// RFC; they are what phones and gateways have sent since long before RFC 6086, which lets such use go on (section 2).
enum KeyBody {
  /// Media types that are understood, as `Accept` lists them.
  static let accept = SIPHeader("Accept", "application/dtmf-relay, application/dtmf")

  /// Larger bodies tell of no key.
  private static let maximumSize = 256

  /// What an INFO tells.
  enum Reading: Equatable {
    /// A key: `0` to `9`, `*`, `#`, `A` to `D`.
    case key(Character)
    /// Nothing that is a key, such as a hook flash.
    case nothing
    /// The media type is not understood.
    case unknownType
  }

  /// Reads a body.
  ///
  /// - Parameters:
  ///   - type: Media type without parameters.
  static func read(_ body: [UInt8], type: String?) -> Reading {
    switch type?.lowercased() {
    case "application/dtmf-relay": relay(body).map(Reading.key) ?? .nothing
    case "application/dtmf": text(body).flatMap { key($0[...]) }.map(Reading.key) ?? .nothing
    default: body.isEmpty ? .nothing : .unknownType
    }
  }

  /// `Signal=5` and `Duration=160`, each on a line.
  private static func relay(_ body: [UInt8]) -> Character? {
    guard let text = text(body) else { return nil }
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, trimmed(parts[0]).lowercased() == "signal" else { continue }
      return key(parts[1])
    }
    return nil
  }

  private static func text(_ body: [UInt8]) -> String? {
    body.count <= maximumSize ? String(validating: body, as: UTF8.self) : nil
  }

  private static func key(_ text: Substring) -> Character? {
    let text = trimmed(text)
    guard text.utf8.count == 1, let key = text.uppercased().first, "0123456789*#ABCD".contains(key) else {
      // Some phones write the event's number of RFC 4733.
      return text == "10" ? "*" : text == "11" ? "#" : nil
    }
    return key
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
