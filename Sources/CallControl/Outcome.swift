/// The side a failure belongs to; raw values are UCWA's ErrorCode spellings.
public enum OutcomeCode: String, Sendable {
  /// The user's own phone or this side of the call.
  case localFailure = "LocalFailure"
  /// The invited side.
  case remoteFailure = "RemoteFailure"
  /// Not an error: somebody ended or cancelled.
  case informational = "Informational"
  /// This server.
  case serviceFailure = "ServiceFailure"
}

/// Why a call was not connected or has ended; raw values are UCWA's ErrorSubcode spellings.
public enum OutcomeSubcode: String, Sendable {
  case busy = "Busy"
  case connectedElsewhere = "ConnectedElsewhere"
  case doNotDisturb = "DoNotDisturb"
  case timeout = "Timeout"
  case temporarilyUnavailable = "TemporarilyUnavailable"
  case declined = "Declined"
  case missed = "Missed"
  case unreachable = "Unreachable"
  case pstnCallFailed = "PstnCallFailed"
  case destinationNotFound = "DestinationNotFound"
  case mediaNegotiationFailure = "MediaNegotiationFailure"
  case canceled = "Canceled"
  case redirected = "Redirected"
  case callTerminated = "CallTerminated"
  case transferred = "Transferred"
  case transferDeclined = "TransferDeclined"
  case callbackChannelError = "CallbackChannelError"
}

/// State of an invitation; raw values are UCWA's InvitationState spellings.
public enum InvitationPhase: String, Sendable {
  case connecting = "Connecting"
  case alerting = "Alerting"
  case teamRing = "TeamRing"
  case forwarded = "Forwarded"
  case connected = "Connected"
  case declined = "Declined"
  case failed = "Failed"
  case cancelled = "Cancelled"
}

/// Why an invitation failed or a call ended, in UCWA's terms.
public struct Outcome: Sendable, Equatable {
  /// The final state of the invitation.
  public let phase: InvitationPhase
  /// The side it belongs to.
  public let code: OutcomeCode
  /// The cause.
  public let subcode: OutcomeSubcode
  /// What is to be said about it.
  public let text: OutcomeText

  /// An outcome from its parts.
  public init(_ phase: InvitationPhase, _ code: OutcomeCode, _ subcode: OutcomeSubcode, _ text: OutcomeText) {
    self.phase = phase
    self.code = code
    self.subcode = subcode
    self.text = text
  }
}
