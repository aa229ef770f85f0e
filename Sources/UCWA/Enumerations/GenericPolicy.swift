/// A switch of a policy (UCWA 2.0 `GenericPolicy`).
public enum GenericPolicy: String, WireEnumeration {
  /// `Disabled`.
  case disabled = "Disabled"
  /// `Enabled`.
  case enabled = "Enabled"
}
