extension Outcome {
  /// What a refused INVITE means for the invitation: the outcome table of docs/call-flows.md.
  ///
  /// 403 means "rejected" on the own phone and "barred on the way" on the other side, which is why the leg decides.
  public static func refused(_ refusal: Refusal, on leg: LegID) -> Outcome {
    let code = side(leg)
    func failed(_ subcode: OutcomeSubcode, _ text: OutcomeText.Refused) -> Outcome {
      Outcome(.failed, code, subcode, .refused(leg, text, refusal))
    }
    switch refusal.status {
    case 486, 600: return failed(.busy, .busy)
    case 408 where refusal.origin == .noResponse: return failed(.unreachable, .noResponse)
    case 408: return failed(.timeout, .noAnswer)
    case 480: return failed(leg == .own ? .timeout : .temporarilyUnavailable, .unavailable)
    case 603, 607, 608: return Outcome(.declined, code, .declined, .refused(leg, .declined, refusal))
    case 403 where leg == .own: return Outcome(.declined, code, .declined, .refused(leg, .declined, refusal))
    case 404, 484, 604: return failed(leg == .own ? .unreachable : .destinationNotFound, .unknownNumber)
    case 488, 606, 415: return failed(.mediaNegotiationFailure, .noCommonAudio)
    case 487: return failed(.callTerminated, .setupEnded)
    default:
      // A Q.850 cause means that the telephone network spoke, not the trunk itself.
      return failed(
        leg == .own && refusal.cause != nil ? .pstnCallFailed : .unreachable,
        refusal.origin == .transport ? .undeliverable : .unreachable)
    }
  }

  private static func side(_ leg: LegID) -> OutcomeCode { leg == .own ? .localFailure : .remoteFailure }

  /// Nobody answered before the ring time was over.
  static func ringTimeout(_ leg: LegID, seconds: Int) -> Outcome {
    Outcome(.failed, side(leg), .timeout, .ringTimeout(leg, seconds: seconds))
  }

  /// The two sides' media could not be joined.
  static func mediaFailure(_ leg: LegID, _ fault: OutcomeText.MediaFault) -> Outcome {
    Outcome(.failed, side(leg), .mediaNegotiationFailure, .mediaFault(leg, fault))
  }

  /// The user, or his application, gave up before the call was connected.
  static let cancelledByUser = Outcome(.cancelled, .informational, .canceled, .cancelledByUser)

  /// The own phone was hung up before the other side had answered.
  static let ownPhoneHungUp = Outcome(.cancelled, .informational, .canceled, .ownPhoneHungUp)

  /// The key that confirms the call was not pressed in time.
  static func confirmationTimeout(seconds: Int) -> Outcome {
    Outcome(.failed, .localFailure, .timeout, .confirmationTimeout(seconds: seconds))
  }

  /// Wrong keys were pressed instead of the one that confirms the call.
  static let notConfirmed = Outcome(.declined, .localFailure, .declined, .notConfirmed)

  /// The application that placed the call ended before the other side was called.
  static let applicationEnded = Outcome(.cancelled, .informational, .canceled, .applicationEnded)

  /// The other side answered and hung up before the media were joined.
  static let otherSideHungUp = Outcome(.failed, .remoteFailure, .callTerminated, .otherSideHungUp)

  /// The other side sends the call on, and it is under way there.
  public static let sentOn = Outcome(.forwarded, .informational, .redirected, .sentOn)

  /// The server is stopping.
  static let serverStopping = Outcome(.failed, .serviceFailure, .callTerminated, .serverStopping)

  /// A connected call was ended by one of its legs.
  static func endedBy(_ leg: LegID) -> Outcome {
    Outcome(.connected, .informational, .callTerminated, .hungUp(leg))
  }

  /// A connected call was ended through the API.
  static let endedByUser = Outcome(.connected, .informational, .callTerminated, .endedByApplication)

  /// Holding or resuming failed; the call goes on as it was.
  static func changeFailed(_ goal: MediaChange.Goal, _ leg: LegID, _ fault: OutcomeText.ChangeFault) -> Outcome {
    Outcome(.connected, side(leg), .mediaNegotiationFailure, .changeFault(leg, fault, isHold: goal == .hold))
  }

  /// A phone that was to take the place of another answered and hung up before it had.
  static func newLegHungUp(_ leg: LegID) -> Outcome { Outcome(.failed, side(leg), .callTerminated, .hungUp(leg)) }

  /// An attended transfer failed, and the other side is back.
  static let loanReturned = Outcome(.failed, .remoteFailure, .transferDeclined, .transferUndone)

  /// The user has left the call by a transfer.
  public static let transferred = Outcome(.connected, .informational, .transferred, .transferred)

  /// One of the legs did not outlive the restart of the server.
  public static let lostByRestart = Outcome(
    .connected, .serviceFailure, .callTerminated, .restartedDuringCall)

  /// A connected call was given up because of one of its legs.
  static func lost(_ leg: LegID, _ loss: OutcomeText.Loss) -> Outcome {
    Outcome(.connected, side(leg), .callTerminated, .lost(leg, loss))
  }
}
