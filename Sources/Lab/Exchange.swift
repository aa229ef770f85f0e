import Media
import SIP

/// The lab's side of SIP: hands what arrives to the phones and carries out what they decide.
///
/// Sendable because everything mutable is used on the loop's thread only: the delegate calls come there, and the lab
/// posts everything else to it.
final class Exchange: SIPLoopDelegate, @unchecked Sendable {
  private let loop: SIPLoop
  private let media: MediaThread
  private let record: LabRecord
  private var phones: [UInt64: Phone] = [:]
  private var lastID: UInt64 = 0
  // BYEs without a final response; the lab's end waits for them.
  private var endings = 0
  private var whenQuiet: (() -> Void)?
  private var isEnding = false

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
    if endings == 0 { return done() }
    whenQuiet = done
  }

  // MARK: - What arrives

  func sipLoop(
    _ loop: SIPLoop, received request: SIPMessageView, as transaction: SIPServerTransaction, in dialog: SIPDialog?
  ) {
    if let dialog { return received(request, as: transaction, at: dialog.owner as? Phone) }
    switch request.method {
    case .invite: invited(request, transaction)
    case .options: respond(transaction, 200, headers: [SIPHeader("Accept", "application/sdp")])
    default: respond(transaction, 405, headers: [Self.allow])
    }
  }

  func sipLoop(_ loop: SIPLoop, acknowledged transaction: SIPServerTransaction, by ack: SIPMessageView) {
    guard let phone = transaction.dialog?.owner as? Phone else { return }
    if phone.media?.isOfferOpen == true {
      if case .audio(let answer) = MessageDescription(ack), let agreement = phone.media?.take(answer: answer) {
        phone.session?.agree(agreement)
      }
      phone.media?.withdrawOffer()
    }
    perform(phone.call.handle(.acknowledged), on: phone)
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
    // Phones send nothing but BYE, and whatever the answer, their call is over.
    guard response.status >= 200 else { return }
    endings -= 1
    guard endings == 0 else { return }
    whenQuiet?()
    whenQuiet = nil
  }

  func sipLoop(_ loop: SIPLoop, fired timer: SIPTimer) {
    guard let phone = phones[timer.key] else { return }
    perform(phone.call.handle(.elapsed), on: phone)
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
    lastID += 1
    var offer: AudioDescription?
    if case .audio(let audio) = description { offer = audio }
    let phone = Phone(
      id: lastID, behaviour: behaviour, callID: request.callID, invite: transaction, dialog: dialog, offer: offer)
    dialog.owner = phone
    phones[phone.id] = phone
    record.begin(
      phone.id,
      PhoneStatistics(
        number: phone.number, dialledNumber: behaviour.number, callID: phone.callID,
        role: offer == nil ? .offerless : .offered, ownFrequency: Tone.frequency(of: phone.number)))
    perform(phone.call.handle(.invited(hasOffer: offer != nil)), on: phone)
  }

  private func received(_ request: SIPMessageView, as transaction: SIPServerTransaction, at phone: Phone?) {
    switch request.method {
    case .bye:
      respond(transaction, 200)
      if let phone { perform(phone.call.handle(.hungUp), on: phone) }
    case .invite, .update:
      guard let phone else { return respond(transaction, 481) }
      reoffered(request, transaction, phone)
    case .options: respond(transaction, 200, headers: [SIPHeader("Accept", "application/sdp")])
    default: respond(transaction, 405, headers: [Self.allow])
    }
  }

  private func reoffered(_ request: SIPMessageView, _ transaction: SIPServerTransaction, _ phone: Phone) {
    let description = MessageDescription(request)
    if case .none = description, request.method == .update { return respond(transaction, 200) }
    // RFC 3261, section 14.2: the first INVITE is still open.
    guard phone.call.state == .up || phone.call.state == .answered else {
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
      case .hangUp:
        if (try? phone.dialog.request(.bye)) != nil { endings += 1 }
      case .finish: finish(phone)
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

  private func finish(_ phone: Phone) {
    phone.timer.cancel()
    if let session = phone.session { media.remove(session) }
    phones[phone.id] = nil
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
