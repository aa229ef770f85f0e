/// One of the two phones giving its place to another, while it is under way.
public struct Replacement: Sendable, Equatable {
  /// Who wants it.
  public enum Cause: Sendable, Equatable {
    /// The user continues the call on another of his phones.
    case takeover
    /// A leg is transferred away: by REFER from that leg, or by the application for the user.
    case transfer(by: LegID?)

    /// The leg whose place is taken.
    public var leg: LegID { self == .transfer(by: .other) ? .other : .own }
  }

  enum Step: Sendable, Equatable {
    /// The new phone is being called.
    case calling
    /// The phone that stays is being given the new one's description.
    case joining
    /// The new phone is told that the one that stays answered otherwise than it had been told.
    case aligning
    /// It failed: the phone that stays is being given the old one's description again.
    case restoring
    /// The old phone is told that the one that stays has moved.
    case realigning
  }

  /// Who wants it.
  public let cause: Cause
  var step: Step
  /// Whether the re-INVITE of the step is out.
  var isSent = false
  /// Whether the phone that stays has been given another description.
  var hasMoved = false
  /// Why it failed, once it has and is being undone.
  var failure: Outcome?

  /// The leg whose place is taken.
  var leg: LegID { cause.leg }
  /// The leg that stays.
  var survivor: LegID { cause.leg.peer }
  /// The leg that a failure of the new one is said of: a phone that was to take over is the user's own.
  var outcomeLeg: LegID { cause == .takeover ? .own : .new }

  /// The leg whose answer is awaited.
  var awaited: LegID? {
    guard isSent else { return nil }
    return switch step {
    case .calling: nil
    case .joining, .restoring: survivor
    case .aligning: .new
    case .realigning: leg
    }
  }
}
