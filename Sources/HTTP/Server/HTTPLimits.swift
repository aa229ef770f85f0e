/// What a client may use of the server. Every limit that is exceeded has an answer, see ``HTTPServerFault``.
public struct HTTPLimits: Sendable {
  /// Bytes of request line and header fields together. Default 32 KiB; over it: 431.
  public var maxHeaderBytes = 32 * 1024
  /// Bytes of content, after chunks are put together. Default 256 KiB; over it: 413.
  public var maxBodyBytes = 256 * 1024
  /// Time for a request to arrive whole, from its first byte, or for a TLS handshake, from accept. Not renewed by
  /// progress. Default 30 s; over it: 408, or silence during a handshake.
  public var requestArrivalTime: Duration = .seconds(30)
  /// Time a connection may stay open with no request begun or held. Default 120 s; then it is closed.
  public var idleTime: Duration = .seconds(120)
  /// Time for the peer to take a response. Default 30 s; then the connection is closed.
  public var responseTime: Duration = .seconds(30)
  /// Connections at a time. Default 20,000; over it: 503.
  public var maxConnections = 20_000
  /// Connections at a time from one IP address. Default 12,000; over it: 503.
  public var maxConnectionsPerAddress = 12_000
  /// Bytes of further requests that are taken from a connection whose request is being answered. Default 16 KiB; over
  /// it the connection is not read until the response is out, and departure is not noticed in that time. One read of
  /// up to 64 KiB may exceed it.
  public var maxPipelinedBytes = 16 * 1024

  /// The defaults.
  public init() {}
}
