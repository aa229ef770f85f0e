extension [UInt8] {
  /// The XML namespace of every element of the API.
  static let ucwaNamespace: StaticString = "http://schemas.microsoft.com/rtc/2012/03/ucwa"

  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  mutating func append(term: Term) { append(term.literal) }

  /// Appends the text's bytes as they are; for text that is known to need no escaping.
  mutating func appendRaw(_ text: String) {
    var text = text
    text.withUTF8 { append(contentsOf: $0) }
  }

  mutating func appendDecimal(_ value: Int64) {
    if value >= 0, value < 10 {
      append(0x30 + UInt8(value))
      return
    }
    if value < 0 { append(0x2D) }
    var rest = value.magnitude
    let start = count
    repeat {
      append(0x30 + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    self[start...].reverse()
  }

  private mutating func appendPadded(_ value: Int, digits: Int) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    var rest = value
    while divisor > 0 {
      append(0x30 + UInt8(rest / divisor % 10))
      rest %= divisor
      divisor /= 10
    }
  }

  /// Appends an ISO 8601 moment in UTC, with milliseconds only if there are any.
  ///
  /// Years outside 0 to 9999, which the format has no room for, are written as its bounds.
  mutating func appendISO8601(milliseconds: Int64) {
    let bounded = Swift.min(Swift.max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
    let day = Int(bounded.flooredQuotient(by: 86_400_000))
    let inDay = Int(bounded) - day * 86_400_000

    // The civil calendar from a count of days, by eras of 400 years that begin on 1 March.
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)

    appendPadded(year, digits: 4)
    append(0x2D)
    appendPadded(month, digits: 2)
    append(0x2D)
    appendPadded(dayOfYear - (153 * marchMonth + 2) / 5 + 1, digits: 2)
    append(0x54)
    appendPadded(inDay / 3_600_000, digits: 2)
    append(0x3A)
    appendPadded(inDay / 60_000 % 60, digits: 2)
    append(0x3A)
    appendPadded(inDay / 1000 % 60, digits: 2)
    if inDay % 1000 != 0 {
      append(0x2E)
      appendPadded(inDay % 1000, digits: 3)
    }
    append(0x5A)
  }
}

extension Int64 {
  fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
