import CallControl
import Foundation
import Numbering
import SIP
import Store
import UCWA

/// Decides about calls that come in: from whom they are taken, for whom they are, and which phones ring.
struct IncomingPolicy: Sendable {
  let dialPlan: DialPlan
  let routing: Routing
  let accounts: Accounts
  let sources: TrunkSources
  let settings: CallSettings
  /// Conversations with a call that a user may have.
  let conversations: Int
  /// Where the user may be called who is forwarded to.
  let redirect: RedirectPolicy
  /// Delegates and the members of groups.
  let several: ForwardingTargets
  /// Groups as such.
  let groups: any DistributionGroups
  /// The voicemail, as a URI; nil if there is none.
  let voicemail: String?
  /// When people work.
  let workHours: WorkHours

  /// Who is called.
  struct Called: Sendable {
    var user: Store.User
    /// What the caller has called, as the invitation shows it: a `tel:` or `sip:` URI.
    var uri: String
    /// The same as a number; nil for an address.
    var number: DialableNumber?
  }

  /// The user of a Request-URI: by his work number after the dial plan, or by his SIP address.
  ///
  /// - Returns: Nil for a number or an address of nobody, and for a user who has no phone audio.
  func called(_ requestURI: String) throws(StoreError) -> Called? {
    guard let found = try find(requestURI), found.user.phoneAudioEnabled else { return nil }
    return found
  }

  private func find(_ uri: String) throws(StoreError) -> Called? {
    guard let name = SIPText.user(ofURI: uri) else { return nil }
    if let number = try? dialPlan.normalize(name), number.kind != .emergency {
      var user = try accounts.user(workNumber: number.number)
      // An extension of a PBX, which the directory has as the PBX writes it.
      if user == nil, name != number.number { user = try accounts.user(workNumber: name) }
      if let user { return Called(user: user, uri: number.telURI, number: number) }
    }
    guard let target = try? CallTarget.parse(uri, plan: dialPlan), case .sip(let user, let host, _) = target,
      let known = try accounts.user(uri: "sip:\(user)@\(host)")
    else { return nil }
    return Called(user: known, uri: "sip:\(user)@\(host)")
  }

  /// Who rings when a user is called.
  ///
  /// - Parameters:
  ///   - role: What the call is to him, if the server itself has sent it.
  ///   - space: What he does now.
  func ringing(for user: Store.User, role: LocalCalls.Role?, _ space: UserSpace) -> RingOrder {
    let own = routing.ownPhones(of: user, dialPlan).map {
      RingTarget(party: .own, destination: $0.destination, uri: $0.number.telURI)
    }
    // Nothing is asked that the settings do not need.
    let usesHours = user.forwarding.active != .none && user.forwarding.period == .workHours
    let now = RingOrder.Circumstances(
      isWorkTime: !usesHours || workHours.isWorkTime(at: Date()),
      doNotDisturb: space.presenceFacts.status(now: Clock.wallMilliseconds).availability == .doNotDisturb,
      isBusy: user.secondCall == .busy && space.isInCall, mayForward: role?.mayForward ?? true)
    return RingOrder(user.forwarding, now, own: own, settings: settings) { target, isBeside in
      resolve(target, isBeside, for: user)
    }
  }

  private func resolve(_ target: CallForwarding.Target, _ isBeside: Bool, for user: Store.User) -> [RingTarget] {
    switch target {
    case .contact(let uri): contact(uri, isBeside, for: user)
    case .delegates: several.delegates(of: user).compactMap { member($0, .delegate, .delegate, of: user) }
    case .team: several.team(of: user).compactMap { member($0, .team, .team, of: user) }
    case .voicemail:
      voicemail.flatMap { redirect.target($0, for: user.uri, region: user.region) }.map {
        [
          RingTarget(
            party: .voicemail, destination: $0.destination, uri: $0.party.uri, contact: $0.party, role: .forward)
        ]
      } ?? []
    }
  }

  private func contact(_ uri: String, _ isBeside: Bool, for user: Store.User) -> [RingTarget] {
    if uri.hasPrefix("sip:"), let group = (try? groups.group(uri: uri)) ?? nil {
      guard let number = group.number else { return members(group.uri, of: user) }
      // The hunt group at the PBX rings its members, as for every call to the group.
      return redirect.target("tel:" + number, for: user.uri, region: user.region).map {
        [
          RingTarget(
            party: .team, destination: $0.destination, uri: group.uri,
            contact: .init(uri: group.uri, name: group.name, contactID: group.contactID))
        ]
      } ?? []
    }
    guard let found = redirect.target(uri, for: user.uri, region: user.region) else { return [] }
    return [
      RingTarget(
        party: .contact, destination: found.destination, uri: found.party.uri, contact: found.party,
        role: isBeside ? .ring : .forward)
    ]
  }

  private func members(_ group: String, of user: Store.User) -> [RingTarget] {
    several.members(ofGroup: group).compactMap { $0.uri == user.uri ? nil : member($0, .team, .team, of: user) }
  }

  private func member(
    _ member: Store.User, _ party: RingPlan.Party, _ role: LocalCalls.Role, of user: Store.User
  ) -> RingTarget? {
    redirect.target(member, for: user.uri).map {
      RingTarget(party: party, destination: $0.destination, uri: member.uri, contact: $0.party, role: role)
    }
  }

  /// Who sent the call on, or brought it about, as the user's applications are shown him.
  func person(_ uri: String, name: String?) -> CallPublication.AnsweredParty? { party(uri, name: name) }

  /// Whether a URI means that user.
  func isUser(_ user: Store.User, _ uri: String) -> Bool { (try? find(uri))??.user.uri == user.uri }

  /// Who calls: the identity that the trunk asserts (RFC 3325), else From. Nobody by name if he wants it so (RFC 3323).
  ///
  /// - Parameter role: What the call is, if the server itself has sent it: one on behalf of another asserts that one's
  ///   identity, and is made by whom it names beside.
  func caller(_ request: SIPMessageView, role: LocalCalls.Role?) -> CallPublication.AnsweredParty {
    if role == .behalf, let field = request.header(named: "Referred-By"),
      let caller = Shard.uri(field).flatMap({ party($0, name: SIPText.displayName(field)) })
    {
      return caller
    }
    return caller(request)
  }

  /// Whose identity is asserted.
  func asserted(_ request: SIPMessageView) -> CallPublication.AnsweredParty? {
    request.assertedIdentityURI.flatMap { party($0, name: request.assertedIdentityDisplayName) }
  }

  private func caller(_ request: SIPMessageView) -> CallPublication.AnsweredParty {
    let privacy = request.headers(named: "Privacy").joined(separator: ";").lowercased()
    let wishes = privacy.split { $0 == ";" || $0 == "," || $0 == " " }
    let isPrivate = wishes.contains { ["id", "user", "header"].contains($0) }
    let asserted = isPrivate ? nil : request.assertedIdentityURI
    let name = asserted == nil ? request.fromDisplayName : request.assertedIdentityDisplayName
    guard !isPrivate, let party = party(asserted ?? request.fromURI, name: name) else { return .anonymous }
    return party
  }

  private func party(_ uri: String, name: String?) -> CallPublication.AnsweredParty? {
    guard let user = SIPText.user(ofURI: uri) else { return nil }
    let shown = name.map(SIPText.line).flatMap { $0.isEmpty || $0.utf8.count > 256 ? nil : $0 }
    // Without the directory he is known by his number, as anybody is.
    if let number = try? dialPlan.normalize(user) {
      let known = (try? accounts.user(workNumber: number.number))?.name
      return .init(uri: number.telURI, name: known ?? shown, contactID: number.number)
    }
    guard let target = try? CallTarget.parse(uri, plan: dialPlan), case .sip(let user, let host, _) = target,
      !host.hasSuffix(".invalid")
    else { return nil }
    if let known = try? accounts.user(uri: "sip:\(user)@\(host)") {
      return .init(uri: known.uri, name: known.name, contactID: known.contactID)
    }
    return .init(uri: "sip:\(user)@\(host)", name: shown, contactID: "\(user)@\(host)")
  }

  /// What phones display for a caller: a user's work number, where he is known by his address.
  func displayed(_ caller: CallPublication.AnsweredParty) -> String {
    if let user = try? accounts.user(uri: caller.uri), let work = user.workNumber,
      let number = try? dialPlan.normalize(work, region: user.region)
    {
      return number.number
    }
    return SIPText.user(ofURI: caller.uri) ?? caller.contactID
  }

  /// Where the caller would be called; it is by this that a takeover knows him.
  func destination(of caller: CallPublication.AnsweredParty, trunk: Trunk) -> CallPlan.Destination {
    if !trunk.isLocal, caller.uri.hasPrefix("tel:"), let number = try? dialPlan.normalize(caller.contactID),
      let uri = routing.destination(number)?.uri
    {
      return CallPlan.Destination(trunk: trunk, uri: uri)
    }
    return CallPlan.Destination(trunk: trunk, uri: caller.uri)
  }
}

extension CallPublication.AnsweredParty {
  /// Somebody who does not want to be known (RFC 3323, section 4.1.1.3).
  static let anonymous = Self(
    uri: "sip:anonymous@anonymous.invalid", name: nil, contactID: "anonymous@anonymous.invalid")

  /// Whether that is so.
  var isAnonymous: Bool { uri == Self.anonymous.uri }
}
