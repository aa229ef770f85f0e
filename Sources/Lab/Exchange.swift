import Media
import SIP

/// The lab's side of SIP: hands what arrives to the phones and carries out what they decide.
///
/// Sendable because everything mutable is used on the loop's thread only: the delegate calls come there, and the lab
/// posts everything else to it.
final class Exchange: SIPLoopDelegate, @unchecked Sendable {
  let loop: SIPLoop
  let media: MediaThread
  let record: LabRecord
  private var phones: [UInt64: Phone] = [:]
  /// Phones that have called somebody.
  var callers: [UInt64: CallingPhone] = [:]
  private var lastID: UInt64 = 0
  // BYEs without a final response; the lab's end waits for them.
  private var endings = 0
  private var whenQuiet: (() -> Void)?
  private(set) var isEnding = false

  static let domain = "lab.contoso.test"
  private static let allow = SIPHeader("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE")

  init(_ loop: SIPLoop, _ media: MediaThread, _ record: LabRecord) {
    self.loop = loop
    self.media = media
    self.record = record
  }

  /// Ends all calls; `done` runs when the other sides have answered.
  func endAll(_ done: @escaping () -> Void) {
    isEnding = true
    for phone in Array(phones.values) { perform(phone.call.handle(.dropped), on: phone) }
    for phone in Array(callers.values) { perform(phone.call.handle(.dropped), on: phone) }
    whenQuiet = done
    endIfQuiet()
  }

  private func endIfQuiet() {
    // Those who have cancelled are there until their INVITE is answered.
    guard endings == 0, callers.isEmpty || !isEnding, let done = whenQuiet else { return }
    whenQuiet = nil
    done()
  }

  // MARK: - What arrives

  func sipLoop(
    _ loop: SIPLoop, received request: SIPMessageView, as transaction: SIPServerTransaction, in dialog: SIPDialog?
  ) {
    if let dialog { return received(request, as: transaction, at: dialog.owner as? Talker) }
    switch request.method {
    case .invite: invited(request, transaction)
    case .options: respond(transaction, 200, headers: [SIPHeader("Accept", "application/sdp")])
    default: respond(transaction, 405, headers: [Self.allow])
    }
  }

  func sipLoop(_ loop: SIPLoop, acknowledged transaction: SIPServerTransaction, by ack: SIPMessageView) {
    guard let talker = transaction.dialog?.owner as? Talker else { return }
    if talker.media?.isOfferOpen == true {
      if case .audio(let answer) = MessageDescription(ack), let agreement = talker.media?.take(answer: answer) {
        talker.session?.agree(agreement)
      }
      talker.media?.withdrawOffer()
    }
    if let phone = talker as? Phone { perform(phone.call.handle(.acknowledged), on: phone) }
  }

  func sipLoop(_ loop: SIPLoop, cancelled transaction: SIPServerTransaction, by cancel: SIPMessageView) {
    // Re-INVITEs are answered at once, so that a CANCEL can only mean the first INVITE.
    guard let phone = transaction.dialog?.owner as? Phone else { return }
    perform(phone.call.handle(.cancelled), on: phone)
  }

  func sipLoop(_ loop: SIPLoop, unacknowledged transaction: SIPServerTransaction) {
    guard let phone = transaction.dialog?.owner as? Phone else { return }
    perform(phone.call.handle(.unacknowledged), on: phone)
  }

  func sipLoop(_ loop: SIPLoop, received response: SIPMessageView, on transaction: SIPClientTransaction) {
    if transaction.method == .invite {
      if let phone = transaction.dialog.owner as? CallingPhone { received(response, at: phone) }
      return endIfQuiet()
    }
    // Beside INVITE phones send nothing but BYE, and whatever the answer, their call is over.
    guard response.status >= 200 else { return }
    endings -= 1
    endIfQuiet()
  }

  func sipLoop(_ loop: SIPLoop, fired timer: SIPTimer) {
    if let phone = phones[timer.key] { perform(phone.call.handle(.elapsed), on: phone) }
    if let phone = callers[timer.key] { perform(phone.call.handle(.elapsed), on: phone) }
  }

  // MARK: - Calls

  private func invited(_ request: SIPMessageView, _ transaction: SIPServerTransaction) {
    if isEnding { return respond(transaction, 503) }
    guard let number = request.requestURI.flatMap(PhoneDirectory.number(inURI:)),
      let behaviour = PhoneDirectory.behaviour(of: number)
    else { return respond(transaction, 404) }
    let description = MessageDescription(request)
    if case .unusable = description { return respond(transaction, 488) }
    let answering = behaviour.answeredBy ?? behaviour.number
    let contact = loop.contact.replacing("workline@", with: "\(answering)@")
    guard let dialog = try? SIPDialog.accept(transaction, request, contact: contact) else {
      return respond(transaction, 400)
    }
    var offer: AudioDescription?
    if case .audio(let audio) = description { offer = audio }
    let phone = Phone(
      id: nextID(), behaviour: behaviour, callID: request.callID, invite: transaction, dialog: dialog, offer: offer)
    dialog.owner = phone
    phones[phone.id] = phone
    record.begin(
      phone.id,
      PhoneStatistics(
        number: phone.number, dialledNumber: behaviour.number, callID: phone.callID,
        role: offer == nil ? .offerless : .offered, ownFrequency: Tone.frequency(of: phone.number)))
    perform(phone.call.handle(.invited(hasOffer: offer != nil)), on: phone)
  }

  func nextID() -> UInt64 {
    lastID += 1
    return lastID
  }

  private func received(_ request: SIPMessageView, as transaction: SIPServerTransaction, at talker: Talker?) {
    switch request.method {
    case .bye:
      respond(transaction, 200)
      if let phone = talker as? Phone { perform(phone.call.handle(.hungUp), on: phone) }
      if let phone = talker as? CallingPhone { perform(phone.call.handle(.hungUp), on: phone) }
    case .invite, .update:
      guard let talker else { return respond(transaction, 481) }
      reoffered(request, transaction, talker)
    case .options: respond(transaction, 200, headers: [SIPHeader("Accept", "application/sdp")])
    default: respond(transaction, 405, headers: [Self.allow])
    }
  }

  private func reoffered(_ request: SIPMessageView, _ transaction: SIPServerTransaction, _ phone: Talker) {
    let description = MessageDescription(request)
    if case .none = description, request.method == .update { return respond(transaction, 200) }
    // RFC 3261, section 14.2: the first INVITE is still open.
    guard phone.isUp else {
      return respond(transaction, 500, headers: [SIPHeader("Retry-After", "1")])
    }
    guard phone.media?.isOfferOpen == false else { return respond(transaction, 491) }
    switch description {
    case .none:
      let offer = phone.media?.offer()
      respond(transaction, 200, body: offer.map(SIPBody.init(sdp:)))
    case .audio(let offer):
      guard let answer = phone.media?.answer(offer) else { return respond(transaction, 488) }
      phone.session?.agree(answer.agreement)
      respond(transaction, 200, body: SIPBody(sdp: answer.body))
    case .unusable: respond(transaction, 488)
    }
  }

  // MARK: - What phones decide

  private func perform(_ actions: [PhoneCall.Action], on phone: Phone) {
    for action in actions {
      switch action {
      case .progress(let status, let earlyMedia):
        if earlyMedia, !describe(phone) { return }
        respond(phone.invite, status, body: earlyMedia ? phone.description.map(SIPBody.init(sdp:)) : nil)
        record.tell(.ringing(number: phone.number, callID: phone.callID, status: status))
      case .answer:
        guard describe(phone) else { return }
        respond(
          phone.invite, 200, headers: [identity(of: phone.number)], body: phone.description.map(SIPBody.init(sdp:)))
        record.answered(phone.id)
        record.tell(.answered(number: phone.number, callID: phone.callID))
      case .refuse(let status):
        respond(phone.invite, status)
        record.tell(.refused(number: phone.number, callID: phone.callID, status: status))
      case .startTimer(let milliseconds): phone.timer.start(after: .milliseconds(milliseconds))
      case .hangUp: hangUp(phone)
      case .finish:
        phones[phone.id] = nil
        finish(phone)
      }
    }
  }

  /// Opens the phone's socket and writes its first description; false if the call failed for want of one.
  private func describe(_ phone: Phone) -> Bool {
    if phone.description != nil { return true }
    guard let session = RTPSession(host: loop.host, frequency: Tone.frequency(of: phone.number)) else {
      perform(phone.call.handle(.failed), on: phone)
      return false
    }
    var media = PhoneMedia(host: loop.host, port: session.port)
    if let offer = phone.offer {
      let answer = media.answer(offer)
      if let answer { session.agree(answer.agreement) }
      phone.description = answer?.body
    } else {
      phone.description = media.offer()
    }
    phone.media = media
    phone.session = session
    record.opened(phone.id, session)
    self.media.add(session)
    return true
  }

  func hangUp(_ phone: Talker) {
    if (try? phone.dialog.request(.bye)) != nil { endings += 1 }
  }

  func finish(_ phone: Talker) {
    phone.timer.cancel()
    if let session = phone.session { media.remove(session) }
    // The dialog holds the phone and the phone the dialog; a BYE under way keeps the dialog without this.
    phone.dialog.owner = nil
    if let statistics = record.end(phone.id) { record.tell(.ended(statistics)) }
  }

  private func identity(of number: String) -> SIPHeader {
    SIPHeader("P-Asserted-Identity", "\"Lab \(number.suffix(4))\" <sip:\(number)@\(Self.domain)>")
  }

  private func respond(
    _ transaction: SIPServerTransaction, _ status: Int, headers: [SIPHeader] = [], body: SIPBody? = nil
  ) {
    // A transaction that a CANCEL or the loop's end has overtaken is answered already.
    try? transaction.respond(status, headers: headers, body: body)
  }
}
