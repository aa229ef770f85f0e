/// What happened to the resource an event is about (UCWA 2.0, "Events in UCWA").
public enum EventType: String, WireEnumeration {
  /// An operation began.
  case started
  /// A resource or an operation changed.
  case updated
  /// An operation ended; the event has a status.
  case completed
  /// A resource came into being or joined a collection.
  case added
  /// A resource went away or left a collection.
  case deleted
}
