import Numbering

/// Whether a call may go where a 302 or a REFER points: the contact passes the dial plan and the policy like any target,
/// and the own trunks only are used, whatever host it names.
struct RedirectPolicy: Sendable {
  let dialPlan: DialPlan
  let routing: Routing
  let accounts: Accounts

  /// Where the call may go.
  struct Target: Sendable {
    var destination: CallPlan.Destination
    /// Who is there, as far as the directory knows.
    var party: CallPublication.AnsweredParty
  }

  func destination(_ contact: String, _ plan: CallPlan) -> CallPlan.Destination? { target(contact, plan)?.destination }

  /// - Parameters:
  ///   - contact: A `sip:` or `tel:` URI from the network.
  ///   - plan: The call; what its user may call is what is allowed.
  /// - Returns: Nil if the call may not go there.
  func target(_ contact: String, _ plan: CallPlan) -> Target? {
    // Without the directory the region is the server's default; numbers in a Contact are mostly in full anyway.
    let region = (try? accounts.user(uri: plan.userURI))?.region
    guard let user = SIPText.user(ofURI: contact) else { return nil }
    if let number = try? dialPlan.normalize(user, region: region) { return target(number) }
    guard let target = try? CallTarget.parse(contact, plan: dialPlan, region: region),
      case .sip(let user, let host, _) = target
    else { return nil }
    // A user of this server is called at his work number, as by every other way.
    if let known = try? accounts.user(uri: "sip:\(user)@\(host)") {
      let work = known.workNumber.flatMap { try? dialPlan.normalize($0, region: known.region ?? region) }
      guard let work, work.kind != .emergency, let destination = routing.destination(work) else { return nil }
      return Target(
        destination: destination, party: .init(uri: known.uri, name: known.name, contactID: known.contactID))
    }
    // Not as it came: headers and parameters in it have no place in a request of ours (RFC 3261 section 19.1.1).
    return routing.destination(sip: target.uri).map {
      Target(destination: $0, party: .init(uri: target.uri, name: nil, contactID: "\(user)@\(host)"))
    }
  }

  private func target(_ number: DialableNumber) -> Target? {
    guard number.kind != .emergency, let destination = routing.destination(number) else { return nil }
    let name = (try? accounts.user(workNumber: number.number))?.name
    return Target(destination: destination, party: .init(uri: number.telURI, name: name, contactID: number.number))
  }
}
