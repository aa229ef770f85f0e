/// Who rings for a call that comes in, and when: what the user's call forwarding makes of his phones, his delegates, his
/// team, a contact and the voicemail.
public struct RingPlan: Sendable, Equatable {
  /// Whose telephone it is, which decides what its answer and its refusal mean.
  public enum Party: UInt8, Sendable {
    /// The user's own.
    case own
    /// That of somebody to whom calls are forwarded.
    case contact
    /// A delegate's.
    case delegate
    /// That of a member of the team.
    case team
    /// The voicemail.
    case voicemail
  }

  /// When a telephone rings.
  public enum Stage: UInt8, Sendable {
    /// At once.
    case first
    /// After ``RingPlan/delay``, or as soon as nobody else is left: together with those of the first stage.
    case delayed
    /// When nobody has taken the call: alone.
    case last
  }

  /// A telephone.
  public struct Phone: Sendable, Equatable {
    /// Whose it is.
    public var party: Party
    /// When it rings.
    public var stage: Stage

    /// A telephone.
    public init(_ party: Party, _ stage: Stage = .first) {
      self.party = party
      self.stage = stage
    }
  }

  /// Why the user's own phones are left out, where they would ring.
  public enum Exclusion: Sendable, Equatable {
    /// His presence is DoNotDisturb.
    case doNotDisturb
    /// He is in a call and wants no second one.
    case busy
    /// He has none that can ring.
    case noPhone
  }

  /// The telephones; they are counted from 0 in this order.
  public var phones: [Phone]
  /// How long those of the first stage ring before the delayed ones.
  public var delay: Duration
  /// How long it rings before the last stage, or before the call is given up.
  public var patience: Duration
  /// How long the last stage rings.
  public var lastPatience: Duration
  /// Why none of the phones is the user's own; nil where that is as he wants it.
  public var exclusion: Exclusion?

  /// A plan.
  /// - Parameters:
  ///   - delay: default none.
  ///   - patience: default 30 s.
  ///   - lastPatience: default 60 s.
  public init(
    _ phones: [Phone], delay: Duration = .zero, patience: Duration = .seconds(30),
    lastPatience: Duration = .seconds(60), exclusion: Exclusion? = nil
  ) {
    self.phones = phones
    self.delay = delay
    self.patience = patience
    self.lastPatience = lastPatience
    self.exclusion = exclusion
  }

  func has(_ stage: Stage) -> Bool { phones.contains { $0.stage == stage } }

  /// Whether the user's own phones do not ring because his calls go elsewhere.
  var isForwarded: Bool { exclusion == nil && !phones.contains { $0.party == .own } }
}
