/// The transports this layer speaks.
public enum SIPTransport: String, Sendable {
  /// RFC 3261 18, datagrams.
  case udp
  /// RFC 3261 18, a connection per peer, kept and used again.
  case tcp
}
