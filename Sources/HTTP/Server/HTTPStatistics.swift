/// Counts over all loops of a server, each exact for its loop at some moment just past.
public struct HTTPStatistics: Hashable, Sendable {
  /// Connections open now, in whatever state.
  public var connections: Int
  /// Requests handed to the handler and not answered yet.
  public var heldRequests: Int
  /// Responses given by the handler since the server was made.
  public var requestsServed: Int

  /// Statistics with these counts.
  public init(connections: Int = 0, heldRequests: Int = 0, requestsServed: Int = 0) {
    self.connections = connections
    self.heldRequests = heldRequests
    self.requestsServed = requestsServed
  }
}
