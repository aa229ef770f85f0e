import UCWA

/// The operations of one application by operationId, so that one that is sent twice is done once.
///
/// The same content again is given the first answer's `Location`; other content under the same operationId is refused
/// while the first operation is known. An operation is forgotten when its invitation is.
public struct OperationTable: Sendable {
  /// One operation that is known.
  public struct Operation: Sendable, Hashable {
    /// What was asked for.
    public let fingerprint: Fingerprint
    /// The ID of the invitation that was made for it.
    public let invitation: String
  }

  /// What becomes of a request.
  public enum Outcome: Sendable, Hashable {
    /// It is new and now known: do it.
    case new
    /// It was done already: answer 201 with the place of that invitation, and start nothing.
    case repeated(invitation: String)
    /// Another one has its operationId: answer with that error.
    case refused(UCWAError)
  }

  private var operations: [String: Operation] = [:]

  /// No operation is known.
  public init() {}

  /// How many operations are known.
  public var count: Int { operations.count }

  /// The operation of that ID; nil if none is known.
  public subscript(operationId: String) -> Operation? { operations[operationId] }

  /// Takes a request.
  ///
  /// - Parameters:
  ///   - operationId: The client's name for it; nil or empty is always new.
  ///   - fingerprint: `Parameters.fingerprint` of its content.
  ///   - invitation: The ID for the invitation if the operation is new.
  public mutating func begin(
    _ operationId: String?, fingerprint: Fingerprint, invitation: String
  ) -> Outcome {
    guard let operationId, !operationId.isEmpty else { return .new }
    if let known = operations[operationId] {
      return known.fingerprint == fingerprint
        ? .repeated(invitation: known.invitation) : .refused(.operationAlreadyExists)
    }
    operations[operationId] = Operation(fingerprint: fingerprint, invitation: invitation)
    return .new
  }

  /// Forgets an operation: it was not begun after all, or its invitation is forgotten.
  ///
  /// - Parameter invitation: Only the operation that made this invitation is forgotten.
  public mutating func forget(_ operationId: String?, invitation: String) {
    guard let operationId, operations[operationId]?.invitation == invitation else { return }
    operations[operationId] = nil
  }
}
