import Media
import SIP

/// Calls that phones of the lab begin.
extension Exchange {
  /// A phone calls a number; what happens is told by `LabEvent` under the Call-ID.
  ///
  /// - Returns: The Call-ID; nil if the INVITE could not be made.
  func call(_ called: String, from number: String, at server: String, hangsUpAfter: Int?) -> String? {
    let callID = SIPToken.callID()
    let contact = loop.contact.replacing("workline@", with: "\(number)@")
    guard !isEnding, let session = RTPSession(host: loop.host, frequency: Tone.frequency(of: number)),
      let dialog = try? SIPDialog(
        on: loop, callID: callID, local: "\"Lab \(number.suffix(4))\" <sip:\(number)@\(Self.domain)>",
        remote: "<sip:\(called)@\(server)>", contact: contact)
    else { return nil }
    let phone = CallingPhone(
      id: nextID(), number: number, callID: callID, dialog: dialog, on: loop, hangsUpAfter: hangsUpAfter)
    var media = PhoneMedia(host: loop.host, port: session.port)
    let offer = media.offer()
    phone.media = media
    phone.session = session
    guard
      let invite = try? dialog.request(
        .invite, requestURI: "sip:\(called)@\(server);user=phone", nextHop: "sip:\(server)", body: SIPBody(sdp: offer))
    else { return nil }
    phone.invite = invite
    dialog.owner = phone
    callers[phone.id] = phone
    record.begin(
      phone.id,
      PhoneStatistics(
        number: number, dialledNumber: called, callID: callID, role: .offered,
        ownFrequency: Tone.frequency(of: number)))
    record.opened(phone.id, session)
    self.media.add(session)
    return callID
  }

  /// Cancels or ends a call that a phone of the lab has begun.
  func giveUp(_ callID: String) {
    guard let phone = callers.values.first(where: { $0.callID == callID }) else { return }
    perform(phone.call.handle(.dropped), on: phone)
  }

  /// A response to the INVITE of a phone that calls.
  func received(_ response: SIPMessageView, at phone: CallingPhone) {
    let status = response.status
    guard status >= 200 else { return perform(phone.call.handle(.provisional(status: status)), on: phone) }
    phone.invite = nil
    guard status < 300 else { return perform(phone.call.handle(.refused(status: status)), on: phone) }
    try? phone.dialog.acknowledge(inviteCSeq: response.cseq)
    var agreement: RTPSession.Agreement?
    if case .audio(let answer) = MessageDescription(response) { agreement = phone.media?.take(answer: answer) }
    if let agreement { phone.session?.agree(agreement) }
    perform(phone.call.handle(.answered(isUsable: agreement != nil)), on: phone)
  }

  func perform(_ actions: [CallingCall.Action], on phone: CallingPhone) {
    for action in actions {
      switch action {
      case .tellRinging(let status):
        record.tell(.ringing(number: phone.number, callID: phone.callID, status: status))
      case .begin:
        record.answered(phone.id)
        record.tell(.answered(number: phone.number, callID: phone.callID))
      case .startTimer(let milliseconds): phone.timer.start(after: .milliseconds(milliseconds))
      case .cancel: phone.invite?.cancel()
      case .hangUp: hangUp(phone)
      case .tellRefused(let status):
        record.tell(.refused(number: phone.number, callID: phone.callID, status: status))
      case .finish:
        callers[phone.id] = nil
        finish(phone)
      }
    }
  }
}
