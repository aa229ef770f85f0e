import CallControl
import SIP
import Store
import UCWA

/// Calls that come in: who may call whom, and the way from the caller's INVITE to the phones.
extension Shard {
  /// An INVITE outside any dialog.
  func callIn(_ request: SIPMessageView, _ transaction: SIPServerTransaction) {
    func refuse(_ status: Int, _ phrase: String? = nil, _ headers: [SIPHeader] = []) {
      try? transaction.respond(status, phrase, headers: headers)
    }
    let policy = environment.incoming
    let role = policy.routing.local.role(request)
    guard let trunk = role == nil ? trunk(of: request) : policy.routing.local.trunk else {
      note(stranger: request)
      return refuse(403, "Unknown source")
    }
    let required = SessionTerms.unsupported(request.headers(named: "Require"), policy.settings)
    guard required.isEmpty else {
      return refuse(420, nil, [SIPHeader("Unsupported", required.joined(separator: ", "))])
    }
    guard !SessionTerms(request).isTooShort(policy.settings) else {
      return refuse(422, nil, [SessionTerms.tooShort(policy.settings)])
    }
    let hops = request.header(named: "Max-Forwards").flatMap { Int($0) } ?? 70
    guard hops > 0 else { return refuse(483) }
    let content: InviteContent
    do throws(InviteContent.Refusal) {
      content = try InviteContent(
        type: request.header(named: "Content-Type"), body: request.hasBody ? request.body : [])
    } catch {
      return refuse(error.rawValue)
    }
    let called: IncomingPolicy.Called
    do throws(StoreError) {
      guard let found = try policy.called(request.requestURI ?? "") else { return refuse(404) }
      called = found
    } catch {
      environment.log(.error, "The directory cannot be read: \(error)")
      return refuse(500)
    }
    let history = DiversionHistory(request)
    guard !history.isCircle({ policy.isUser(called.user, $0) }) else { return refuse(482) }
    let caller = policy.caller(request, role: role)
    let order = policy.ringing(for: called.user, role: role, policy.accounts.space(called.user.uri))
    if order.targets.isEmpty, order.plan.exclusion == .noPhone {
      environment.log(.warning, "\(called.user.uri) was called and has no phone that can ring")
    }
    guard !isLoop(called, caller, order) else { return refuse(482) }
    let arrival = Arrival(
      trunk: trunk, role: role, called: called, caller: caller, order: order, history: history, content: content,
      hops: hops)
    begin(arrival, request, transaction)
  }

  /// What is known of a call that is taken.
  private struct Arrival {
    var trunk: Trunk
    /// What the call is, if the server itself has sent it.
    var role: LocalCalls.Role?
    var called: IncomingPolicy.Called
    var caller: CallPublication.AnsweredParty
    var order: RingOrder
    var history: DiversionHistory
    var content: InviteContent
    var hops: Int
  }

  /// Whether this is a call of ours coming back: it was sent to a phone whose number leads here again.
  private func isLoop(
    _ called: IncomingPolicy.Called, _ caller: CallPublication.AnsweredParty, _ order: RingOrder
  ) -> Bool {
    guard let number = called.number,
      order.targets.contains(where: { $0.party == .own && $0.uri == number.telURI })
    else { return false }
    return ringing.values.contains { ringing in
      guard let plan = ringing.session?.plan else { return false }
      return ringing.target.uri == number.telURI && plan.userURI == called.user.uri
        && plan.toContactID == caller.contactID
    }
  }

  private func begin(_ arrival: Arrival, _ request: SIPMessageView, _ transaction: SIPServerTransaction) {
    let policy = environment.incoming
    let user = arrival.called.user
    let space = policy.accounts.space(user.uri)
    let invitationID = Identifier.make()
    do throws(UCWAError) {
      _ = try space.reserve(.thread(nil), invitation: invitationID, limit: policy.conversations)
    } catch {
      try? transaction.respond(486)
      return
    }
    let now = Clock.microseconds
    if let seconds = environment.admission.admit(isPart: arrival.role != nil, now: now).retryAfter {
      space.giveBack(invitation: invitationID)
      try? transaction.respond(503, headers: [SIPHeader("Retry-After", String(seconds))])
      return
    }
    environment.admission.began(afterWaiting: 0, backlog: loop.receiveBacklog, now: now)
    let plan = plan(arrival, request, invitationID)
    do throws(SIPError) {
      // At once, so that the caller does not repeat his INVITE while the record is being written.
      try transaction.respond(100)
      let dialog = try SIPDialog.accept(transaction, request, contact: contact(for: arrival.trunk))
      let session = session(plan, arrival, space)
      dialog.key = plan.key << 2 | session.slot(.other)
      transaction.key = dialog.key
      session[.other].destination = plan.other
      session[.other].dialog = dialog
      session[.other].offer = transaction
      session[.other].terms = SessionTerms(request)
      session[.other].mark = nextMark()
      session[.other].isInvited = true
      session[.other].head = request.head
      add(session)
      feed(session, incoming: .start)
    } catch {
      environment.log(.warning, "A call that came in could not be taken: \(error)")
      environment.admission.settled()
      environment.admission.ended()
      space.giveBack(invitation: invitationID)
    }
  }

  private func session(_ plan: CallPlan, _ arrival: Arrival, _ space: UserSpace) -> CallSession {
    let settings = environment.incoming.settings
    let session = CallSession(
      plan: plan, call: Call(settings: settings, sessionIDs: (plan.key, plan.key)),
      publication: CallPublication(plan, fingerprint: Fingerprint(high: 0, low: 0), continuing: nil), space: space,
      offeredTo: space.audience(""))
    session.answeredBy = arrival.caller
    let phones = arrival.order.targets.enumerated().map { RingingPhone($1, index: $0) }
    for phone in phones {
      phone.session = session
      ringing[phone.key] = phone
    }
    session.incoming = IncomingSide(
      IncomingCall(
        arrival.order.plan, offer: arrival.content.offer, settings: settings, sessionID: plan.key, jitter: plan.key),
      phones: phones, hops: arrival.hops - 1, history: arrival.history, reason: arrival.order.reason)
    return session
  }

  private func plan(_ arrival: Arrival, _ request: SIPMessageView, _ invitationID: String) -> CallPlan {
    let policy = environment.incoming
    let (user, caller) = (arrival.called.user, arrival.caller)
    let first = arrival.order.targets.first
    let importance =
      switch request.header(named: "Priority")?.lowercased() {
      case "urgent": "Urgent"
      case "emergency": "Emergency"
      default: "Normal"
      }
    let subject = request.header(named: "Subject").map(SIPText.line).flatMap { text in
      // As many as the reference allows; a longer one is no subject.
      text.isEmpty || text.count > 250 || text.utf8.count > 4096 ? nil : text
    }
    return CallPlan(
      key: CallPlan.newKey(), userURI: user.uri, userContactID: user.contactID, userName: user.name,
      workNumber: user.workNumber.flatMap { try? policy.dialPlan.normalize($0, region: user.region).number },
      applicationID: "", applicationBase: "", conversationID: Identifier.make(), invitationID: invitationID,
      operationID: nil, phoneNumber: first?.party == .own ? first?.uri ?? "" : "", to: caller.uri,
      toContactID: caller.contactID,
      toName: caller.name, displayedNumber: policy.displayed(caller),
      importance: importance, subject: subject, threadID: Identifier.make(), customContent: arrival.content.content,
      created: Clock.wallMilliseconds, own: first?.destination ?? policy.routing.local.destination(user.uri),
      other: policy.destination(of: caller, trunk: arrival.trunk), calledURI: arrival.called.uri,
      provenance: provenance(arrival, request))
  }

  /// How the call came to the user, beside from whom.
  private func provenance(_ arrival: Arrival, _ request: SIPMessageView) -> Provenance {
    let policy = environment.incoming
    var provenance = Provenance()
    let diverter = arrival.history.last.flatMap { policy.person($0.uri, name: $0.name) }
    if arrival.role == .delegate { provenance.delegator = diverter } else { provenance.forwardedBy = diverter }
    let referrer = request.header(named: "Referred-By").flatMap { field in
      Shard.uri(field).flatMap { policy.person($0, name: SIPText.displayName(field)) }
    }
    // Who calls on behalf of another says so likewise, and is the one who calls.
    if arrival.role == .behalf {
      provenance.onBehalfOf = policy.asserted(request)
    } else {
      provenance.transferredBy = referrer
    }
    return provenance
  }

  /// Declines a call that comes in with this SIP status; false if there is none that can be declined.
  ///
  /// - Parameter isHere: Whether the user declines for his own phones only.
  func decline(_ key: UInt64, status: Int, isHere: Bool = false) -> Bool {
    guard let session = session(key), session.isUnanswered, session.incoming?.call.canDecline == true else {
      return false
    }
    feed(session, incoming: isHere ? .declineHere : .decline(status: status))
    return true
  }

  /// A response of a phone that rings, or rang for nothing.
  func received(_ response: SIPMessageView, _ purpose: Purpose, from phone: RingingPhone) {
    guard let session = phone.session else { return }
    let status = response.status
    switch purpose {
    case .invite where status < 200:
      acknowledge(response, from: phone)
      feed(session, incoming: .provisional(phone.index, status: status))
    case .invite where status < 300:
      phone.handles.answer(response.cseq)
      phone.handles.invite = nil
      phone.handles.terms = SessionTerms(response)
      feed(session, incoming: .answered(phone.index, response.hasBody ? response.body : nil))
    case .invite:
      phone.handles.invite = nil
      feed(session, incoming: .refused(phone.index, Self.refusal(response)))
    case .bye where status >= 200: feed(session, incoming: .byeCompleted(phone.index))
    case .bye, .reinvite, .notify, .prack, .update: break
    }
  }

  /// A phone was not told that it may send reliable provisional responses; one that does all the same would give the call
  /// up without PRACK (RFC 3262, section 3).
  private func acknowledge(_ response: SIPMessageView, from phone: RingingPhone) {
    guard let sequence = response.reliableSequence, let tag = response.toTag else { return }
    do throws(SIPError) {
      _ = try phone.handles.dialog?.acknowledge(
        reliable: sequence, from: tag, credentials: phone.destination.trunk.credentials,
        key: phone.key << 5 | Purpose.prack.rawValue)
    } catch {
      environment.log(.warning, "A provisional response could not be acknowledged: \(error)")
    }
  }
}

extension CallEvent {
  /// Whether it ends a call in whatever state.
  var isStop: Bool { if case .stop = self { true } else { false } }
}
