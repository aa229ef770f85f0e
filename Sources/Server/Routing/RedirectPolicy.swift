import Numbering
import Store

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
    target(contact, for: plan.userURI, region: (try? accounts.user(uri: plan.userURI))?.region)
  }

  /// - Parameters:
  ///   - userURI: Whose call it is.
  ///   - region: Whose dialling habits a number follows.
  func target(_ contact: String, for userURI: String, region: String?) -> Target? {
    guard let user = SIPText.user(ofURI: contact) else { return nil }
    if let number = try? dialPlan.normalize(user, region: region) { return target(number, for: userURI) }
    guard let target = try? CallTarget.parse(contact, plan: dialPlan, region: region),
      case .sip(let user, let host, _) = target
    else { return nil }
    if let known = try? accounts.user(uri: "sip:\(user)@\(host)") {
      return self.target(known, for: userURI)
    }
    // Not as it came: headers and parameters in it have no place in a request of ours (RFC 3261 section 19.1.1).
    return routing.destination(sip: target.uri).map {
      Target(destination: $0, party: .init(uri: target.uri, name: nil, contactID: "\(user)@\(host)"))
    }
  }

  /// A user of this server.
  func target(_ user: Store.User, for userURI: String) -> Target? {
    guard let destination = routing.destination(user, from: userURI, number: nil, dialPlan) else { return nil }
    return Target(destination: destination, party: .init(uri: user.uri, name: user.name, contactID: user.contactID))
  }

  private func target(_ number: DialableNumber, for userURI: String) -> Target? {
    guard number.kind != .emergency else { return nil }
    let known = try? accounts.user(workNumber: number.number)
    let destination =
      known.flatMap { routing.destination($0, from: userURI, number: number, dialPlan) } ?? routing.destination(number)
    return destination.map {
      Target(destination: $0, party: .init(uri: number.telURI, name: known?.name, contactID: number.number))
    }
  }
}
