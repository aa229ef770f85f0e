/// What an event stream yields.
public enum UCWAEvent: Sendable, Equatable {
  /// Something happened to a resource.
  case resource(ResourceEvent)
  /// The channel failed and is being tried again at the same place: nothing is lost yet. Comes once per failure.
  case interrupted(ClientError)
  /// The channel works again after `interrupted`.
  case restored
  /// The server began the channel anew: what happened in between must be read from the resources.
  case resumed

  /// The resource event, nil for the others.
  public var resourceEvent: ResourceEvent? {
    guard case .resource(let event) = self else { return nil }
    return event
  }
}
