/// The direction in which a participant's media flows (UCWA 2.0 `MediaDirectionType`).
public enum MediaDirectionType: String, WireEnumeration {
  /// `Inactive`.
  case inactive = "Inactive"
  /// `ReceiveOnly`.
  case receiveOnly = "ReceiveOnly"
  /// `SendOnly`.
  case sendOnly = "SendOnly"
  /// `SendReceive`.
  case sendReceive = "SendReceive"
  /// `Unknown`.
  case unknown = "Unknown"
}
