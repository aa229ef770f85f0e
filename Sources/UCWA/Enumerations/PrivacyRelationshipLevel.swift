/// How close a contact is to the user, which decides what the contact sees of him (UCWA 2.0
/// `PrivacyRelationshipLevel`).
public enum PrivacyRelationshipLevel: String, WireEnumeration {
  /// `Blocked`.
  case blocked = "Blocked"
  /// `Colleagues`.
  case colleagues = "Colleagues"
  /// `External`.
  case external = "External"
  /// `FriendsAndFamily`.
  case friendsAndFamily = "FriendsAndFamily"
  /// `Unknown`.
  case unknown = "Unknown"
  /// `Workgroup`.
  case workgroup = "Workgroup"
}
