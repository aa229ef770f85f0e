/// How far a leg's dialog has come (RFC 3261, sections 12 and 13), seen from this server.
public enum LegState: Sendable, Equatable {
  /// No INVITE has been sent.
  case idle
  /// The INVITE is out and has no final response; `ringing` after a 180 or 183.
  case inviting(ringing: Bool)
  /// CANCEL is out; the final response to the INVITE is awaited, which may still be a 200 (RFC 3261, 9.1).
  case cancelling
  /// A 200 came and its ACK is held back, because it has to carry an answer that another leg must give first.
  case answered
  /// The dialog stands.
  case established
  /// The dialog stands, and another call has it for as long as an attended transfer takes.
  case lent
  /// BYE is out; its response is awaited.
  case ending
  /// The leg is gone on both sides.
  case ended

  /// Whether nothing of this leg is left at the far side.
  public var isGone: Bool { self == .idle || self == .ended }
}

/// Where a leg's session negotiation stands (RFC 3264, RFC 6337). Kept explicitly: what a message body means depends on
/// it, so guessing it from the message is how offers get answered with offers.
public enum OfferAnswerState: Sendable, Equatable {
  /// No session has been negotiated.
  case none
  /// Our offer is out; the answer comes in the 2xx.
  case offerSent
  /// An INVITE without offer is out; the offer comes in the 2xx and the answer goes into the ACK.
  case offerRequested
  /// The far side's offer waits for our answer.
  case offerReceived
  /// Both sides agree.
  case stable
}

/// One leg's state: its dialog, its negotiation, and what is pending on it.
public struct Leg: Sendable, Equatable {
  /// The dialog.
  public internal(set) var state: LegState = .idle
  /// The negotiation.
  public internal(set) var negotiation: OfferAnswerState = .none
  /// Whether a re-INVITE of ours has no final response yet.
  public internal(set) var isReinviting = false
  /// Whether a re-INVITE of the phone waits for our final response.
  public internal(set) var owesResponse = false
  /// Whether our 2xx to a re-INVITE of the phone has not been acknowledged yet.
  var awaitsAcknowledgement = false
  /// Whether that was our 2xx to the INVITE that made the dialog: until its ACK has come we may send neither a BYE nor an
  /// INVITE (RFC 3261, 14.1 and 15).
  var isUnconfirmed = false
  /// Whether the last description sent on this leg stopped its media because the application holds the call.
  public internal(set) var isStopped = false
  /// Session id of every description sent on this leg (the `o=` line, RFC 4566, 5.2).
  let sessionID: UInt64
  /// Version of the last description sent on this leg; each new one is one higher (RFC 3264, section 8).
  var sessionVersion: UInt64 = 0
  /// Where the far side was told to send its audio by the last description that it took.
  var told: SessionDescription.Endpoint?
  /// What a re-INVITE that has no answer yet offers, which holds once it is taken (RFC 3261, 14.1).
  var proposed: SessionDescription?
  /// The last description sent on this leg that holds, with which the session is refreshed; kept where sessions are.
  var sent: SessionDescription?
  /// Whether nobody knows since the server's restart if the far side is still there.
  var isDoubted = false
  /// The session timer.
  public internal(set) var timer = SessionTimer()
  /// The last description the far side sent, offer or answer.
  public internal(set) var remoteDescription: SessionDescription?

  init(sessionID: UInt64) { self.sessionID = sessionID }

  /// Whether a new offer may be sent: the dialog stands and nothing is being negotiated (RFC 3261, 14.1).
  var canReinvite: Bool {
    state == .established && negotiation != .offerSent && !isReinviting && !owesResponse && !isUnconfirmed
  }
}
