import CSofia

/// What a message says of session timers (RFC 4028), and whether its sender takes UPDATE (RFC 3311).
public struct SIPSession: Sendable, Equatable {
  /// Who refreshes.
  public enum Refresher: Int32, Sendable {
    /// Whoever sent the request.
    case uac = 1
    /// Whoever answered it.
    case uas = 2
  }

  /// Session-Expires, in seconds; nil: none, or one that cannot be read.
  public let expires: Int32?
  /// Its `refresher`; nil: none that is known.
  public let refresher: Refresher?
  /// Min-SE, in seconds; nil: none, or one that cannot be read.
  public let minimum: Int32?
  /// Whether Supported lists `timer`.
  public let supportsTimer: Bool
  /// Whether Allow lists UPDATE; nil: there is no Allow.
  public let allowsUpdate: Bool?

  init(_ c: wls_session) {
    expires = c.has_expires ? Int32(clamping: c.expires) : nil
    refresher = Refresher(rawValue: c.refresher)
    minimum = c.has_minimum ? Int32(clamping: c.minimum) : nil
    supportsTimer = c.supports_timer
    allowsUpdate = c.has_allow ? c.allows_update : nil
  }
}
