extension Call {
  /// Whether the call is up and nothing of it is under way: no change, no request of a phone or of ours without its final
  /// response, no 2xx without its ACK. What is known of such a call is all there is, so that another process can take it
  /// up as it is.
  public var isAtRest: Bool {
    phase == .connected && change == nil && replacement == nil && relaying == nil && movedInRefresh == nil
      && new.state.isGone && own.isAtRest && other.isAtRest
  }
}

extension Leg {
  fileprivate var isAtRest: Bool {
    canReinvite && negotiation == .stable && !awaitsAcknowledgement && timer.refresh == nil
  }
}
