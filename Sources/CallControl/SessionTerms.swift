/// What a message says of the session timer (RFC 4028), and whether its sender takes UPDATE (RFC 3311).
public struct SessionTerms: Sendable, Equatable {
  /// Who of the two refreshes the session, by their parts in the transaction.
  public enum Refresher: Sendable, Equatable {
    /// Whoever sent the request.
    case uac
    /// Whoever answered it.
    case uas
  }

  /// Session-Expires, in seconds; nil: none.
  public var expires: Int32?
  /// The `refresher` of Session-Expires; nil: not said.
  public var refresher: Refresher?
  /// Min-SE, in seconds; nil: none, which means 90.
  public var minimum: Int32?
  /// Whether Supported lists `timer`.
  public var isSupported: Bool
  /// Whether Allow lists UPDATE; nil: there is no Allow.
  public var takesUpdate: Bool?

  /// Nothing at all.
  public static let none = SessionTerms()

  /// Terms from their parts.
  public init(
    expires: Int32? = nil, refresher: Refresher? = nil, minimum: Int32? = nil, isSupported: Bool = false,
    takesUpdate: Bool? = nil
  ) {
    self.expires = expires
    self.refresher = refresher
    self.minimum = minimum
    self.isSupported = isSupported
    self.takesUpdate = takesUpdate
  }

  /// Whether a request with these terms is refused with 422 (RFC 4028, section 9). One whose sender knows no session
  /// timers is not: a proxy put the interval in, and the sender could make nothing of the refusal.
  public func isTooShort(_ settings: CallSettings) -> Bool {
    guard settings.hasSessionTimers, isSupported, let expires else { return false }
    return expires < settings.smallestSession
  }
}

extension CallSettings {
  /// Whether sessions are refreshed at all.
  public var hasSessionTimers: Bool { session > .zero }

  /// `session` in whole seconds, as header fields have it.
  var sessionInterval: Int32 { max(Int32(clamping: session.components.seconds), smallestSession) }

  /// `smallestSession` likewise: the value of our Min-SE.
  public var smallestSession: Int32 { max(Int32(clamping: sessionMinimum.components.seconds), 1) }
}
