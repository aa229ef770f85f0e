import CallControl
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

  /// Who is called.
  struct Called: Sendable {
    var user: Store.User
    /// What the caller has called, as the invitation shows it: a `tel:` or `sip:` URI.
    var uri: String
    /// The same as a number; nil for an address.
    var number: DialableNumber?
  }

  /// One of the user's phones.
  struct Phone: Sendable {
    var number: DialableNumber
    var destination: CallPlan.Destination
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

  /// The phones that ring for a user, in the order of the directory and each once.
  func phones(of user: Store.User) -> [Phone] {
    var phones: [Phone] = []
    for text in user.incomingNumbers {
      guard let number = try? dialPlan.normalize(text, region: user.region), number.kind != .emergency,
        let destination = routing.destination(number),
        !phones.contains(where: { $0.destination.uri == destination.uri })
      else { continue }
      phones.append(Phone(number: number, destination: destination))
    }
    return phones
  }

  /// Who calls: the identity that the trunk asserts (RFC 3325), else From. Nobody by name if he wants it so (RFC 3323).
  func caller(_ request: SIPMessageView) -> CallPublication.AnsweredParty {
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

  /// Where the caller would be called; it is by this that a takeover knows him.
  func destination(of caller: CallPublication.AnsweredParty, trunk: Trunk) -> CallPlan.Destination {
    if caller.uri.hasPrefix("tel:"), let number = try? dialPlan.normalize(caller.contactID),
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
