/// Where a contact or participant comes from (UCWA 2.0 `SourceNetwork`).
public enum SourceNetwork: String, WireEnumeration {
  /// `Everyone`.
  case everyone = "Everyone"
  /// `Federated`.
  case federated = "Federated"
  /// `PublicCloud`.
  case publicCloud = "PublicCloud"
  /// `SameEnterprise`.
  case sameEnterprise = "SameEnterprise"
  /// `Unknown`.
  case unknown = "Unknown"
}
