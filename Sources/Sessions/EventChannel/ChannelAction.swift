/// What the caller does after the event channel returned, in order.
public enum ChannelAction: Sendable {
  /// Answer that request.
  case respond(RequestToken, ChannelResponse)
  /// Call `timerFired` at that moment, in place of any moment asked for before. It belongs to the pending request and is
  /// void once that is answered or its client has left, so the timer of the held request may carry it. It does no harm
  /// if it comes late, or when nothing is due any more.
  case wake(at: Instant)
}
