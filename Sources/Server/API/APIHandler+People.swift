import Numbering
import Store
import UCWA

/// The people the user deals with.
extension APIHandler {
  static let peopleRoutes = [
    Route(.people, .get, APIHandler.people),
    Route(.contact, .get, APIHandler.contact),
  ]

  func people(_ call: Call) { call.answer(People().resource) }

  /// A contact by the last part of its path: a user's address without `sip:`, or a number.
  func contact(_ call: Call) throws(UCWAError) {
    call.answer(try contact(call.parameters[0], call.account))
  }

  private func contact(_ id: String, _ account: Account) throws(UCWAError) -> Resource {
    let address = id.lowercased().hasPrefix("sip:") ? String(id.dropFirst(4)) : id
    let user = try lookUp { () throws(StoreError) -> Store.User? in
      if let user = try context.accounts.user(uri: "sip:" + address) { return user }
      return try context.accounts.user(workNumber: address)
    }
    if let user {
      var contact = UCWA.Contact(id: id, uri: user.uri, name: user.name)
      contact.company = user.company
      contact.department = user.department
      contact.emailAddresses = user.emailAddresses.isEmpty ? nil : user.emailAddresses
      contact.office = user.office
      contact.title = user.title
      contact.workPhoneNumber = telURI(user.workNumber, account)
      return contact.resource
    }
    guard let target = try? target(id, account) else { throw .resourceNotFound }
    switch target {
    case .number(let number):
      var contact = UCWA.Contact(id: id, uri: number.telURI, type: .phone, sourceNetwork: .unknown)
      contact.otherPhoneNumber = number.telURI
      return contact.resource
    case .sip:
      // Of strangers only the address is known; in a domain of ours an unknown one does not exist.
      guard let domain = address.split(separator: "@").last, address.contains("@"), !isOwnDomain(String(domain)) else {
        throw .resourceNotFound
      }
      return UCWA.Contact(id: id, uri: target.uri, sourceNetwork: .federated).resource
    }
  }
}
