import CallControl
import SIP
import UCWA

/// Transfers that a phone asks for by REFER in the dialog of its call (RFC 3515, RFC 5589).
extension Shard {
  func refer(_ request: SIPMessageView, _ transaction: SIPServerTransaction, _ leg: LegID, _ session: CallSession) {
    func refuse(_ status: Int, _ phrase: String? = nil) { try? transaction.respond(status, phrase) }
    session[leg].referrals += 1
    let headers = request.headers(named: "Refer-To")
    guard headers.count == 1, let target = ReferTarget(headers[0]) else { return refuse(400, "Bad Refer-To") }
    guard leg != .new, session[leg].destination?.trunk.mayRefer == true else { return refuse(603) }
    guard session.call.isConnected else { return refuse(603) }
    guard !environment.admission.isClosed else {
      let seconds = String(AdmissionControl.retryAfterClosing)
      try? transaction.respond(503, headers: [SIPHeader("Retry-After", seconds)])
      return
    }
    // Another change is being settled, or what was left of the last one is going away: the phone may ask again.
    guard session.call.canReplace, session.held == nil else { return refuse(491) }
    if let replaces = target.replaces, let lender = self.session(replacedBy: replaces, userURI: session.plan.userURI),
      lender !== session, leg == .own
    {
      return join(session, lender, request, transaction)
    }
    guard let found = environment.transferTarget(target.uri, session.plan) else {
      environment.log(.info, "Call \(session.plan.invitationID): a transfer leads where the call may not go")
      return refuse(403, "The call may not go there")
    }
    session.newLeg = NewLeg(
      destination: found.destination,
      role: .party(referrer: referrer(leg, session), replaces: target.replaces?.header), party: found.party)
    accept(request, transaction, leg, session)
    feed(session, .transfer(by: leg))
  }

  private func accept(
    _ request: SIPMessageView, _ transaction: SIPServerTransaction, _ leg: LegID, _ session: CallSession
  ) {
    let isReported = request.header(named: "Refer-Sub")?.lowercased().hasPrefix("false") != true
    // The first REFER in a dialog needs no id, and there are phones that know of none (RFC 3515, section 2.4.6).
    let event = session[leg].referrals > 1 ? "refer;id=\(request.cseq)" : "refer"
    session.referral = Referral(event: event, isReported: isReported)
    try? transaction.respond(202, headers: isReported ? [] : [SIPHeader("Refer-Sub", "false")])
  }

  /// Attended transfer between two calls of one phone: the other sides of both are joined.
  private func join(
    _ session: CallSession, _ lender: CallSession, _ request: SIPMessageView, _ transaction: SIPServerTransaction
  ) {
    guard lender.call.canLend, lender.held == nil else {
      try? transaction.respond(491)
      return
    }
    let leg = lender.call.other
    feed(lender, .lend)
    session[.new] = lender[.other]
    lender[.other] = CallSession.LegHandles()
    session[.new].move(to: session.plan.key, slot: session.slot(.new))
    session.lender = lender.plan.key
    accept(request, transaction, .own, session)
    feed(session, .transferTo(leg))
  }

  /// The leg that was borrowed stays, or goes back as it is now.
  func settleLoan(_ session: CallSession, returning leg: Leg?) {
    guard let key = session.lender, let lender = self.session(key) else { return }
    session.lender = nil
    guard let leg else { return feed(lender, .loanKept) }
    lender[.other] = session[.new]
    session[.new] = CallSession.LegHandles()
    lender[.other].move(to: key, slot: lender.slot(.other))
    feed(lender, .loanReturned(leg))
  }

  /// Who transfers, as the new party is told (RFC 3892): never what the phone says of itself.
  private func referrer(_ leg: LegID, _ session: CallSession) -> String {
    leg == .own ? session.plan.userURI : session.answeredBy?.uri ?? session.plan.to
  }

  /// Tells the phone that asked for a transfer how it goes.
  func reportTransfer(_ leg: LegID, _ status: Int, _ session: CallSession) throws(SIPError) {
    guard let referral = session.referral, referral.isReported, let dialog = session[leg].dialog else { return }
    let state = status < 200 ? "active;expires=180" : "terminated;reason=noresource"
    // Nobody waits for what comes of it: a phone that has hung up answers 481.
    _ = try dialog.request(
      .notify,
      headers: [SIPHeader("Event", referral.event), SIPHeader("Subscription-State", state)],
      body: SIPBody(
        contentType: "message/sipfrag;version=2.0", bytes: Array("SIP/2.0 \(Self.statusLine(status))\r\n".utf8)),
      credentials: credentials(leg, session), key: Self.key(session, leg, .notify))
  }

  private static func statusLine(_ status: Int) -> String {
    let phrase =
      switch status {
      case 100: "Trying"
      case 180: "Ringing"
      case 200: "OK"
      case 403: "Forbidden"
      case 404: "Not Found"
      case 408: "Request Timeout"
      case 480: "Temporarily Unavailable"
      case 486: "Busy Here"
      case 487: "Request Terminated"
      case 488: "Not Acceptable Here"
      case 503: "Service Unavailable"
      case 600: "Busy Everywhere"
      case 603: "Decline"
      default: status < 500 ? "Failed" : status < 600 ? "Server Failure" : "Global Failure"
      }
    return "\(status) \(phrase)"
  }
}
