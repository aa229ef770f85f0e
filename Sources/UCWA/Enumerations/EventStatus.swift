/// How an operation ended; part of a `completed` event.
public enum EventStatus: String, WireEnumeration {
  /// The operation did what it was asked to do.
  case success = "Success"
  /// It did not; the event has a reason.
  case failure = "Failure"
}
