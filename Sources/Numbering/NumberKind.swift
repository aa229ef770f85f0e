/// What sort of number it is, as far as the numbering plan tells.
public enum NumberKind: String, Sendable, CaseIterable {
  /// A line at a fixed place.
  case fixed
  /// A mobile telephone.
  case mobile
  /// One of the two: some plans, the North American one among them, do not tell them apart.
  case fixedOrMobile
  /// Free for the caller.
  case tollFree
  /// Dearer than a call, the surplus goes to the called side.
  case premiumRate
  /// The cost is shared by both sides.
  case sharedCost
  /// Voice over IP.
  case voip
  /// A number that follows a person.
  case personal
  /// A pager.
  case pager
  /// One number for all places of a company.
  case universalAccess
  /// Access to a voice mailbox.
  case voicemail
  /// An emergency service of the region, for example 112 or 911.
  case emergency
  /// Not E.164: dialled as it is because a rule of the dial plan says so.
  case asDialled
  /// Dialable, but in no range that the numbering plan knows.
  case unknown
}
