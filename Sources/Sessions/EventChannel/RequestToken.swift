/// Names a request that is held open; what it stands for is the caller's affair.
public struct RequestToken: Sendable, Hashable {
  /// The caller's name for the request.
  public let rawValue: UInt64

  /// The token of that name.
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}
