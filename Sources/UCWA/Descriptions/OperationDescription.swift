/// What a verb does on a resource, as data.
public struct OperationDescription: Sendable, Hashable {
  /// The HTTP method.
  public let verb: Verb
  /// Parameters that may come in the body or in the query string; where both give one, the body wins.
  public let parameters: [ParameterDescription]
  /// Parameters that come in the query string only.
  public let query: [ParameterDescription]
  /// The HTTP statuses of success, the usual one first.
  public let successes: [Int]
  /// The type of the resource in the answer, or behind its `Location`; nil if there is none.
  public let response: Term?
  /// The errors of this operation beside those that any operation may have.
  public let errors: [ErrorDescription]
  /// What the operation does, in one sentence.
  public let summary: String

  /// Describes an operation.
  public init(
    _ verb: Verb, parameters: [ParameterDescription] = [], query: [ParameterDescription] = [],
    successes: [Int] = [200], response: Term? = nil, errors: [ErrorDescription] = [], _ summary: String
  ) {
    self.verb = verb
    self.parameters = parameters
    self.query = query
    self.successes = successes
    self.response = response
    self.errors = errors
    self.summary = summary
  }
}
