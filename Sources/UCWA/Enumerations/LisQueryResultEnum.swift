/// The outcome of asking for a location (UCWA 2.0 `LisQueryResultEnum`).
public enum LisQueryResultEnum: String, WireEnumeration {
  /// `Failed`.
  case failed = "Failed"
}
