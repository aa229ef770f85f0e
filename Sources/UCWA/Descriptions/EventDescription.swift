/// An event that a resource causes, as data.
public struct EventDescription: Sendable, Hashable {
  /// What happened.
  public let type: EventType
  /// How soon it must be delivered.
  public let priority: EventPriority
  /// The type of the resource that sends it.
  public let sender: Term
  /// The collection named by the event's `in`, if it has one.
  public let collection: Term?
  /// Whether the reference's page of the resource lacks the event.
  public let isExtension: Bool

  /// Describes an event.
  public init(
    _ type: EventType, priority: EventPriority = .high, sender: Term, in collection: Term? = nil,
    isExtension: Bool = false
  ) {
    self.type = type
    self.priority = priority
    self.sender = sender
    self.collection = collection
    self.isExtension = isExtension
  }
}
