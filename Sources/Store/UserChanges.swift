/// Users that have changed since some moment.
public struct UserChanges: Sendable, Equatable {
  /// Their SIP URIs, each once, the last one changed at the end.
  public var uris: [String] = []
  /// Where to go on the next time.
  public var mark: Int64

  /// No changes since that mark.
  public init(mark: Int64) { self.mark = mark }
}
