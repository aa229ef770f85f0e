/// A provisional response that is repeated until it is acknowledged by PRACK (RFC 3262).
public struct ReliableResponse: Sendable, Equatable {
  /// SIP status code, 101 to 199.
  public let status: Int
  /// Its To tag: the early dialog it belongs to, one for each phone that a proxy rings (RFC 3261, 12.1).
  public let fork: String
  /// Its RSeq.
  public let sequence: UInt32

  /// A response from its parts.
  public init(status: Int, fork: String, sequence: UInt32) {
    self.status = status
    self.fork = fork
    self.sequence = sequence
  }
}
