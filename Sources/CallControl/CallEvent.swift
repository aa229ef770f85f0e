/// What can happen to a call. Message events speak of one leg; the SIP layer has already matched them to its dialog and
/// transaction, absorbed retransmissions and answered digest challenges.
public enum CallEvent: Sendable {
  /// The application asked for the call and every check has passed.
  case start
  /// The durable-first record could not be written: nothing may begin.
  case recordFailed
  /// A 101...199 response to the INVITE.
  case provisional(LegID, status: Int)
  /// A reliable 101...199 response to the INVITE (RFC 3262), with its body if it has one.
  case reliable(LegID, ReliableResponse, [UInt8]?)
  /// The PRACK that a fork was sent was refused, or nothing answered it.
  case prackFailed(LegID, fork: String)
  /// A 2xx response to the INVITE, with its body if it has one, and its To tag if the call knows forks.
  case answered(LegID, [UInt8]?, fork: String? = nil, terms: SessionTerms = .none)
  /// A final response of 300 or more to the INVITE.
  case refused(LegID, Refusal)
  /// A 2xx response to a re-INVITE of ours.
  case reanswered(LegID, [UInt8]?, terms: SessionTerms = .none)
  /// A final response of 300 or more to a re-INVITE of ours.
  case reinviteRefused(LegID, Refusal)
  /// A final response to our BYE, or none in time.
  case byeCompleted(LegID)
  /// BYE from the phone, already answered with 200.
  case hungUp(LegID)
  /// A re-INVITE from the phone, with its offer if it has one.
  case reoffered(LegID, [UInt8]?, terms: SessionTerms = .none)
  /// UPDATE from the phone (RFC 3311), with its offer if it has one. Our 2xx to one with an offer counts as acknowledged
  /// when it is sent.
  case updated(LegID, [UInt8]?, terms: SessionTerms = .none)
  /// A 2xx response to an UPDATE of ours.
  case updateAnswered(LegID, terms: SessionTerms = .none)
  /// A final response of 300 or more to an UPDATE of ours.
  case updateRefused(LegID, Refusal)
  /// A call that came in is up: what the phone's 2xx and the caller's INVITE say of the session timer.
  case sessionsBegun(own: SessionTerms, caller: SessionTerms)
  /// The ACK to our 2xx of such a re-INVITE.
  case acknowledged(LegID, [UInt8]?)
  /// That ACK never came (RFC 3261, 13.3.1.4).
  case unacknowledged(LegID)
  /// A key was pressed on the phone.
  case pressed(LegID, Character, by: KeySignal)
  /// A timer of `CallTimer` has run out.
  case timer(CallTimer)
  /// The server allows the call to go to where a 302 pointed.
  case redirectAccepted
  /// The server does not: the reason is an outcome.
  case redirectRefused(Outcome)
  /// The `cancel` operation.
  case cancel
  /// The `stopPhoneAudio` operation, or DELETE of the conversation.
  case stop
  /// The `holdPhoneAudio` operation.
  case hold
  /// The `resumePhoneAudio` operation.
  case resume
  /// The `replaceWithPhoneAudio` operation: another phone of the user is to take the own phone's place.
  case takeOver
  /// The user gave that up.
  case cancelTakeover
  /// A transfer to somebody who may be called: by REFER from that leg (RFC 3515), or by the `transferPhoneAudio`
  /// operation.
  case transfer(by: LegID?)
  /// An attended transfer by the own phone: this leg of another of its calls takes its place.
  case transferTo(Leg)
  /// The other way round: the other side goes to that call for as long as the transfer takes.
  case lend
  /// The other side stays there.
  case loanKept
  /// It comes back as it is now.
  case loanReturned(Leg)
  /// The application that placed the call has ended.
  case applicationEnded
  /// The server has been started anew and the call is under control again.
  case recovered(isUnsettled: Bool)
  /// The server is being stopped: end everything.
  case shutdown
}

/// Timers of a call; at most one of each runs.
public enum CallTimer: UInt8, Sendable, CaseIterable {
  /// The own phone has rung long enough.
  case ringOwn
  /// The other side has rung long enough.
  case ringOther
  /// Wait before a re-INVITE is tried again after 491 (RFC 3261, 14.1).
  case glare
  /// The own leg does not go away: no final response after CANCEL or BYE.
  case releaseOwn
  /// The other leg does not go away.
  case releaseOther
  /// The new leg has rung long enough.
  case ringNew
  /// The new leg, or the one whose place it took, does not go away.
  case releaseNew
  /// The key that confirms the call was not pressed.
  case confirmation
  /// The own phone has heard long enough that the call failed.
  case failureTone
  /// The own leg's session is to be refreshed, or was not. These three are in the order of the legs.
  case sessionOwn
  /// Likewise the other leg's.
  case sessionOther
  /// Likewise the new leg's.
  case sessionNew
}

/// How a phone tells of a key. Some do it in both ways at once.
public enum KeySignal: Sendable, Equatable {
  /// In the audio stream (RFC 4733).
  case media
  /// By INFO.
  case message
}

/// What the own phone hears before it talks.
public enum CallTone: Sendable, Equatable {
  /// The other side rings.
  case ringback
  /// The other side is busy.
  case busy
  /// The call failed for another reason.
  case congestion
  /// A key is awaited.
  case prompt
  /// The key was wrong; once, then `prompt`.
  case wrongKey
}

/// What the application must learn, in order.
public enum CallNotice: Sendable, Equatable {
  /// The conversation and the invitation exist.
  case started
  /// The own phone answered; the other side is being called, once the call is confirmed where that is asked for.
  case ownPhoneAnswered
  /// The invitation's state changed to Alerting, Forwarded or back to Connecting.
  case progressed(InvitationPhase)
  /// The other side pointed elsewhere (302) and the call goes there: the invitation's state is Forwarded.
  case redirected
  /// The call is up: the invitation completed with Success.
  case connected
  /// The call was not connected: the invitation completed with Failure.
  case failed(Outcome)
  /// Holding or resuming began: neither is possible until it is settled.
  case changing
  /// The call is held: neither side hears the other.
  case held
  /// Both sides hear each other again.
  case resumed
  /// Holding or resuming failed, and the call is as it was before.
  case changeFailed(Outcome)
  /// A change of a leg began: nothing else can be changed until it is settled.
  case replacing(Replacement.Cause)
  /// The new leg took its place. After a transfer by the own phone or the application the user has left the call.
  case replaced(Replacement.Cause)
  /// The new leg did not take its place, and the call is as it was before.
  case replacementFailed(Replacement.Cause, Outcome)
  /// A call that was up has ended.
  case disconnected(Outcome)
}

/// What must be done for a call, in order. The state machine has returned before any of it is carried out.
public enum CallAction: Sendable, Equatable {
  /// Append the call to the journal. With `first`, every later action waits until the record is committed.
  case record(first: Bool)
  /// Answer the start request with 201.
  case accept
  /// Answer the start request with a failure; the call is over.
  case refuse(Outcome)
  /// Tell the application.
  case notify(CallNotice)
  /// Send the INVITE; without a description it asks for an offer.
  case invite(LegID, SessionDescription?)
  /// Send CANCEL for the INVITE.
  case cancel(LegID)
  /// Acknowledge the last 2xx, with the answer where the 2xx held an offer.
  case acknowledge(LegID, SessionDescription?)
  /// Acknowledge a reliable provisional response, with the answer where it held an offer.
  case prack(LegID, ReliableResponse, SessionDescription?)
  /// Send UPDATE without a body, which refreshes the session (RFC 4028).
  case update(LegID)
  /// Answer the phone's UPDATE without a body.
  case respondToUpdate(LegID, status: Int)
  /// Send a re-INVITE.
  case reinvite(LegID, SessionDescription?)
  /// Send BYE.
  case bye(LegID)
  /// Answer the phone's pending re-INVITE.
  case respond(LegID, status: Int, SessionDescription?)
  /// Ask whether the call may go to one of these contacts; the answer is `redirectAccepted` or `redirectRefused`.
  case redirect([String])
  /// The two legs have changed places; what the SIP layer holds for them does the same.
  case exchange(LegID, LegID)
  /// The new leg stays with this call, or goes back to the one it was borrowed from, as it is now.
  case settleLoan(returning: Leg?)
  /// Tell the leg that asked for a transfer how it goes, by NOTIFY with this SIP status (RFC 3515, section 2.4.4).
  case reportTransfer(LegID, status: Int)
  /// Remember that the route to the other side refuses INVITEs without an offer.
  case rememberOfferRequired
  /// The own phone's audio is where this description of its says.
  case openMedia(SessionDescription)
  /// Play a tone to the own phone from its beginning, in place of the one that plays; nil for none.
  case play(CallTone?)
  /// Give back the socket of `CallSettings.media`; no tone plays any more.
  case closeMedia
  /// Start a timer, replacing a running one of the same name.
  case startTimer(CallTimer, Duration)
  /// Stop a timer if it runs.
  case stopTimer(CallTimer)
  /// Drop everything the SIP layer holds for the leg.
  case release(LegID)
  /// Nothing of the call is left: forget it.
  case finish
}
