/// One message on the wire, for SIP ladders and debugging. Not for logs as it is: it names people and numbers.
public struct SIPTraceMessage: Sendable {
  /// Seen from this loop.
  public enum Direction: Sendable {
    /// It arrived here.
    case received
    /// It left from here.
    case sent
  }
  /// Whether the message arrived or left.
  public let direction: Direction
  /// How it travelled.
  public let transport: SIPTransport
  /// The other side as address:port, IPv6 in brackets.
  public let peer: String
  /// The message with CRLF line ends; lines beyond 2,047 bytes are cut, and so is everything after a NUL.
  public let bytes: [UInt8]
}
