/// How far a subscription is (UCWA 2.0 `SubscriptionState`).
public enum SubscriptionState: String, WireEnumeration {
  /// `Connected`: changes are told.
  case connected = "Connected"
  /// `Connecting`.
  case connecting = "Connecting"
  /// `Disconnected`: nothing is told.
  case disconnected = "Disconnected"
  /// `Disconnecting`: it ends soon unless it is refreshed.
  case disconnecting = "Disconnecting"
}
