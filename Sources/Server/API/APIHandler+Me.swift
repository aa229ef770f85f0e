import Store
import UCWA

/// The signed-in user: `me` and what belongs to it.
extension APIHandler {
  static let meRoutes = [
    Route(.me, .get, APIHandler.me),
    Route(.phones, .get, APIHandler.phones),
    Route(.phone, .get, APIHandler.phone),
    Route(.changeNumber, .post, APIHandler.changeNumber),
    Route(.changeVisibility, .post, APIHandler.changeVisibility),
  ]

  func me(_ call: Call) { call.answer(me(call.application, call.account.user)) }

  /// A stored number as a tel URI; nil if it cannot be dialled.
  func telURI(_ number: String?, _ account: Account) -> String? { telURI(number, account.user) }

  func telURI(_ number: String?, _ user: Store.User) -> String? {
    number.flatMap { try? context.dialPlan.normalize($0, region: user.region).telURI }
  }

  /// The user as one of his applications sees him: it has an endpoint of its own, and its own state decides which links
  /// are offered.
  func me(_ application: ApplicationSession, _ user: Store.User) -> Resource {
    var me = UCWA.Me(uri: user.uri, name: user.name)
    // A GRUU (RFC 5627 section 3): the user's address, and which of his endpoints is meant.
    me.endpointUri = user.uri + ";gr=" + application.id
    me.offered =
      application.presence == nil ? ["makeMeAvailable"] : ["location", "note", "presence", "reportMyActivity"]
    if user.phoneAudioEnabled { me.offered.append("callForwardingSettings") }
    me.hasPhoto = user.photoTag != nil
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

  /// Tells the applications of users whose record has changed, by their own request or by the administrator's. To be
  /// called after `Accounts.refresh`.
  func tellChangedUsers() {
    for uri in context.accounts.changedUsers() {
      let applications = context.accounts.space(uri).applications
      guard !applications.isEmpty, let user = try? context.accounts.user(uri: uri) else { continue }
      for application in applications { application.deliver([meUpdated(application, user)]) }
    }
  }

  /// The event that tells an application that `me` is different.
  func meUpdated(_ application: ApplicationSession, _ user: Store.User) -> Event {
    Event(.updated, ResourceSnapshot(me(application, user)), from: .me, priority: .medium)
  }
}
