/// The state of a conversation (UCWA 2.0 `ConversationState`).
public enum ConversationState: String, WireEnumeration {
  /// `Conferenced`.
  case conferenced = "Conferenced"
  /// `Conferencing`.
  case conferencing = "Conferencing"
  /// `Connected`.
  case connected = "Connected"
  /// `Connecting`.
  case connecting = "Connecting"
  /// `Disconnected`.
  case disconnected = "Disconnected"
  /// `Disconnecting`.
  case disconnecting = "Disconnecting"
  /// `Incoming`.
  case incoming = "Incoming"
  /// `InLobby`.
  case inLobby = "InLobby"
}
