/// An error that an operation may answer with, as data.
public struct ErrorDescription: Sendable, Hashable {
  /// The HTTP status.
  public let status: Int
  /// The code in the body.
  public let code: ErrorCode
  /// The subcode in the body; nil where the reference says `None`.
  public let subcode: ErrorSubcode?

  /// Describes an error.
  public init(_ status: Int, _ code: ErrorCode, _ subcode: ErrorSubcode? = nil) {
    self.status = status
    self.code = code
    self.subcode = subcode
  }
}
