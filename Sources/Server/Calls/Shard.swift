import CallControl
import HTTP
import Media
import SIP
import Store
import UCWA

/// The calls of one SIP loop. An actor whose executor is the loop's thread: SIP callbacks enter it directly, everybody
/// else by `post`.
///
/// It carries out what a call's state machine decides, after the machine has returned, and in order. Actions behind a
/// durable-first record wait until the journal has committed it; events that come meanwhile wait behind them.
actor Shard {
  /// What a shard needs from the rest of the server.
  struct Environment: Sendable {
    var journal: any Journal
    var routing: Routing
    var admission: Admission
    var tones: ToneSource
    var history: ConversationHistory
    /// Domain or address of this server in identities, where neither trunk nor user has one.
    var host: String
    /// Where a 302's contact leads; nil if the call may not go there.
    var redirect: @Sendable (_ contact: String, _ plan: CallPlan) -> CallPlan.Destination?
    /// Where a REFER leads, likewise.
    var transferTarget: @Sendable (_ uri: String, _ plan: CallPlan) -> RedirectPolicy.Target?
    /// Whose calls are taken, and for whom.
    var incoming: IncomingPolicy
    /// What strangers hear.
    var strangers: StrangerPolicy
    /// Lines for the operator.
    var log: Log
  }

  nonisolated let loop: SIPLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  let environment: Environment
  private var sessions: [UInt64: CallSession] = [:]
  /// The phones of calls that come in, by keys of their own, until one has the call or they are gone.
  var ringing: [UInt64: RingingPhone] = [:]
  /// Telephones that an earlier process has called and that are to go, by keys of their own.
  var abandoned: [UInt64: AbandonedLeg] = [:]
  private var lastMark: UInt64 = 0
  /// Requests of strangers since the last line about them.
  var strangers = Strangers()
  var strangerPolicy: StrangerPolicy
  var admitted: Admitted?
  private var whenIdle: [@Sendable () -> Void] = []
  /// Reused from event to event; a call's actions are few.
  private var scratch: [CallAction] = []

  init(loop: SIPLoop, environment: Environment) {
    self.loop = loop
    self.environment = environment
    strangerPolicy = environment.strangers
  }

  /// Runs work on the shard's thread, from any thread.
  nonisolated func post(_ work: @escaping @Sendable (isolated Shard) -> Void) {
    loop.post { [self] in assumeIsolated { work($0) } }
  }

  /// A name for an INVITE that makes a dialog: an even number, of this process only.
  func nextMark() -> UInt64 {
    lastMark += 2
    return lastMark
  }

  /// Calls in set-up, standing, or going away.
  var count: Int { sessions.count }

  // MARK: Commands

  /// Begins a call that has passed every check.
  func begin(
    _ plan: CallPlan, settings: CallSettings, fingerprint: Fingerprint, continuing earlier: ConversationEntry?,
    space: UserSpace, starter: HTTPResponder, format: PayloadFormat, language: Language, requested: Int64
  ) {
    let now = Clock.microseconds
    environment.admission.began(afterWaiting: now - requested, backlog: loop.receiveBacklog, now: now)
    var settings = settings
    let tones = openTones(plan, &settings)
    let session = CallSession(
      plan: plan, call: Call(settings: settings, sessionIDs: (plan.key, plan.key ^ 1), jitter: plan.key),
      publication: CallPublication(plan, fingerprint: fingerprint, continuing: earlier),
      space: space, starter: starter, format: format, language: language)
    session.tones = tones
    sessions[plan.key] = session
    feed(session, .start)
  }

  /// Feeds an operation to a call; false if there is no such call or it does not take it now.
  func operate(_ key: UInt64, _ event: CallEvent) -> Bool {
    // A call that its user has left is others' business, also for an operation that was on its way.
    guard let session = sessions[key], !session.call.isDetached else { return false }
    if session.isUnanswered { return event.isStop && decline(key, status: 603) }
    switch event {
    case .cancel where !session.call.canCancel: return false
    case .hold where !session.call.canHold: return false
    case .resume where !session.call.canResume: return false
    case .stop where !session.call.canCancel && !session.call.isConnected: return false
    case .cancelTakeover where !session.call.canCancelTakeover: return false
    default: break
    }
    feed(session, event)
    return true
  }

  /// Rings another phone of the user, which is to take the place of the one that a call is on.
  func takeOver(
    _ key: UInt64, _ takeover: Takeover, _ newLeg: NewLeg, from other: String, starter: HTTPResponder,
    format: PayloadFormat,
    language: Language, otherwise refuse: (UCWAError) -> Void
  ) {
    guard let session = sessions[key], session.call.canMove, session.held == nil else {
      return refuse(.conflict(Message(.nothingToReplace)))
    }
    guard session[.own].destination?.uri != newLeg.destination.uri else {
      return refuse(.conflict(Message(.onThatPhoneAlready)))
    }
    // By where it goes, because one telephone can be named as number and as user.
    let isOther = other == session[.other].destination?.uri || newLeg.party.contactID == session.answeredBy?.contactID
    guard isOther else {
      return refuse(.parameterValidationFailure([BadParameter(name: "to", reason: Message(.notThatParty))]))
    }
    session.starter = starter
    session.format = format
    session.language = language
    session.newLeg = newLeg
    session.publication.begin(takeover)
    feed(session, .takeOver)
  }

  /// Calls somebody who is to take the user's place in a call; false if that is not possible now.
  func transfer(_ key: UInt64, to newLeg: NewLeg) -> Bool {
    guard let session = sessions[key], session.call.canMove, session.held == nil else { return false }
    session.newLeg = newLeg
    feed(session, .transfer(by: nil))
    return true
  }

  /// Ends every call; `then` is called when none is left.
  func shutdown(then: @escaping @Sendable () -> Void) {
    whenIdle.append(then)
    for session in Array(sessions.values) {
      if session.isUnanswered { feed(session, incoming: .shutdown) } else { feed(session, .shutdown) }
    }
    signalIfIdle()
  }

  private func signalIfIdle() {
    guard sessions.isEmpty, !whenIdle.isEmpty else { return }
    let waiting = whenIdle
    whenIdle = []
    for then in waiting { then() }
  }

  func session(_ key: UInt64) -> CallSession? { sessions[key] }

  /// Every call, in no order.
  var calls: some Collection<CallSession> { sessions.values }

  /// Keeps a call until it is finished.
  func add(_ session: CallSession) { sessions[session.plan.key] = session }

  /// The call of the same user whose own phone knows its dialog by this.
  func session(replacedBy replaces: ReferTarget.Replaces, userURI: String) -> CallSession? {
    sessions.values.first { session in
      guard session.plan.userURI == userURI, let dialog = session[.own].dialog else { return false }
      return dialog.callID == replaces.callID && dialog.localTag == replaces.toTag
        && dialog.remoteTag == replaces.fromTag
    }
  }

  // MARK: Events and actions

  /// Gives an event to a call's machine and carries out what it answers.
  func feed(_ session: CallSession, _ event: CallEvent) {
    if session.held != nil {
      session.waiting.append(.call(event))
      return
    }
    var actions = scratch
    scratch = []
    actions.removeAll(keepingCapacity: true)
    session.call.handle(event, into: &actions)
    perform(actions[...], for: session)
    scratch = actions
  }

  /// Carries out what a machine has answered.
  ///
  /// - Parameter isReleased: Whether the first action has waited for the journal.
  func perform(_ actions: ArraySlice<CallAction>, for session: CallSession, isReleased: Bool = false) {
    var failures: [CallEvent] = []
    session.depth += 1
    for index in actions.indices {
      let action = actions[index]
      if case .record(first: true) = action {
        session.depth -= 1
        return holdFirst(Array(actions[(index + 1)...]), session)
      }
      if !(isReleased && index == actions.startIndex), mustWait(action, session) {
        session.waiting.insert(contentsOf: failures.map { .call($0) }, at: 0)
        session.depth -= 1
        return hold(.call(Array(actions[index...])), session)
      }
      FaultPoint.pass("call", action)
      switch action {
      case .record: session.needsRecord = true
      case .accept:
        // Events are queued before the 201 leaves.
        settle(session)
        accept(session)
      case .refuse(let outcome): refuse(session, outcome)
      case .notify(let notice): notify(session, notice)
      case .redirect(let contacts): failures.append(redirect(session, contacts))
      case .rememberOfferRequired: environment.routing.rememberOfferRequired(session.otherDestination.trunk)
      case .openMedia(let description): openMedia(description, session)
      case .play(let tone): play(tone, session)
      case .closeMedia: closeTones(session)
      case .startTimer(let timer, let delay): start(timer, delay, session)
      case .stopTimer(let timer):
        if let leg = timer.sessionLeg {
          session[leg].sessionTimer = nil
        } else {
          session.timers[Int(timer.rawValue)] = nil
        }
      case .release(let leg): session[leg].release()
      case .exchange(let one, let two): session.exchange(one, two)
      case .settleLoan(let leg): settleLoan(session, returning: leg)
      case .finish: finish(session)
      case let action: if let failure = send(action, session) { failures.append(failure) }
      }
    }
    session.depth -= 1
    // A step within another is part of it.
    FaultPoint.pass("call", "settling")
    if session.depth == 0 { settle(session) }
    FaultPoint.pass("call", "settled")
    for failure in failures { feed(session, failure) }
  }

  func notify(_ session: CallSession, _ notice: CallNotice) {
    let wasOver = session.publication.isOver
    let events = session.publication.publish(notice, answeredBy: session.answeredBy, in: session.space)
    session.untold.append(events)
    switch notice {
    case .started, .ownPhoneAnswered, .connected, .replacing, .replaced, .replacementFailed, .failed, .disconnected:
      session.needsRecord = true
    case .progressed, .redirected, .changing, .held, .resumed, .changeFailed: break
    }
    if session.publication.isOver, !wasOver {
      environment.history.callEnded(
        session.plan, placedBy: session.application, isMissed: session.publication.isMissed)
    }
    switch notice {
    case .connected, .failed: environment.admission.settled()
    case .started, .ownPhoneAnswered, .progressed, .redirected, .changing, .held, .resumed, .changeFailed, .replacing,
      .replaced, .replacementFailed, .disconnected:
      break
    }
    switch notice {
    case .replaced, .replacementFailed: session.referral = nil
    default: break
    }
    if case .failed(let outcome) = notice {
      environment.log(.info, "Call \(session.plan.invitationID) was not connected: \(Message(outcome: outcome.text))")
    }
  }

  private func accept(_ session: CallSession) {
    session.starter?.respond(.created(session.publication.latestLocation))
    session.starter = nil
  }

  private func refuse(_ session: CallSession, _ outcome: Outcome) {
    // Last: whoever asks again at once under the same operation must find nothing of it.
    defer {
      session.starter?.respond(.error(.callbackChannelError, session.format, session.language))
      session.starter = nil
    }
    if let takeover = session.publication.abandonTakeover() {
      for application in session.audience {
        application.forget(takeover.operationID, invitation: takeover.invitationID)
      }
      return
    }
    environment.admission.settled()
    session.space.giveBack(invitation: session.plan.invitationID)
    for application in session.audience {
      application.forget(session.plan.operationID, invitation: session.plan.invitationID)
    }
  }

  private func redirect(_ session: CallSession, _ contacts: [String]) -> CallEvent {
    var isCircle = false
    for contact in contacts {
      guard let destination = environment.redirect(contact, session.plan) else { continue }
      // By where the call would go, because one number can be spelled as many contacts.
      let tried = [session.plan.own.uri, session.plan.other.uri] + session.redirected
      guard !tried.contains(destination.uri) else {
        isCircle = true
        continue
      }
      session.redirected.append(destination.uri)
      session.otherDestination = destination
      return .redirectAccepted
    }
    if isCircle {
      return .redirectRefused(
        Outcome(.failed, .remoteFailure, .unreachable, .forwardedInCircle))
    }
    return .redirectRefused(
      Outcome(
        .failed, .remoteFailure, .destinationNotFound,
        .forwardedToForbidden))
  }

  func finish(_ session: CallSession) {
    // Phones that rang for nothing are still going away; the call goes when the last has gone.
    if session.incoming?.call.phase == .over { return }
    for leg in LegID.allCases { session[leg].release() }
    closeTones(session)
    for timer in session.timers { timer?.cancel() }
    session.timers = Array(repeating: nil, count: session.timers.count)
    guard sessions.removeValue(forKey: session.plan.key) != nil else { return }
    environment.admission.ended()
    signalIfIdle()
  }

  private func start(_ timer: CallTimer, _ delay: Duration, _ session: CallSession) {
    if let leg = timer.sessionLeg { return startSessionTimer(leg, delay, session) }
    let index = Int(timer.rawValue)
    let running = session.timers[index] ?? SIPTimer(on: loop, key: session.plan.key << 5 | UInt64(timer.rawValue))
    session.timers[index] = running
    running.start(after: delay)
  }

  private func send(_ action: CallAction, _ session: CallSession) -> CallEvent? {
    do throws(SIPError) {
      try sendSIP(action, session, host: environment.host)
      guard case .respond(let leg, 200, _) = action, session[leg].offer?.method == .update else { return nil }
      session[leg].offer = nil
      return .acknowledged(leg, nil)
    } catch {
      environment.log(.warning, "Call \(session.plan.invitationID): a SIP message could not be sent: \(error)")
      let refusal = Refusal(status: 503, origin: .transport)
      switch action {
      case .invite(let leg, _): return .refused(leg, refusal)
      case .reinvite(let leg, _): return .reinviteRefused(leg, refusal)
      case .update(let leg): return .updateRefused(leg, refusal)
      case .bye(let leg): return .byeCompleted(leg)
      case .prack(let leg, let response, _): return .prackFailed(leg, fork: response.fork)
      case .respond(let leg, let status, _) where status < 300: return .unacknowledged(leg)
      default: return nil
      }
    }
  }
}
