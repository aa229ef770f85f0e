/// One event for an application (UCWA 2.0, "Events in UCWA").
public struct Event: Sendable {
  /// The resource that sends it.
  public let sender: EventReference
  /// What happened.
  public let type: EventType
  /// The resource it happened to.
  public let link: EventReference
  /// The collection that the resource joined or left; nil if there is none.
  public let collection: EventReference?
  /// The resource as it was at that moment; nil if the client has to ask.
  public let embedded: ResourceSnapshot?
  /// How the operation ended; `completed` events only.
  public let status: EventStatus?
  /// Why it failed or ended.
  public let reason: Reason?
  /// How soon it must be delivered.
  public let priority: EventPriority
  /// Whether the client should see this step although a later one may already be waiting.
  ///
  /// Otherwise an `updated` event that waits is dropped when a later one of the same resource comes, since the later
  /// one says all that the earlier one did.
  public let isStep: Bool

  /// An event; its priority is high unless given.
  public init(
    _ type: EventType, _ link: EventReference, from sender: EventReference, in collection: EventReference? = nil,
    embedded: ResourceSnapshot? = nil, status: EventStatus? = nil, reason: Reason? = nil,
    priority: EventPriority = .high, isStep: Bool = false
  ) {
    self.type = type
    self.link = link
    self.sender = sender
    self.collection = collection
    self.embedded = embedded
    self.status = status
    self.reason = reason
    self.priority = priority
    self.isStep = isStep
  }

  /// An event about a published resource, which it embeds.
  public init(
    _ type: EventType, _ snapshot: ResourceSnapshot, from sender: EventReference,
    in collection: EventReference? = nil, status: EventStatus? = nil, reason: Reason? = nil,
    priority: EventPriority = .high, isStep: Bool = false
  ) {
    self.init(
      type, EventReference(snapshot.rel, snapshot.href), from: sender, in: collection, embedded: snapshot,
      status: status, reason: reason, priority: priority, isStep: isStep)
  }

  /// The same event with another priority.
  public func with(priority: EventPriority) -> Event {
    Event(
      type, link, from: sender, in: collection, embedded: embedded, status: status, reason: reason,
      priority: priority, isStep: isStep)
  }
}
