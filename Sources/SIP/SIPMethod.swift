/// A SIP method, compared as written: methods are case-sensitive (RFC 3261 7.1).
public struct SIPMethod: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The method as it stands on the wire.
  public let rawValue: String
  /// Any method, known or not.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// The method as it stands on the wire.
  public var description: String { rawValue }

  /// RFC 3261 13.
  public static let invite = SIPMethod(rawValue: "INVITE")
  /// RFC 3261 13.2.2.4.
  public static let ack = SIPMethod(rawValue: "ACK")
  /// RFC 3261 9.
  public static let cancel = SIPMethod(rawValue: "CANCEL")
  /// RFC 3261 15.
  public static let bye = SIPMethod(rawValue: "BYE")
  /// RFC 3261 11.
  public static let options = SIPMethod(rawValue: "OPTIONS")
  /// RFC 3261 10.
  public static let register = SIPMethod(rawValue: "REGISTER")
  /// RFC 3311.
  public static let update = SIPMethod(rawValue: "UPDATE")
  /// RFC 3262. Sent by `SIPDialog.acknowledge(reliable:from:)` only.
  public static let prack = SIPMethod(rawValue: "PRACK")
  /// RFC 6086.
  public static let info = SIPMethod(rawValue: "INFO")
  /// RFC 3515.
  public static let refer = SIPMethod(rawValue: "REFER")
  /// RFC 6665.
  public static let notify = SIPMethod(rawValue: "NOTIFY")
  /// RFC 6665.
  public static let subscribe = SIPMethod(rawValue: "SUBSCRIBE")
  /// RFC 3428.
  public static let message = SIPMethod(rawValue: "MESSAGE")
}
