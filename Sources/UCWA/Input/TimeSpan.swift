/// A length of time in a request, in one of the forms that clients use.
///
/// The reference names the type `TimeSpan` and speaks of a number of minutes; clients write what their platform makes of
/// that: `00:05:00` or `1.00:05:00` (.NET), `PT5M` (ISO 8601), or a number.
enum TimeSpan {
  /// The longest that is taken: 100 days.
  private static let limit = 100 * 86_400

  /// The whole seconds of a length of time; nil if it is none, or is too long.
  ///
  /// - Parameter unit: Seconds that a plain number counts.
  static func seconds(_ text: String, unit: Int) -> Int? {
    guard text.utf8.count <= 32 else { return nil }
    let seconds = number(text[...]).map { $0 * unit } ?? clock(text) ?? period(text)
    return seconds.flatMap { $0 < limit ? $0 : nil }
  }

  /// Digits only, few enough that nothing overflows.
  private static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }

  /// `[days.]hours:minutes[:seconds[.fraction]]`.
  private static func clock(_ text: String) -> Int? {
    var parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3 else { return nil }
    var days = 0
    if let dot = parts[0].firstIndex(of: ".") {
      guard let number = number(parts[0][..<dot]) else { return nil }
      days = number
      parts[0] = parts[0][parts[0].index(after: dot)...]
    }
    var seconds = 0
    if parts.count == 3 {
      let pieces = parts[2].split(separator: ".", omittingEmptySubsequences: false)
      guard pieces.count <= 2, let whole = number(pieces[0]), whole < 60 else { return nil }
      guard pieces.count == 1 || number(pieces[1]) != nil else { return nil }
      seconds = whole
    }
    guard let hours = number(parts[0]), hours < 24, let minutes = number(parts[1]), minutes < 60 else { return nil }
    return days * 86_400 + hours * 3600 + minutes * 60 + seconds
  }

  /// `P[nD][T[nH][nM][n[.n]S]]`.
  private static func period(_ text: String) -> Int? {
    var rest = Substring(text.uppercased())
    guard rest.popFirst() == "P", !rest.isEmpty else { return nil }
    var units: [(letter: Character, seconds: Int)] = [("D", 86_400)]
    var seconds = 0
    var isEmpty = true
    var isTime = false
    while let first = rest.first {
      if first == "T", !isTime {
        isTime = true
        rest.removeFirst()
        units = [("H", 3600), ("M", 60), ("S", 1)]
        if rest.isEmpty { return nil }
        continue
      }
      guard let end = rest.firstIndex(where: \.isLetter),
        let index = units.firstIndex(where: { $0.letter == rest[end] })
      else { return nil }
      let pieces = rest[..<end].split(separator: ".", omittingEmptySubsequences: false)
      guard let whole = number(pieces.first ?? ""), pieces.count == 1 || (pieces.count == 2 && rest[end] == "S"),
        pieces.count == 1 || number(pieces[1]) != nil
      else { return nil }
      seconds += whole * units[index].seconds
      units.removeFirst(index + 1)
      rest = rest[rest.index(after: end)...]
      isEmpty = false
    }
    return isEmpty ? nil : seconds
  }
}
