extension Configuration {
  /// A pool: one or more servers with users of their own.
  public struct Pool: Sendable, Equatable {
    /// Name of the pool, as it stands in users' records. Required, unique.
    public var name = ""
    /// URL of the pool, without a path. Required.
    public var url = ""
    /// Name of the pool that serves its users while it cannot be reached. Nil: none does.
    public var backup: String?

    /// A pool without a name.
    public init() {}
  }
}
