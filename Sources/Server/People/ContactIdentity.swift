import Numbering
import Store
import UCWA

/// Who a contact is: a user of this server, a distribution group, a telephone, or somebody elsewhere.
enum ContactIdentity: Sendable {
  case user(Store.User)
  case group(Store.DistributionGroup)
  case telephone(DialableNumber)
  /// An address of another domain, without `sip:`.
  case federated(String)

  /// The last part of the contact's path.
  var id: String {
    switch self {
    case .user(let user): user.contactID
    case .group(let group): group.contactID
    case .telephone(let number): number.number
    case .federated(let address): address
    }
  }
}

extension APIHandler {
  /// Who is behind an address or a number, as clients write them or as the last part of a contact's path.
  ///
  /// - Returns: nil for what is nobody: an unknown address of an own domain, or what is neither address nor number.
  func identity(_ text: String, _ account: Account) throws(UCWAError) -> ContactIdentity? {
    guard let target = try? target(text, account) else { return nil }
    switch target {
    case .number(let number):
      let user = try lookUp { () throws(StoreError) in try context.accounts.user(workNumber: number.number) }
      return user.map { .user($0) } ?? .telephone(number)
    case .sip(let name, let host, _):
      let uri = "sip:\(name)@\(host)"
      if let user = try lookUp({ () throws(StoreError) in try context.accounts.user(uri: uri) }) { return .user(user) }
      if let group = try lookUp({ () throws(StoreError) in try context.groups.group(uri: uri) }) {
        return .group(group)
      }
      // Of strangers only the address is known; in a domain of ours an unknown one does not exist.
      return isOwnDomain(host) ? nil : .federated("\(name)@\(host)")
    }
  }

  /// A contact as this user sees it.
  func contact(_ identity: ContactIdentity, id: String, _ account: Account) -> Resource {
    switch identity {
    case .user(let user): return contact(user, id: id, account)
    case .group(let group):
      var contact = UCWA.Contact(id: id, uri: group.uri, name: group.name)
      contact.workPhoneNumber = telURI(group.number, account)
      return contact.resource
    case .telephone(let number):
      var contact = UCWA.Contact(id: id, uri: number.telURI, type: .phone, sourceNetwork: .unknown)
      contact.otherPhoneNumber = number.telURI
      return contact.resource
    case .federated(let address):
      return UCWA.Contact(id: id, uri: "sip:" + address, sourceNetwork: .federated).resource
    }
  }

  /// A contact of a list; one that is gone from the directory is shown by its address.
  func listedContact(_ id: String, _ account: Account) throws(UCWAError) -> Resource {
    guard let identity = try identity(id, account) else {
      return UCWA.Contact(id: id, uri: "sip:" + id, sourceNetwork: .unknown).resource
    }
    return contact(identity, id: id, account)
  }

  /// How close a user lets another be.
  func level(of account: Account, for user: Store.User) -> PrivacyRelationshipLevel {
    context.accounts.space(user.uri).contacts.level(of: account.user.contactID)
  }

  /// A user as another sees him: by the level of privacy that he has given the other, and with the telephones that he
  /// shows.
  private func contact(_ user: Store.User, id: String, _ account: Account) -> Resource {
    var contact = UCWA.Contact(id: id, uri: user.uri, name: user.name)
    contact.emailAddresses = user.emailAddresses.isEmpty ? nil : user.emailAddresses
    contact.presenceID = user.contactID
    contact.hasPrivacyRelationship = user.uri != account.user.uri
    let level = level(of: account, for: user)
    contact.hasPhoto = user.photoTag != nil && level.showsPhoto
    guard level.showsNumbers else { return contact.resource }
    contact.company = user.company
    contact.department = user.department
    contact.office = user.office
    contact.title = user.title
    let visible = context.presence.profile(of: user.uri).visiblePhones
    func number(_ type: PhoneType, _ number: String?) -> String? {
      visible.contains(type) ? telURI(number, account) : nil
    }
    contact.workPhoneNumber = number(.work, user.workNumber)
    contact.mobilePhoneNumber = number(.mobile, user.mobileNumber)
    contact.homePhoneNumber = number(.home, user.homeNumber)
    contact.otherPhoneNumber = number(.other, user.otherNumber)
    return contact.resource
  }
}

extension PrivacyRelationshipLevel {
  /// Whether a contact of this level sees the user's picture.
  var showsPhoto: Bool { self != .blocked }

  /// Whether a contact of this level sees who the user is in the company, and the numbers that the user shows.
  fileprivate var showsNumbers: Bool { self != .blocked && self != .external }
}
