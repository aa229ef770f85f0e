import CallControl
import SIP

/// Takes the SIP loop's callbacks into the shard. A class of its own because the loop calls it without isolation, on the
/// shard's thread.
final class ShardDelegate: SIPLoopDelegate, Sendable {
  private let shard: Shard

  init(_ shard: Shard) { self.shard = shard }

  func sipLoop(_ loop: SIPLoop, received response: SIPMessageView, on transaction: SIPClientTransaction) {
    shard.assumeIsolated { $0.received(response, on: transaction) }
  }

  func sipLoop(_ loop: SIPLoop, stranger request: SIPMessageView) -> SIPStrangerVerdict {
    shard.assumeIsolated { $0.decide(stranger: request) }
  }

  func sipLoop(
    _ loop: SIPLoop, received request: SIPMessageView, as transaction: SIPServerTransaction, in dialog: SIPDialog?
  ) {
    shard.assumeIsolated { $0.received(request, as: transaction, in: dialog) }
  }

  func sipLoop(_ loop: SIPLoop, acknowledged transaction: SIPServerTransaction, by ack: SIPMessageView) {
    shard.assumeIsolated { $0.settled(transaction) { .acknowledged($0, ack.hasBody ? ack.body : nil) } }
  }

  func sipLoop(_ loop: SIPLoop, cancelled transaction: SIPServerTransaction, by cancel: SIPMessageView) {
    shard.assumeIsolated { $0.forget(transaction) }
  }

  func sipLoop(_ loop: SIPLoop, unacknowledged transaction: SIPServerTransaction) {
    shard.assumeIsolated { $0.settled(transaction) { .unacknowledged($0) } }
  }

  func sipLoop(_ loop: SIPLoop, received stray: SIPMessageView, outsideTransactionsIn dialog: SIPDialog?) {
    shard.assumeIsolated { $0.stray(stray, in: dialog) }
  }

  func sipLoop(_ loop: SIPLoop, fired timer: SIPTimer) {
    shard.assumeIsolated { $0.fired(timer.key) }
  }
}

extension Shard {
  func received(_ response: SIPMessageView, on transaction: SIPClientTransaction) {
    guard let purpose = Purpose(rawValue: transaction.key & 7) else { return }
    guard let session = session(transaction.key >> 5) else {
      if let phone = ringing[transaction.key >> 5] {
        received(response, purpose, from: phone)
      } else if purpose == .bye, response.status >= 200, let leg = abandoned[transaction.key >> 5] {
        gone(leg)
      }
      return
    }
    let leg = session.leg(inSlot: transaction.key >> 3 & 3)
    let status = response.status
    switch purpose {
    case .invite where status < 200: feed(session, Self.provisional(leg, response))
    case .invite where status < 300:
      session[leg].answer(response.cseq)
      session[leg].invite = nil
      if leg != .own { session.answeredBy = answeredParty(response, leg, session) }
      let fork = leg == .other && session.call.knowsForks ? response.toTag : nil
      feed(
        session,
        .answered(leg, response.hasBody ? response.body : nil, fork: fork, terms: SessionTerms(response)))
    case .invite:
      session[leg].invite = nil
      feed(session, .refused(leg, Self.refusal(response)))
    case .reinvite where status < 200: break
    case .reinvite where status < 300:
      session[leg].answeredCSeq = response.cseq
      session[leg].reinvite = nil
      feed(session, .reanswered(leg, response.hasBody ? response.body : nil, terms: SessionTerms(response)))
    case .reinvite:
      session[leg].reinvite = nil
      feed(session, .reinviteRefused(leg, Self.refusal(response)))
    case .bye where status >= 200:
      session[leg].bye = nil
      feed(session, .byeCompleted(leg))
    case .prack where status >= 300: feed(session, .prackFailed(leg, fork: response.toTag ?? ""))
    case .update: updateAnswered(response, leg, session)
    case .bye, .notify, .prack: break
    }
  }

  private static func provisional(_ leg: LegID, _ response: SIPMessageView) -> CallEvent {
    guard let sequence = response.reliableSequence, let fork = response.toTag else {
      return .provisional(leg, status: response.status)
    }
    return .reliable(
      leg, ReliableResponse(status: response.status, fork: fork, sequence: sequence),
      response.hasBody ? response.body : nil)
  }

  func received(_ request: SIPMessageView, as transaction: SIPServerTransaction, in dialog: SIPDialog?) {
    let method = request.method
    guard let dialog else { return outside(request, transaction) }
    guard let session = session(dialog.key >> 2) else {
      if let leg = abandoned[dialog.key >> 2] { return received(request, as: transaction, from: leg) }
      guard ringing[dialog.key >> 2] != nil else {
        try? transaction.respond(481)
        return
      }
      switch method {
      // A phone that rang for nothing hangs up as we do.
      case .bye: try? transaction.respond(200)
      case .update: try? transaction.respond(request.hasBody ? 488 : 200, headers: Self.common)
      default: try? transaction.respond(481)
      }
      return
    }
    let leg = session.leg(inSlot: dialog.key & 3)
    switch method {
    case .bye:
      session.owed.append(transaction)
      if session.isUnanswered { feed(session, incoming: .hungUp) } else { feed(session, .hungUp(leg)) }
      if session.held == nil { settle(session) }
    case .invite:
      guard session[leg].offer == nil else { return refuseForNow(transaction) }
      transaction.key = dialog.key
      session[leg].offer = transaction
      feed(session, .reoffered(leg, request.hasBody ? request.body : nil, terms: SessionTerms(request)))
    case .update: updated(request, transaction, leg, session)
    case .refer: refer(request, transaction, leg, session)
    case .info: informed(request, transaction, session, leg)
    case .options: try? transaction.respond(200, headers: [Self.allow])
    default: try? transaction.respond(405, headers: [Self.allow])
    }
  }

  /// A request that belongs to no call of ours. Answered without keeping anything, but for a call that comes in.
  private func outside(_ request: SIPMessageView, _ transaction: SIPServerTransaction) {
    switch request.method {
    case .options: try? transaction.respond(200, headers: [Self.allow])
    case .invite: callIn(request, transaction)
    default: try? transaction.respond(405, headers: [Self.allow])
    }
  }

  /// Our 2xx to a phone's re-INVITE was acknowledged, or never will be.
  func settled(_ transaction: SIPServerTransaction, _ event: (LegID) -> CallEvent) {
    guard let session = session(transaction.key >> 2) else { return }
    let leg = session.leg(inSlot: transaction.key & 3)
    if session[leg].offer === transaction { session[leg].offer = nil }
    feed(session, event(leg))
  }

  /// The phone cancelled its re-INVITE, or the caller his INVITE; the layer has answered. A response of ours that comes later finds it gone.
  func forget(_ transaction: SIPServerTransaction) {
    guard let session = session(transaction.key >> 2) else { return }
    let leg = session.leg(inSlot: transaction.key & 3)
    guard session[leg].offer === transaction else { return }
    session[leg].offer = nil
    if session.isUnanswered { feed(session, incoming: .cancelled) }
  }

  func fired(_ key: UInt64) {
    guard let session = session(key >> 5) else {
      if let leg = abandoned[key >> 5] { gone(leg) }
      return
    }
    let index = UInt8(key & 31)
    if let timer = CallTimer(rawValue: index) {
      let isOfSession = timer.sessionLeg != nil
      let slot = UInt64(index &- CallTimer.sessionOwn.rawValue)
      return feed(session, .timer(isOfSession ? session.leg(inSlot: slot).sessionTimer : timer))
    }
    if let timer = IncomingTimer(rawValue: index) { feed(session, incoming: .timer(timer)) }
  }

  static func refusal(_ response: SIPMessageView) -> Refusal {
    let status = response.status
    let origin: Refusal.Origin = !response.isLocal ? .remote : status == 408 ? .noResponse : .transport
    guard origin == .remote else { return Refusal(status: status, origin: origin) }
    return Refusal(
      status: status, phrase: String(response.phrase.prefix(128)), origin: origin,
      cause: response.headers(named: "Reason").lazy.compactMap(q850).first,
      contacts: (300..<400).contains(status) ? response.headers(named: "Contact").compactMap(uri) : [],
      minimumSession: status == 422 ? response.session.minimum : nil)
  }

  /// The cause of a `Reason: Q.850;cause=34` header (RFC 3326).
  static func q850(_ reason: String) -> Int? {
    let parts = reason.split(separator: ";").map { $0.drop { $0 == " " } }
    guard parts.first?.lowercased().hasPrefix("q.850") == true else { return nil }
    for part in parts.dropFirst() where part.lowercased().hasPrefix("cause=") {
      return Int(part.dropFirst(6).prefix { $0.isNumber })
    }
    return nil
  }

  /// The URI of a Contact header's value.
  static func uri(_ contact: String) -> String? {
    // By bytes: a combining mark behind a bracket makes another character of it.
    let text = contact.utf8
    if let open = text.firstIndex(of: UInt8(ascii: "<")), let close = text[open...].firstIndex(of: UInt8(ascii: ">")) {
      return String(text[text.index(after: open)..<close])
    }
    let bare = text.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
    return bare.isEmpty || bare.contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") } ? nil : String(bare)
  }

  /// Who answered: the identity the network asserts, else a number in the Contact, else whom we called last.
  private func answeredParty(
    _ response: SIPMessageView, _ leg: LegID, _ session: CallSession
  ) -> CallPublication.AnsweredParty {
    let plan = session.plan
    let called = leg == .new ? session.newLeg : nil
    let invited = called?.party ?? plan.invited
    let dialled = SIPText.user(ofURI: called?.destination.uri ?? plan.other.uri)
    /// Whether a number that the network names is that of the invited side: the one that was given, or that was
    /// dialled for a user or a group.
    func isCalled(_ number: String) -> Bool {
      if number == invited.contactID || number == dialled { return true }
      // Trunks leave out what the dial plan puts in front: by where a call to it would go.
      guard !number.hasPrefix("+"), let found = environment.redirect("tel:" + number, plan) else { return false }
      return SIPText.user(ofURI: found.uri) == dialled
    }
    func party(_ uri: String, name: String?) -> CallPublication.AnsweredParty? {
      // A user of this server, who was called at his number or by his address.
      if uri == plan.other.uri, called == nil { return invited }
      guard let user = SIPText.user(ofURI: uri) else { return nil }
      let isNumber =
        user.utf8.count > 3 && user.utf8.allSatisfy { $0 == UInt8(ascii: "+") || (0x30...0x39).contains($0) }
      if isNumber {
        let isInvited = isCalled(user)
        return .init(
          uri: isInvited ? invited.uri : "tel:" + user, name: isInvited ? invited.name ?? name : name,
          contactID: isInvited ? invited.contactID : user)
      }
      guard uri.lowercased().hasPrefix("sip:"), uri.contains("@") else { return nil }
      return .init(uri: uri, name: name, contactID: uri.withoutSIPScheme)
    }
    if let uri = response.assertedIdentityURI, let found = party(uri, name: response.assertedIdentityDisplayName) {
      return found
    }
    if let uri = response.contactURI, let user = SIPText.user(ofURI: uri), user.hasPrefix("+"),
      let found = party(uri, name: nil)
    {
      return found
    }
    // Whom a 302 has led to is somebody else.
    if leg == .other, !session.redirected.isEmpty, let found = party(session.otherDestination.uri, name: nil) {
      return found
    }
    return invited
  }
}
