/// What kind of telephone a `phone` resource stands for (UCWA 2.0 `phone`, property `type`).
public enum PhoneType: String, WireEnumeration {
  /// The user's work number.
  case work
  /// The user's mobile number.
  case mobile
  /// The user's number at home.
  case home
  /// Another number of the user.
  case other
}
