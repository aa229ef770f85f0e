/// Holding or resuming a call, while it is under way.
struct MediaChange: Sendable, Equatable {
  /// What the application asked for.
  enum Goal: Sendable, Equatable {
    case hold
    case resume
  }

  /// The re-INVITE that is out, or will be when the leg is free.
  enum Step: Sendable, Equatable {
    /// The other side is stopped.
    case stopOther
    /// The own phone is stopped.
    case stopOwn
    /// The other side is given the own phone's description.
    case openOther
    /// The own phone is given the other side's answer.
    case openOwn
    /// The other side is told that the own phone answered otherwise than it had been told.
    case alignOther
    /// The other side is opened again, because the own phone refused to be held.
    case reopenOther
    /// The own phone is told where the other side is now.
    case alignOwn
    /// The other side is stopped again, because resuming failed.
    case stopOtherAgain
    /// The own phone is stopped again, because resuming failed.
    case stopOwnAgain

    var leg: LegID {
      switch self {
      case .stopOther, .openOther, .alignOther, .reopenOther, .stopOtherAgain: .other
      case .stopOwn, .openOwn, .alignOwn, .stopOwnAgain: .own
      }
    }
  }

  let goal: Goal
  var step: Step
  /// Whether the re-INVITE of the step is out.
  var isSent = false
  /// How often a side was told that the other has moved; bounded, since a phone may move with every answer.
  var alignments = 0
  /// Why it failed, once it has and is being undone.
  var failure: Outcome?
}
