import Store
import UCWA

/// The signed-in user: `me` and what belongs to it.
extension APIHandler {
  static let meRoutes = [
    Route(.me, .get, APIHandler.me),
    Route(.phones, .get, APIHandler.phones),
    Route(.phone, .get, APIHandler.phone),
  ]

  func me(_ call: Call) { call.answer(me(call.application, call.account.user)) }

  /// A stored number as a tel URI; nil if it cannot be dialled.
  func telURI(_ number: String?, _ account: Account) -> String? { telURI(number, account.user) }

  private func telURI(_ number: String?, _ user: Store.User) -> String? {
    number.flatMap { try? context.dialPlan.normalize($0, region: user.region).telURI }
  }

  /// The user as one of his applications sees him: it has an endpoint of its own, and its own state decides which links
  /// are offered.
  func me(_ application: ApplicationSession, _ user: Store.User) -> Resource {
    var me = UCWA.Me(uri: user.uri, name: user.name)
    // A GRUU (RFC 5627 section 3): the user's address, and which of his endpoints is meant.
    me.endpointUri = user.uri + ";gr=" + application.id
    if application.presence == nil {
      if Self.hasMakeMeAvailable { me.offered = ["makeMeAvailable"] }
    } else {
      me.offered = ["location", "note", "presence"]
      if Self.hasMakeMeAvailable { me.offered.append("reportMyActivity") }
    }
    me.company = user.company
    me.department = user.department
    me.emailAddresses = user.emailAddresses.isEmpty ? nil : user.emailAddresses
    me.officeLocation = user.office
    me.title = user.title
    me.workPhoneNumber = telURI(user.workNumber, user)
    me.mobilePhoneNumber = telURI(user.mobileNumber, user)
    me.homePhoneNumber = telURI(user.homeNumber, user)
    me.otherPhoneNumber = telURI(user.otherNumber, user)
    return me.resource
  }

  /// Whether the operations by which an application makes its user available are offered.
  private static let hasMakeMeAvailable = ResourceDescription.named("makeMeAvailable") != nil

  private func phone(_ type: PhoneType, _ account: Account) -> UCWA.Phone {
    let number: String? =
      switch type {
      case .work: account.user.workNumber
      case .mobile: account.user.mobileNumber
      case .home: account.user.homeNumber
      case .other: account.user.otherNumber
      }
    return UCWA.Phone(type, number: telURI(number, account), includeInContactCard: type == .work && number != nil)
  }

  func phones(_ call: Call) {
    let phones = [PhoneType.work, .mobile, .home, .other].map { phone($0, call.account) }
    call.answer(Phones(phones.filter { $0.number != nil }).resource)
  }

  func phone(_ call: Call) throws(UCWAError) {
    guard let type = PhoneType(rawValue: call.parameters[0]) else { throw .resourceNotFound }
    let phone = phone(type, call.account)
    guard phone.number != nil else { throw .resourceNotFound }
    call.answer(phone.resource)
  }
}
