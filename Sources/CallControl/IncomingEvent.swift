/// What can happen to a call that comes in until a phone has it. Phones are counted as in the ``RingPlan``.
public enum IncomingEvent: Sendable {
  /// The call has passed every check.
  case start
  /// The durable-first record is written.
  case recorded
  /// The durable-first record could not be written: nothing may begin.
  case recordFailed
  /// A 101...199 response of a phone.
  case provisional(Int, status: Int)
  /// A 2xx response of a phone, with its body if it has one.
  case answered(Int, [UInt8]?)
  /// A final response of 300 or more of a phone.
  case refused(Int, Refusal)
  /// The server allows the call to go to where a phone's 302 pointed.
  case redirectAccepted(Int)
  /// The server does not.
  case redirectRefused(Int)
  /// A final response of a phone to our BYE, or none in time.
  case byeCompleted(Int)
  /// CANCEL from the caller; his INVITE has got its 487.
  case cancelled
  /// BYE from the caller before he was answered (RFC 3261, 15.1.2).
  case hungUp
  /// The `decline` operation for all who ring, or what means the same; the caller gets this SIP status.
  case decline(status: Int)
  /// The `decline` operation for the user's own phones.
  case declineHere
  /// A timer of `IncomingTimer` has run out.
  case timer(IncomingTimer)
  /// The server is being stopped.
  case shutdown
}

/// Timers of a call that comes in; at most one of each runs. The values do not meet those of `CallTimer`, because both
/// run for one call.
public enum IncomingTimer: UInt8, Sendable, CaseIterable {
  /// Those who ring later do so now.
  case delay = 29
  /// The phones have rung long enough.
  case ring = 30
  /// Phones that do not have the call do not go away.
  case release = 31
}

/// What must be done for a call that comes in, in order.
public enum IncomingAction: Sendable, Equatable {
  /// Append the call to the journal. The first time nothing goes on before `recorded` or `recordFailed`.
  case record(first: Bool)
  /// Tell the user's applications.
  case notify(CallNotice)
  /// Send a phone the INVITE; without a description it asks for an offer.
  case invite(Int, SessionDescription?)
  /// Send a phone CANCEL, which says whether the call was answered elsewhere (RFC 3326).
  case cancel(Int, answeredElsewhere: Bool)
  /// Acknowledge a phone's 2xx, with an answer where it held an offer.
  case acknowledge(Int, SessionDescription?)
  /// Ask whether the call may go on to one of these contacts for a phone; the answer is `redirectAccepted` or
  /// `redirectRefused`.
  case redirect(Int, [String])
  /// Send a phone BYE.
  case bye(Int)
  /// Drop everything the SIP layer holds for a phone.
  case release(Int)
  /// Answer the caller's INVITE.
  case respond(status: Int, SessionDescription?)
  /// A phone has the call, which goes on as this one: its own leg is the phone, its other leg the caller. The
  /// user has nothing to do with it if the phone is not his.
  case connect(Int, Call)
  /// Start a timer, replacing a running one of the same name.
  case startTimer(IncomingTimer, Duration)
  /// Stop a timer if it runs.
  case stopTimer(IncomingTimer)
  /// No phone is left that this machine has to do with.
  case finish
}
