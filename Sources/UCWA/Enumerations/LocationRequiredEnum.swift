/// Whether an application must know where the user is before he calls an emergency number (UCWA 2.0
/// `LocationRequiredEnum`).
public enum LocationRequiredEnum: String, WireEnumeration {
  /// `Disclaimer`: it shows a text if it does not know.
  case disclaimer = "Disclaimer"
  /// `No`.
  case no = "No"
  /// `Yes`.
  case yes = "Yes"
}
