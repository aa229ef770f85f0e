/// A parameter that cannot be accepted, and why.
public struct BadParameter: Sendable, Hashable {
  /// The parameter's name as the reference spells it.
  public let name: String
  /// What is wrong with it, in a sentence.
  public let reason: Message

  /// A parameter that cannot be accepted.
  public init(name: String, reason: Message) {
    self.name = name
    self.reason = reason
  }
}
