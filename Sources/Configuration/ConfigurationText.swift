/// How values are written in messages and tables.
enum ConfigurationText {
  static func quoted(_ text: String) -> String { "\"\(text)\"" }

  /// Without a fraction of nothing: 30, not 30.0.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }

  static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
