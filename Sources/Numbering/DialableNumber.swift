/// A number in the form in which it is dialled.
public struct DialableNumber: Sendable, Hashable {
  /// What a trunk is given: E.164 with `+`, or the digits of an extension or emergency number.
  public let number: String
  /// Digits to be dialled after the answer to reach an extension (`;ext=` of RFC 3966), if any.
  public let ext: String?
  /// What sort of number it is.
  public let kind: NumberKind

  init(number: String, ext: String? = nil, kind: NumberKind) {
    self.number = number
    self.ext = ext
    self.kind = kind
  }

  /// The number in E.164 with `+`, or nil for extensions and emergency numbers.
  public var e164: String? { number.utf8.first == UInt8(ascii: "+") ? number : nil }

  /// `tel:` URI (RFC 3966), for example `tel:+14255550100;ext=12`. Numbers that are not E.164 come without
  /// `phone-context`, as UCWA clients expect them.
  public var telURI: String {
    guard let ext else { return "tel:" + number }
    return "tel:\(number);ext=\(ext)"
  }
}
