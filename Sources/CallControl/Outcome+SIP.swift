extension Outcome {
  /// What a refused INVITE means for the invitation: the outcome table of docs/call-flows.md.
  ///
  /// 403 means "rejected" on the own phone and "barred on the way" on the other side, which is why the leg decides.
  public static func refused(_ refusal: Refusal, on leg: LegID) -> Outcome {
    let code: OutcomeCode = leg == .own ? .localFailure : .remoteFailure
    func failed(_ subcode: OutcomeSubcode, _ what: String) -> Outcome {
      Outcome(.failed, code, subcode, sentence(leg, what, refusal))
    }
    switch refusal.status {
    case 486, 600: return failed(.busy, "is busy")
    case 408 where refusal.origin == .noResponse: return failed(.unreachable, "could not be reached: no response")
    case 408: return failed(.timeout, "did not answer in time")
    case 480: return failed(leg == .own ? .timeout : .temporarilyUnavailable, "is not available at the moment")
    case 603, 607, 608:
      return Outcome(.declined, code, .declined, sentence(leg, "declined the call", refusal))
    case 403 where leg == .own:
      return Outcome(.declined, code, .declined, sentence(leg, "declined the call", refusal))
    case 404, 484, 604:
      return failed(leg == .own ? .unreachable : .destinationNotFound, "is not a known number")
    case 488, 606, 415: return failed(.mediaNegotiationFailure, "and this call have no audio format in common")
    case 487: return failed(.callTerminated, "ended the call set-up")
    default:
      let what =
        refusal.origin == .transport
        ? "could not be reached: the request could not be delivered" : "could not be reached"
      // A Q.850 cause means that the telephone network spoke, not the trunk itself.
      return failed(leg == .own && refusal.cause != nil ? .pstnCallFailed : .unreachable, what)
    }
  }

  /// Nobody answered before the ring time was over.
  static func ringTimeout(_ leg: LegID, seconds: Int) -> Outcome {
    Outcome(
      .failed, leg == .own ? .localFailure : .remoteFailure, .timeout,
      "\(capitalized(leg)) did not answer within \(seconds) seconds.")
  }

  /// The two sides' media could not be joined.
  static func mediaFailure(_ leg: LegID, _ why: String) -> Outcome {
    Outcome(
      .failed, leg == .own ? .localFailure : .remoteFailure, .mediaNegotiationFailure,
      "The audio of both sides could not be joined: \(leg) \(why).")
  }

  /// The user, or his application, gave up before the call was connected.
  static let cancelledByUser = Outcome(.cancelled, .informational, .canceled, "The call was cancelled.")

  /// The own phone was hung up before the other side had answered.
  static let ownPhoneHungUp = Outcome(
    .cancelled, .informational, .canceled, "Your phone hung up before the other side answered.")

  /// The application that placed the call ended before the other side was called.
  static let applicationEnded = Outcome(
    .cancelled, .informational, .canceled, "The application ended before the other side was called.")

  /// The other side answered and hung up before the media were joined.
  static let otherSideHungUp = Outcome(
    .failed, .remoteFailure, .callTerminated, "The other side hung up before the call was connected.")

  /// The server is stopping.
  static let serverStopping = Outcome(.failed, .serviceFailure, .callTerminated, "The server is being stopped.")

  /// A connected call was ended by one of its legs.
  static func endedBy(_ leg: LegID) -> Outcome {
    Outcome(.connected, .informational, .callTerminated, "\(capitalized(leg)) hung up.")
  }

  /// A connected call was ended through the API.
  static let endedByUser = Outcome(
    .connected, .informational, .callTerminated, "The call was ended by the application.")

  /// Holding or resuming failed; the call goes on as it was.
  static func changeFailed(_ goal: MediaChange.Goal, _ leg: LegID, _ why: String) -> Outcome {
    Outcome(
      .connected, leg == .own ? .localFailure : .remoteFailure, .mediaNegotiationFailure,
      "The call could not be \(goal == .hold ? "held" : "resumed"): \(leg) \(why).")
  }

  static func lost(_ leg: LegID, _ why: String) -> Outcome {
    Outcome(
      .connected, leg == .own ? .localFailure : .remoteFailure, .callTerminated,
      "\(capitalized(leg)) \(why), so the call was ended.")
  }

  static func capitalized(_ leg: LegID) -> String { leg == .own ? "Your phone" : "The other side" }

  private static func sentence(_ leg: LegID, _ what: String, _ refusal: Refusal) -> String {
    var text = "\(capitalized(leg)) \(what)"
    var details: [String] = []
    if refusal.origin == .remote {
      details.append("SIP \(refusal.status)\(refusal.phrase.isEmpty ? "" : " \(refusal.phrase)")")
    }
    if let cause = refusal.cause { details.append("Q.850 cause \(cause), \(Q850.text(cause))") }
    if !details.isEmpty { text += " (\(details.joined(separator: "; ")))" }
    return text + "."
  }
}
