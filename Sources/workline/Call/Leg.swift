/// One of the two sides of a call via work, in the words people use for it.
enum Leg: String, Sendable, Encodable {
  /// Leg A: the phone of the user, rung first.
  case ownPhone = "your phone"
  /// Leg B: who was invited.
  case otherSide = "the other side"
}
