/// What a client wants to receive (RFC 9110 section 12.5.1).
///
///     let accept = AcceptHeader(request.headers.all(named: "Accept"))
///     accept.best(of: ["application/json", "application/xml"])   // 0 for `Accept: */*`
public struct AcceptHeader: Sendable {
  private struct Range: Sendable {
    var type: String
    var subtype: String
    /// Thousandths, which is as fine as the standard goes.
    var quality: Int
  }

  private var ranges: [Range] = []

  /// Reads the values of all `Accept` fields; pieces that are no media range are passed over. Nothing left means that
  /// anything will do.
  public init(_ values: [String]) {
    for value in values {
      for piece in Self.splitOutsideQuotes(value) {
        guard let range = MediaType(piece) else { continue }
        let quality = range.parameter("q").map(Self.thousandths) ?? 1000
        ranges.append(Range(type: range.type, subtype: range.subtype, quality: quality))
      }
    }
  }

  /// How much the client wants this type, from 0 (not at all) to 1000. The most specific range counts; parameters
  /// other than `q` do not.
  public func quality(of essence: String) -> Int {
    guard !ranges.isEmpty, let offer = MediaType(essence) else { return 1000 }
    var found = 0
    var specificity = -1
    for range in ranges {
      let own: Int
      if range.type == offer.type, range.subtype == offer.subtype {
        own = 2
      } else if range.type == offer.type, range.subtype == "*" {
        own = 1
      } else if range.type == "*", range.subtype == "*" {
        own = 0
      } else {
        continue
      }
      if own > specificity {
        specificity = own
        found = range.quality
      } else if own == specificity {
        found = max(found, range.quality)
      }
    }
    return found
  }

  /// The index of the offer the client wants most, the first among equals; nil when it wants none of them.
  public func best(of offers: [String]) -> Int? {
    var best: Int?
    var bestQuality = 0
    for (index, offer) in offers.enumerated() {
      let quality = quality(of: offer)
      if quality > bestQuality {
        best = index
        bestQuality = quality
      }
    }
    return best
  }

  /// `1`, `0.25`, `.2`; anything else counts as 1, as if it had not been said.
  private static func thousandths(_ text: String) -> Int {
    let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = halves.first, whole.isEmpty || whole == "0" || whole == "1", text != ".", !text.isEmpty else {
      return 1000
    }
    var value = whole == "1" ? 1000 : 0
    var weight = 100
    for digit in halves.count > 1 ? halves[1].utf8.prefix(3) : "".utf8.prefix(0) {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return 1000 }
      value += weight * Int(digit - UInt8(ascii: "0"))
      weight /= 10
    }
    return min(value, 1000)
  }

  private static func splitOutsideQuotes(_ text: String) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    var isQuoted = false
    for index in text.utf8.indices {
      switch text.utf8[index] {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted:
        pieces.append(text[start..<index])
        start = text.utf8.index(after: index)
      default: break
      }
    }
    pieces.append(text[start...])
    return pieces
  }
}
