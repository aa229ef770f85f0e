/// A format of text messages (UCWA 2.0 `MessageFormat`).
public enum MessageFormat: String, WireEnumeration {
  /// `Html`.
  case html = "Html"
  /// `Plain`.
  case plain = "Plain"
}
