import CallControl
import SIP
import Store
import UCWA

/// Carries out what the machine of a call that comes in decides.
extension Shard {
  /// Gives an event to the machine of a call that comes in and carries out what it answers.
  func feed(_ session: CallSession, incoming event: IncomingEvent) {
    guard let side = session.incoming else { return }
    guard session.held == nil else {
      session.waiting.append(.incoming(event))
      return
    }
    perform(side.call.handle(event)[...], incoming: session)
  }

  /// Carries out what a machine has answered.
  ///
  /// - Parameter isReleased: Whether the first action has waited for the journal.
  func perform(_ actions: ArraySlice<IncomingAction>, incoming session: CallSession, isReleased: Bool = false) {
    guard let side = session.incoming else { return }
    var failures: [CallSession.Waiting] = []
    session.depth += 1
    for index in actions.indices {
      let action = actions[index]
      if !(isReleased && index == actions.startIndex), mustWait(action, session, side) {
        session.waiting.insert(contentsOf: failures, at: 0)
        session.depth -= 1
        return hold(.incoming(Array(actions[index...])), session, isConcluding: true)
      }
      FaultPoint.pass("incoming", action)
      switch action {
      case .record(first: true): recordIncoming(session)
      case .record(first: false): session.needsRecord = true
      case .notify(let notice): notify(session, notice)
      case .connect(let index, let call): connect(session, side.phones[index], call)
      case .redirect(let index, let contacts):
        failures.append(.incoming(redirect(session, side.phones[index], contacts)))
      case .startTimer(let timer, let delay): start(timer, delay, session, side)
      case .stopTimer(let timer): side.timers[timer] = nil
      case .release(let index):
        side.phones[index].handles.release()
        ringing[side.phones[index].key] = nil
      case .finish: finishIncoming(session, side)
      case let action: if let failure = send(action, session, side) { failures.append(failure) }
      }
    }
    session.depth -= 1
    FaultPoint.pass("incoming", "settling")
    if session.depth == 0 { settle(session, isConcluding: true) }
    FaultPoint.pass("incoming", "settled")
    for failure in failures {
      switch failure {
      case .incoming(let event): feed(session, incoming: event)
      case .call(let event): feed(session, event)
      case .work: break
      }
    }
  }

  /// Whether an action must wait until the journal has what the next process would need to know of it.
  private func mustWait(_ action: IncomingAction, _ session: CallSession, _ side: IncomingSide) -> Bool {
    switch action {
    case .invite(let index, _):
      let phone = side.phones[index]
      // What cannot be prepared cannot be sent, and fails then.
      guard (try? prepare(phone, session)) != nil else { return false }
      return !session.kept.has(phone.handles.mark)
    case .acknowledge(let index, _):
      let handles = side.phones[index].handles
      return handles.dialog != nil && !session.kept.has(handles.mark)
    case .respond(200..<300, _):
      prepareAnswer(in: [action], session)
      return !session.kept.has(session[.other].mark)
    default: return false
    }
  }

  /// Has the caller recorded as one who has been answered, if he is about to be.
  func prepareAnswer(in actions: [IncomingAction], _ session: CallSession) {
    for action in actions { if case .respond(200..<300, _) = action { session[.other].mark |= 1 } }
  }

  private func recordIncoming(_ session: CallSession) {
    // One wait less before the first phones ring.
    if let side = session.incoming {
      for phone in side.phones where side.call.plan.phones[phone.index].stage == .first {
        try? prepare(phone, session)
      }
    }
    let key = session.plan.key
    let number = session.kept.written + 1
    recordFirst(session) { [self] result in post { $0.recordedIncoming(key, number, result) } }
  }

  private func recordedIncoming(_ key: UInt64, _ number: UInt64, _ result: Result<Void, StoreError>) {
    guard let session = session(key) else { return }
    session.kept.committed = max(session.kept.committed, number)
    switch result {
    case .success: feed(session, incoming: .recorded)
    case .failure(let error):
      session.kept.forget(to: CallSession.Kept())
      environment.log(
        error.isOutage ? .debug : .error, "A call that came in was refused: its record could not be written: \(error)")
      environment.admission.settled()
      session.space.giveBack(invitation: session.plan.invitationID)
      feed(session, incoming: .recordFailed)
    }
  }

  /// The phone has the call: what there is of it becomes the call's own leg.
  private func connect(_ session: CallSession, _ phone: RingingPhone, _ call: Call) {
    ringing[phone.key] = nil
    session.call = call
    session[.own] = phone.handles
    session[.own].move(to: session.plan.key, slot: session.slot(.own))
    phone.handles = CallSession.LegHandles()
    feed(session, .sessionsBegun(own: session[.own].terms, caller: session[.other].terms))
    if let contact = phone.target.contact {
      // The call is others' now, and the journal gets its end from here.
      session.isConcluded = true
      if phone.target.party != .voicemail { session.publication.taken(by: contact) }
    } else {
      session.publication.answered(onPhone: phone.target.uri)
    }
  }

  /// Where a phone sends the call on to: as far as the user may call there, and not where it has been.
  private func redirect(_ session: CallSession, _ phone: RingingPhone, _ contacts: [String]) -> IncomingEvent {
    for contact in contacts {
      guard let destination = environment.redirect(contact, session.plan), !phone.tried.contains(destination.uri)
      else { continue }
      phone.tried.append(destination.uri)
      phone.destination = destination
      return .redirectAccepted(phone.index)
    }
    return .redirectRefused(phone.index)
  }

  private func finishIncoming(_ session: CallSession, _ side: IncomingSide) {
    for phone in side.phones {
      phone.handles.release()
      ringing[phone.key] = nil
    }
    for timer in side.timers.values { timer.cancel() }
    session.incoming = nil
    if session.call.phase == .idle || session.call.phase == .finished { finish(session) }
  }

  private func start(_ timer: IncomingTimer, _ delay: Duration, _ session: CallSession, _ side: IncomingSide) {
    let running = side.timers[timer] ?? SIPTimer(on: loop, key: session.plan.key << 5 | UInt64(timer.rawValue))
    side.timers[timer] = running
    running.start(after: delay)
  }

  // MARK: Messages

  private func send(_ action: IncomingAction, _ session: CallSession, _ side: IncomingSide) -> CallSession.Waiting? {
    do throws(SIPError) {
      try sendSIP(action, session, side)
      return nil
    } catch {
      environment.log(.warning, "Call \(session.plan.invitationID): a SIP message could not be sent: \(error)")
      switch action {
      case .invite(let phone, _): return .incoming(.refused(phone, Refusal(status: 503, origin: .transport)))
      case .bye(let phone): return .incoming(.byeCompleted(phone))
      // The phone has the call and the caller cannot be told: the call ends as one whose 2xx was never acknowledged.
      case .respond(let status, _) where (200..<300).contains(status): return .call(.unacknowledged(.other))
      default: return nil
      }
    }
  }

  private func sendSIP(_ action: IncomingAction, _ session: CallSession, _ side: IncomingSide) throws(SIPError) {
    switch action {
    case .invite(let index, let offer): try invite(side.phones[index], offer, session, side)
    case .cancel(let index, let isElsewhere):
      let reason = SIPHeader("Reason", "SIP;cause=200;text=\"Call completed elsewhere\"")
      side.phones[index].handles.invite?.cancel(headers: isElsewhere ? [reason] : [])
    case .acknowledge(let index, let answer):
      let handles = side.phones[index].handles
      try handles.dialog?.acknowledge(inviteCSeq: handles.answeredCSeq, body: answer.map(Self.body))
    case .bye(let index):
      let phone = side.phones[index]
      guard let dialog = phone.handles.dialog else { throw .ended }
      phone.handles.bye = try dialog.request(
        .bye, credentials: phone.destination.trunk.credentials, key: Self.key(phone, .bye))
    case .respond(let status, let description):
      guard let transaction = session[.other].offer else { throw .ended }
      if status >= 300 { session[.other].offer = nil }
      var headers = responseHeaders(.other, status, session)
      if status == 200 { headers += identity(session, side) }
      try transaction.respond(status, headers: headers, body: description.map(Self.body))
    default: break
    }
  }

  /// Who has answered, for a caller who is a user of this server (RFC 3325). Trunks know whom they have called.
  private func identity(_ session: CallSession, _ side: IncomingSide) -> [SIPHeader] {
    guard session[.other].destination?.trunk.isLocal == true else { return [] }
    let party = session.publication.takenBy ?? session.plan.caller.party
    let name = party.name.map { SIPText.quoted($0) + " " } ?? ""
    return [SIPHeader("P-Asserted-Identity", "\(name)<\(party.uri)>")]
  }

  private static func key(_ phone: RingingPhone, _ purpose: Purpose) -> UInt64 { phone.key << 5 | purpose.rawValue }

  /// The phone shows who calls.
  private static func callerName(_ plan: CallPlan) -> String {
    plan.toName.map { SIPText.quoted($0) + " " } ?? ""
  }

  /// Makes the dialog of a phone, and draws what its next INVITE is recognised by: both are recorded before it leaves.
  private func prepare(_ phone: RingingPhone, _ session: CallSession) throws(SIPError) {
    let (plan, destination) = (session.plan, phone.destination)
    // A dialog that is there is of the same INVITE, which was refused with 422; where a phone sends the call on it is
    // another.
    let isSame = phone.handles.dialog != nil && phone.handles.destination?.uri == destination.uri
    if isSame, !phone.handles.isInvited { return }
    if !isSame {
      let domain = destination.trunk.fromDomain ?? plan.userDomain ?? environment.host
      let dialog = try SIPDialog(
        on: loop, callID: "a-" + SIPToken.callID(),
        local: "\(Self.callerName(plan))<sip:\(plan.displayedNumber)@\(domain)>", remote: "<\(destination.uri)>",
        contact: contact(for: destination.trunk), localCSeq: 1)
      dialog.key = phone.key << 2
      phone.handles.destination = destination
      phone.handles.dialog = dialog
    }
    phone.handles.prepareInvite(mark: nextMark())
  }

  private func invite(
    _ phone: RingingPhone, _ offer: SessionDescription?, _ session: CallSession, _ side: IncomingSide
  ) throws(SIPError) {
    let plan = session.plan
    let destination = phone.destination
    var headers = Self.common + SessionTerms.request(side.call.sessionTerms(requesting: phone.index))
    headers.append(SIPHeader("Max-Forwards", String(side.hops)))
    if let subject = plan.subject { headers.append(SIPHeader("Subject", SIPText.line(subject))) }
    switch plan.importance {
    case "Urgent": headers.append(SIPHeader("Priority", "urgent"))
    case "Emergency": headers.append(SIPHeader("Priority", "emergency"))
    default: break
    }
    if phone.target.contact != nil || phone.tried.count > 1 {
      let isLast = side.call.plan.phones[phone.index].stage == .last
      headers += side.history.headers(
        DiversionHistory.Diverter(uri: plan.userURI, name: plan.userName), to: destination.uri,
        reason: isLast && side.reason == .noAnswer && side.call.isBusy ? .userBusy : side.reason)
    }
    if destination.trunk.isLocal {
      headers.append(environment.routing.local.mark(phone.target.role ?? .forward))
      let caller = session.answeredBy ?? plan.invited
      if !caller.isAnonymous {
        headers.append(SIPHeader("P-Asserted-Identity", "\(Self.callerName(plan))<\(caller.uri)>"))
      }
    }
    try prepare(phone, session)
    guard let dialog = phone.handles.dialog else { throw .ended }
    phone.handles.isInvited = true
    phone.handles.invite = try dialog.request(
      .invite, requestURI: destination.uri, nextHop: destination.trunk.nextHop, headers: headers,
      body: offer.map(Self.body), branch: phone.handles.branch, credentials: destination.trunk.credentials,
      key: Self.key(phone, .invite))
  }
}
