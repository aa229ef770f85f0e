/// Why a document is not read.
public struct XMLError: Error, Sendable, Hashable {
  /// The reason, a sentence for a developer. It names nothing but the document.
  public let reason: String

  /// An error with that reason.
  public init(_ reason: String) { self.reason = reason }
}
