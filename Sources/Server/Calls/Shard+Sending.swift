import CallControl
import SIP
import UCWA

extension Shard {
  /// What a client transaction was made for; the lowest bits of its key.
  enum Purpose: UInt64 {
    case invite = 0
    case reinvite = 1
    case bye = 2
    case notify = 3
    case prack = 4
    case update = 5
  }

  static func key(_ session: CallSession, _ leg: LegID, _ purpose: Purpose) -> UInt64 {
    session.plan.key << 5 | session.slot(leg) << 3 | purpose.rawValue
  }

  /// Carries out the actions that put a message on the wire.
  func sendSIP(_ action: CallAction, _ session: CallSession, host: String) throws(SIPError) {
    switch action {
    case .invite(let leg, let offer): try invite(leg, offer, session, host)
    case .cancel(let leg): session[leg].invite?.cancel()
    case .acknowledge(let leg, let answer):
      try session[leg].dialog?.acknowledge(inviteCSeq: session[leg].answeredCSeq, body: answer.map(Self.body))
    case .prack(let leg, let response, let answer):
      guard let dialog = session[leg].dialog else { throw .ended }
      _ = try dialog.acknowledge(
        reliable: response.sequence, from: response.fork, body: answer.map(Self.body),
        credentials: credentials(leg, session), key: Self.key(session, leg, .prack))
    case .reinvite(let leg, let offer):
      guard let dialog = session[leg].dialog else { throw .ended }
      session[leg].reinvite = try dialog.request(
        .invite, headers: Self.common + SessionTerms.request(session.call.sessionTerms(requesting: leg)),
        body: offer.map(Self.body), credentials: credentials(leg, session), key: Self.key(session, leg, .reinvite))
    case .update(let leg): try sendUpdate(leg, session)
    case .respondToUpdate(let leg, let status): try respondToUpdate(leg, status, session)
    case .bye(let leg):
      guard let dialog = session[leg].dialog else { throw .ended }
      session[leg].bye = try dialog.request(
        .bye, credentials: credentials(leg, session), key: Self.key(session, leg, .bye))
    case .respond(let leg, let status, let description):
      guard let transaction = session[leg].offer else { throw .ended }
      if status >= 300 { session[leg].offer = nil }
      try transaction.respond(
        status, headers: responseHeaders(leg, status, session), body: description.map(Self.body))
    case .reportTransfer(let leg, let status): try reportTransfer(leg, status, session)
    default: break
    }
  }

  /// What a phone may ask of us.
  static let allow = SIPHeader("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, REFER, UPDATE")
  static let common = [allow]

  static func body(_ description: SessionDescription) -> SIPBody { SIPBody(sdp: description.bytes) }

  private func destination(_ leg: LegID, _ session: CallSession) -> CallPlan.Destination {
    switch leg {
    case .own: session.plan.own
    case .other: session.otherDestination
    case .new: session.newLeg?.destination ?? session.plan.own
    }
  }

  /// How this server is reached on a way; nil for its Contact as all others see it.
  func contact(for trunk: Trunk) -> String? { trunk.isLocal ? environment.routing.local.contact : nil }

  func credentials(_ leg: LegID, _ session: CallSession) -> SIPCredentials? {
    session[leg].destination?.trunk.credentials
  }

  /// What From says to a leg.
  private func identity(to leg: LegID, at destination: CallPlan.Destination, _ session: CallSession) -> String {
    let plan = session.plan
    switch (leg, session.newLeg?.role) {
    case (.own, _), (.new, .ownPhone), (.new, nil):
      // The own phone shows whom its user is about to be connected to.
      let domain = destination.trunk.fromDomain ?? plan.userDomain ?? environment.host
      let name = plan.toName.map { SIPText.quoted($0) + " " } ?? ""
      return "\(name)<sip:\(plan.displayedNumber)@\(domain)>"
    case (.new, .party), (.other, _): return plan.shown.identity(in: destination.trunk, environment.host)
    }
  }

  /// Makes the dialog of a leg, and draws what its next INVITE is recognised by: both are recorded before it leaves.
  func prepare(_ leg: LegID, _ session: CallSession) throws(SIPError) {
    // A dialog that is there is of the same INVITE, which was refused with 422: it is sent again in it (RFC 3261,
    // section 8.1.3.5).
    if session[leg].dialog != nil {
      if session[leg].isInvited { session[leg].prepareInvite(mark: nextMark()) }
      return
    }
    let destination = destination(leg, session)
    let dialog = try SIPDialog(
      on: loop, callID: leg.callIDPrefix + SIPToken.callID(), local: identity(to: leg, at: destination, session),
      remote: "<\(destination.uri)>", contact: contact(for: destination.trunk), localCSeq: 1)
    dialog.key = session.plan.key << 2 | session.slot(leg)
    session[leg].release()
    session[leg].destination = destination
    session[leg].dialog = dialog
    session[leg].prepareInvite(mark: nextMark())
  }

  private func invite(
    _ leg: LegID, _ offer: SessionDescription?, _ session: CallSession, _ host: String
  ) throws(SIPError) {
    let plan = session.plan
    let destination = destination(leg, session)
    let reliable = leg == .other && destination.trunk.earlyMedia ? ["100rel"] : []
    var headers =
      Self.common + SessionTerms.request(session.call.sessionTerms(requesting: leg), supporting: reliable)
    let local = plan.shown.identity(in: destination.trunk, host)
    switch (leg, session.newLeg?.role) {
    case (.own, _), (.new, .ownPhone), (.new, nil): break
    case (.new, .party(let referrer, let replaces)):
      headers.append(SIPHeader("P-Asserted-Identity", destination.trunk.isLocal ? plan.shown.address : local))
      headers.append(SIPHeader("Referred-By", "<\(referrer)>"))
      if let replaces {
        headers.append(SIPHeader("Replaces", replaces))
        headers.append(SIPHeader("Require", "replaces"))
      }
      headers.append(SIPHeader("X-Workline-Thread", SIPText.line(plan.threadID)))
    case (.other, _):
      headers.append(SIPHeader("P-Asserted-Identity", destination.trunk.isLocal ? plan.shown.address : local))
      // RFC 3892: who brought the call about, which is not who is shown.
      if plan.delegator != nil {
        headers.append(
          SIPHeader(
            "Referred-By",
            destination.trunk.isLocal ? plan.caller.address : plan.caller.identity(in: destination.trunk, host)))
      }
      if let subject = plan.subject { headers.append(SIPHeader("Subject", SIPText.line(subject))) }
      headers.append(SIPHeader("X-Workline-Thread", SIPText.line(plan.threadID)))
    }
    if destination.trunk.isLocal {
      let isBehalf = leg == .other && plan.delegator != nil
      headers.append(environment.routing.local.mark(isBehalf ? .behalf : session.redirected.isEmpty ? .call : .forward))
    }
    switch plan.importance {
    case "Urgent": headers.append(SIPHeader("Priority", "urgent"))
    case "Emergency": headers.append(SIPHeader("Priority", "emergency"))
    default: break
    }
    try prepare(leg, session)
    guard let dialog = session[leg].dialog else { throw .ended }
    session[leg].isInvited = true
    let content = leg == .other ? plan.customContent : nil
    session[leg].invite = try dialog.request(
      .invite, requestURI: destination.uri, nextHop: destination.trunk.nextHop, headers: headers,
      body: Self.inviteBody(offer, content, &headers), branch: session[leg].branch,
      credentials: destination.trunk.credentials, key: Self.key(session, leg, .invite))
  }

  /// The offer, the application's content, or both as parts of one body (RFC 5621).
  private static func inviteBody(
    _ offer: SessionDescription?, _ content: DataURI?, _ headers: inout [SIPHeader]
  ) -> SIPBody? {
    guard let content else { return offer.map(body) }
    let type = SIPText.line(content.mediaType) + (content.charset.map { ";charset=" + SIPText.line($0) } ?? "")
    guard let offer else { return SIPBody(contentType: type, bytes: content.bytes) }
    let boundary = "workline-" + SIPToken.tag()
    var bytes = Array("--\(boundary)\r\nContent-Type: application/sdp\r\n\r\n".utf8)
    bytes += offer.bytes
    // A phone that does not know the type must take the call all the same (RFC 3261, 20.11).
    bytes += Array(
      "\r\n--\(boundary)\r\nContent-Type: \(type)\r\nContent-Disposition: render;handling=optional\r\n\r\n".utf8)
    bytes += content.bytes
    bytes += Array("\r\n--\(boundary)--\r\n".utf8)
    return SIPBody(contentType: "multipart/mixed;boundary=\(boundary)", bytes: bytes)
  }
}

extension LegID {
  /// Lets a reader of a trace tell the legs of a call apart.
  fileprivate var callIDPrefix: String {
    switch self {
    case .own: "a-"
    case .other: "b-"
    case .new: "c-"
    }
  }
}

extension CallPlan {
  /// The invited side, before anybody has answered.
  var invited: CallPublication.AnsweredParty { .init(uri: to, name: toName, contactID: toContactID) }

  /// The user's domain, from his SIP URI.
  var userDomain: String? { userURI.split(separator: "@").last.map(String.init) }

  /// The user's own work identity.
  var caller: Person { Person(uri: userURI, contactID: userContactID, name: userName, workNumber: workNumber) }

  /// Whose work identity From and P-Asserted-Identity carry: the delegator's, else the user's own.
  var shown: Person { delegator ?? caller }

  /// Where the invitation is read.
  var location: String { applicationBase + "/communication/invitations/" + invitationID }
}

extension CallPlan.Person {
  /// Who answers or calls, as he is shown.
  var party: CallPublication.AnsweredParty { .init(uri: uri, name: name, contactID: contactID) }

  /// Name and address, as this server tells them to itself.
  var address: String { "\(SIPText.quoted(name)) <\(uri)>" }

  /// Name and number as a SIP header field carries them: in the trunk's domain if it has one, else in the user's.
  func identity(in trunk: Trunk, _ host: String) -> String {
    let user = workNumber ?? SIPText.user(ofURI: uri) ?? "anonymous"
    let domain = trunk.fromDomain ?? uri.split(separator: "@").last.map(String.init) ?? host
    return "\(SIPText.quoted(name)) <sip:\(user)@\(domain)>"
  }
}
