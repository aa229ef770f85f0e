/// How values are written in messages and tables.
enum ConfigurationText {
  static func quoted(_ text: String) -> String { "\"\(text)\"" }

  /// In quotation marks, without control characters, at most 60 characters.
  static func shown(_ text: String) -> String {
    let printable = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }
    return quoted(printable.count > 60 ? printable.prefix(57).joined() + "..." : printable.joined())
  }

  /// Without a fraction of nothing: 30, not 30.0.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }

  static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
