/// A bearer token in a list: what it stands for and how to name it, but not its text, which nobody can know.
public struct TokenSummary: Sendable, Equatable {
  /// Names the token among the others: the first digits of its hash, from which the token cannot be had.
  public let id: String
  /// What it stands for.
  public let grant: TokenGrant

  /// Digits of an id.
  static let idLength = 12
}
