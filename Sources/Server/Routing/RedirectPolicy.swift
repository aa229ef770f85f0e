import Numbering

/// Whether a call may go where a 302 points: the contact passes the dial plan and the policy like any target, and the
/// own trunks only are used, whatever host it names.
struct RedirectPolicy: Sendable {
  let dialPlan: DialPlan
  let routing: Routing
  let accounts: Accounts

  func destination(_ contact: String, _ plan: CallPlan) -> CallPlan.Destination? {
    // Without the directory the region is the server's default; numbers in a Contact are mostly in full anyway.
    let region = (try? accounts.user(uri: plan.userURI))?.region
    guard let user = SIPText.user(ofURI: contact) else { return nil }
    if let number = try? dialPlan.normalize(user, region: region) { return destination(number) }
    guard let target = try? CallTarget.parse(contact, plan: dialPlan, region: region),
      case .sip(let name, let host, _) = target
    else { return nil }
    if let colleague = try? accounts.user(uri: "sip:\(name)@\(host)") {
      // Reached by the work number, as one who is invited by address is.
      guard let work = colleague.workNumber,
        let number = try? dialPlan.normalize(work, region: colleague.region ?? region)
      else { return nil }
      return destination(number)
    }
    // Not as it came: headers and parameters in it have no place in a request of ours (RFC 3261 section 19.1.1).
    return routing.destination(sip: target.uri)
  }

  private func destination(_ number: DialableNumber) -> CallPlan.Destination? {
    number.kind == .emergency ? nil : routing.destination(number)
  }
}
