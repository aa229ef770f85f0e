/// Why an operation failed or something ended, as part of an event.
public struct Reason: Sendable, Hashable {
  /// The kind of failure or end.
  public var code: ErrorCode
  /// The failure or end in detail; nil is left out.
  public var subcode: ErrorSubcode?
  /// What happened, for a person to read; names the leg.
  public var message: Message
  /// More for a developer, such as the SIP status; never holds a secret.
  public var debugInfo: String?

  /// A reason.
  public init(_ code: ErrorCode, _ subcode: ErrorSubcode? = nil, message: Message, debugInfo: String? = nil) {
    self.code = code
    self.subcode = subcode
    self.message = message
    self.debugInfo = debugInfo
  }
}
