extension UCWAClient {
  /// An invitation this client sent, as the 201 named it.
  public struct Invitation: Sendable, Equatable {
    /// Its address, as the server wrote it in `Location`.
    public let href: String
    /// The operation id of the request that made it; every event of the invitation repeats it.
    public let operationId: String

    /// An invitation at `href`.
    public init(href: String, operationId: String) {
      self.href = href
      self.operationId = operationId
    }

    /// Whether an event speaks of this invitation.
    public func isSubject(of event: ResourceEvent) -> Bool {
      guard event.rel == "phoneAudioInvitation" else { return false }
      return event.resource?["operationId"] == operationId || event.href == href
    }
  }
}
