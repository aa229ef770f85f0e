/// One of the sides of a call-via-work call, each a SIP dialog of its own (RFC 3725).
public enum LegID: UInt8, Sendable, CaseIterable, CustomStringConvertible {
  /// Leg A: the user's own phone.
  case own
  /// Leg B: the invited side.
  case other
  /// A phone that is to take the place of one of the two; when it has, for a moment the leg that gave up its place, which
  /// is left to the SIP layer with its BYE.
  case new

  /// The leg that an own or other one is joined to. The new leg is joined to whichever stays.
  public var peer: LegID { self == .own ? .other : .own }

  /// The leg in words a user understands, as it stands in timelines.
  public var description: String {
    switch self {
    case .own: "your phone"
    case .other: "the other side"
    case .new: "the new phone"
    }
  }
}
