import Foundation

extension RandomPhonesWork {
  func handle(_ message: PhoneMessage) {
    if case .response(let status) = message.kind { return responded(message, status) }
    guard let tag = message.toTag else { return outside(message) }
    guard let dialog = dialogs[Self.key(message.callID, tag)] else {
      if message.kind != .ack { send(response("481 Call/Transaction Does Not Exist", message, tag)) }
      return
    }
    if dialog.hasVanished { return }
    switch message.kind {
    case .ack: acknowledged(dialog, message)
    case .bye: ended(dialog, message)
    case .invite: reinvited(dialog, message)
    default: again(dialog, message) { response("200 OK", message, tag) }
    }
  }

  // MARK: The call begins

  private func outside(_ message: PhoneMessage) {
    switch message.kind {
    case .invite: invited(message)
    case .cancel: cancelled(message)
    case .ack: break
    default: send(response("481 Call/Transaction Does Not Exist", message, "none"))
    }
  }

  private func invited(_ message: PhoneMessage) {
    if let known = invitations[message.branch] {
      if !known.response.isEmpty, !known.hasVanished { send(known.response) }
      return
    }
    guard !ignored.contains(message.branch) else { return }
    count { $0.rung += 1 }
    if chance(habits.silent) {
      ignored.insert(message.branch)
      return
    }
    let dialog = dialog(message)
    invitations[message.branch] = dialog
    wheel.add(.forget(dialog, branch: message.branch), at: MonotonicTime.seconds + 150)
    dialog.crossesCancel = chance(habits.crossesCancel)
    var dice = Double.random(in: 0..<1, using: &random)
    for refusal in habits.refusals {
      if dice < refusal.share { return refuse(dialog, refusal.status) }
      dice -= refusal.share
    }
    if chance(habits.answersAtOnce) { return answer(dialog) }
    dialog.response = response("180 Ringing", dialog)
    send(dialog.response)
    if !chance(habits.ringsOn) { wheel.add(.answer(dialog), at: time(upTo: habits.ringing)) }
  }

  private func dialog(_ message: PhoneMessage) -> PhoneDialog {
    serial += 1
    let tag = "p\(contact)x\(serial)"
    let dialog = PhoneDialog(
      callID: message.callID, tag: tag, local: message.to + Array(";tag=\(tag)".utf8), remote: message.from,
      target: message.contact, echoed: message.echoed, hasOffer: message.hasBody, inviteCSeq: message.cseq)
    dialogs[Self.key(message.callID, tag)] = dialog
    return dialog
  }

  func answer(_ dialog: PhoneDialog) {
    dialog.state = .answered
    final(dialog, "200 OK", isSuccess: true, held: dialog.hasOffer)
    guard chance(habits.answersTwice) else { return }
    // The same INVITE reached a second device, which was no slower.
    serial += 1
    let tag = "p\(contact)x\(serial)"
    let base = dialog.local.prefix(upTo: dialog.local.count - dialog.tag.utf8.count)
    let fork = PhoneDialog(
      callID: dialog.callID, tag: tag, local: base + Array(tag.utf8), remote: dialog.remote, target: dialog.target,
      echoed: dialog.echoed, hasOffer: dialog.hasOffer, inviteCSeq: dialog.inviteCSeq)
    dialogs[Self.key(fork.callID, tag)] = fork
    wheel.add(.forget(fork, branch: ""), at: MonotonicTime.seconds + 150)
    fork.state = .answered
    final(fork, "200 OK", isSuccess: true, held: fork.hasOffer)
  }

  private func refuse(_ dialog: PhoneDialog, _ status: String) {
    over(dialog)
    final(dialog, status, isSuccess: false, held: false)
  }

  /// The final response to the INVITE, sent until it is acknowledged.
  private func final(_ dialog: PhoneDialog, _ status: String, isSuccess: Bool, held: Bool) {
    dialog.response = response(
      status, dialog, session: isSuccess ? session(dialog, held: held) : nil,
      contact: status.hasPrefix("302") ? habits.redirectsTo : nil)
    settle(dialog, dialog.inviteCSeq, dialog.response, isSuccess)
  }

  private func settle(_ dialog: PhoneDialog, _ cseq: Int, _ bytes: [UInt8], _ isSuccess: Bool) {
    let now = MonotonicTime.seconds
    dialog.unacknowledged[cseq] = .init(bytes: bytes, isSuccess: isSuccess, since: now)
    wheel.add(.repeatResponse(dialog, cseq: cseq), at: now + 0.5)
    send(bytes)
  }

  private func cancelled(_ message: PhoneMessage) {
    if ignored.contains(message.branch) { return }
    guard let dialog = invitations[message.branch] else {
      return send(response("481 Call/Transaction Does Not Exist", message, "none"))
    }
    if dialog.hasVanished { return }
    send(response("200 OK", message, dialog.tag))
    guard dialog.state == .ringing else { return }
    if dialog.crossesCancel { answer(dialog) } else { refuse(dialog, "487 Request Terminated") }
  }

  // MARK: In the call

  private func acknowledged(_ dialog: PhoneDialog, _ message: PhoneMessage) {
    guard let settled = dialog.unacknowledged.removeValue(forKey: message.cseq) else { return }
    guard settled.isSuccess, dialog.state == .answered else { return }
    dialog.state = .talking
    count { $0.answered += 1 }
    if chance(habits.vanishes) {
      dialog.hasVanished = true
      return
    }
    if chance(habits.reoffers) { wheel.add(.reoffer(dialog), at: time(upTo: 0.6)) }
    if chance(habits.hangsUp) { wheel.add(.hangUp(dialog), at: time(upTo: 0.5)) }
  }

  private func ended(_ dialog: PhoneDialog, _ message: PhoneMessage) {
    // RFC 3261, section 15: whoever is called must not send BYE before he has answered.
    if dialog.state == .calling { trouble("BYE instead of an answer in \(name(dialog))") }
    again(dialog, message) { response("200 OK", message, dialog.tag) }
    dialog.unacknowledged = [:]
    // Whatever of ours is open, the call is over for both: an INVITE gets no answer any more from a caller that is gone.
    dialog.requests = dialog.requests.filter { $0.value.kind == .bye }
    over(dialog)
  }

  private func reinvited(_ dialog: PhoneDialog, _ message: PhoneMessage) {
    if let known = dialog.responses[message.branch] { return send(known) }
    let status =
      dialog.state == .over
      ? "481 Call/Transaction Does Not Exist"
      : dialog.requests.values.contains { $0.kind == .invite }
        ? "491 Request Pending" : chance(habits.refusesReoffer) ? "488 Not Acceptable Here" : "200 OK"
    let isSuccess = status == "200 OK"
    let bytes = response(
      status, message, dialog.tag, session: isSuccess ? session(dialog, held: message.isHeld) : nil)
    dialog.responses[message.branch] = bytes
    if habits.outlivesServer, dialog.state == .over { return send(bytes) }
    settle(dialog, message.cseq, bytes, isSuccess)
  }

  /// Answers a request, and again the same when it comes again.
  private func again(_ dialog: PhoneDialog, _ message: PhoneMessage, _ make: () -> [UInt8]) {
    let bytes = dialog.responses[message.branch] ?? make()
    dialog.responses[message.branch] = bytes
    send(bytes)
  }

  // MARK: Requests of the phone

  func hangUp(_ dialog: PhoneDialog) {
    over(dialog)
    dialog.cseq += 1
    request(dialog, .bye, "BYE")
  }

  func reoffer(_ dialog: PhoneDialog) {
    guard dialog.requests.isEmpty, dialog.unacknowledged.isEmpty else { return }
    dialog.cseq += 1
    request(dialog, .invite, "INVITE", session: session(dialog, held: false))
  }

  func request(
    _ dialog: PhoneDialog, _ kind: PhoneDialog.Request.Kind, _ method: String, session: [UInt8]? = nil,
    headers: String = ""
  ) {
    serial += 1
    let branch = "z9hG4bKp\(contact)x\(serial)"
    let bytes = requestBytes(dialog, method, dialog.cseq, branch, session, headers: headers)
    let now = MonotonicTime.seconds
    dialog.requests[branch] = .init(kind: kind, cseq: dialog.cseq, bytes: bytes, since: now)
    wheel.add(.repeatRequest(dialog, branch: branch), at: now + 0.5)
    send(bytes)
  }

  private func responded(_ message: PhoneMessage, _ status: Int) {
    // Our requests have our tag in From.
    let from = String(decoding: message.from, as: UTF8.self)
    guard let tag = from.range(of: ";tag=").map({ String(from[$0.upperBound...].prefix { $0 != ";" }) }),
      let dialog = dialogs[Self.key(message.callID, tag)], !dialog.hasVanished
    else { return }
    if message.method == "CANCEL" { return cancelAnswered(dialog, message, status) }
    guard let request = dialog.requests[message.branch] else {
      if status >= 200, let ack = dialog.acknowledgements[message.cseq] { send(ack) }
      return
    }
    if status < 200 {
      dialog.requests[message.branch]?.hasProvisional = true
      return
    }
    dialog.requests[message.branch] = nil
    guard request.isInvite else { return }
    if request.kind == .call { callAnswered(dialog, message, status) }
    serial += 1
    let branch = status < 300 ? "z9hG4bKp\(contact)x\(serial)" : message.branch
    let ack = requestBytes(dialog, "ACK", request.cseq, branch, nil)
    dialog.acknowledgements[request.cseq] = ack
    send(ack)
    if request.kind == .call, status < 300, dialog.isGivenUp { hangUp(dialog) }
  }
}
