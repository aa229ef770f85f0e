/// One of the two sides of a call-via-work call, each a SIP dialog of its own (RFC 3725).
public enum LegID: UInt8, Sendable, CaseIterable, CustomStringConvertible {
  /// Leg A: the user's own phone.
  case own
  /// Leg B: the invited side.
  case other

  /// The leg this one is joined to.
  public var peer: LegID { self == .own ? .other : .own }

  /// The leg in words a user understands, as it stands in reasons and timelines.
  public var description: String { self == .own ? "your phone" : "the other side" }
}
