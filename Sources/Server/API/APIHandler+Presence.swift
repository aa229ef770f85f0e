import Store
import UCWA

/// What users show to others: the user's own presence, note and location, and those of contacts.
extension APIHandler {
  static let presenceRoutes = [
    Route(.presence, .get, APIHandler.presence),
    Route(.presence, .post, APIHandler.setPresence),
    Route(.note, .get, APIHandler.note),
    Route(.note, .post, APIHandler.setNote),
    Route(.location, .get, APIHandler.location),
    Route(.location, .post, APIHandler.setLocation),
    Route(.contactPresence, .get, APIHandler.contactPresence),
    Route(.contactNote, .get, APIHandler.contactNote),
    Route(.contactLocation, .get, APIHandler.contactLocation),
    Route(.contactSupportedModalities, .get, APIHandler.contactSupportedModalities),
  ]

  /// The longest note. The reference names no limit, but each of those who watch keeps a copy.
  static let maximumNote = 1000

  /// Tells an application that its user is available by it, once its `presence` is set and recorded: `me` is updated,
  /// since other links are offered now, and presence, note and location are added. makeMeAvailable calls it.
  ///
  /// - Parameters:
  ///   - signInAs: What the user wants to appear as; nil leaves that as it is.
  ///   - then: Called when `signInAs` is recorded, with the error if it could not be.
  func madeAvailable(
    _ application: ApplicationSession, _ user: Store.User, signInAs: PreferredAvailability?,
    then: @escaping @Sendable (UCWAError?) -> Void
  ) {
    application.deliver([meUpdated(application, user)])
    context.presence.madeAvailable(application)
    guard let signInAs else { return then(nil) }
    context.presence.update(user.uri, { $0.preferred = signInAs }) { result in
      switch result {
      case .success: then(nil)
      case .failure: then(.callbackChannelError)
      }
    }
  }

  // MARK: The user's own

  func presence(_ call: Call) throws(UCWAError) { call.answer(try ownStatus(call).presence) }

  func note(_ call: Call) throws(UCWAError) { call.answer(Note(try ownStatus(call).note).resource) }

  func location(_ call: Call) throws(UCWAError) { call.answer(Location(try ownStatus(call).location).resource) }

  private func ownStatus(_ call: Call) throws(UCWAError) -> PresenceStatus {
    guard call.application.presence != nil else { throw .makeMeAvailableRequired }
    return context.presence.status(of: call.account.user.uri)
  }

  func setPresence(_ call: Call) throws(UCWAError) {
    let preferred: PreferredAvailability? = try parameters(call).enumeration("availability")
    try change(call) { $0.preferred = preferred }
  }

  func setNote(_ call: Call) throws(UCWAError) {
    let message = try parameters(call).string("message")
    if let message, message.count > Self.maximumNote {
      throw .parameterValidationFailure([
        BadParameter(
          name: "message",
          reason: Message(.tooLong, .number("length", message.count), .number("maximum", Self.maximumNote)))
      ])
    }
    try change(call) { $0.note = message }
  }

  func setLocation(_ call: Call) throws(UCWAError) {
    let location = try parameters(call).string("location")
    try change(call) { $0.location = location }
  }

  /// Changes the user's profile and answers 204 when that is recorded.
  private func change(_ call: Call, _ change: (inout UserProfile) -> Void) throws(UCWAError) {
    guard call.application.presence != nil else { throw .makeMeAvailableRequired }
    context.presence.update(call.account.user.uri, change) { result in
      switch result {
      case .success: call.responder.respond(.empty(204))
      case .failure: call.refuse(.callbackChannelError)
      }
    }
  }

  // MARK: A contact's

  func contactPresence(_ call: Call) throws(UCWAError) {
    let (contact, status) = try contactStatus(call)
    call.answer(status.contactPresence(contact).resource)
  }

  func contactNote(_ call: Call) throws(UCWAError) {
    let (contact, status) = try contactStatus(call)
    call.answer(status.contactNote(contact).resource)
  }

  func contactLocation(_ call: Call) throws(UCWAError) {
    let (contact, status) = try contactStatus(call)
    call.answer(status.contactLocation(contact).resource)
  }

  func contactSupportedModalities(_ call: Call) throws(UCWAError) {
    let (contact, status) = try contactStatus(call)
    call.answer(status.contactSupportedModalities(contact).resource)
  }

  /// The status of the contact in the path and that part of the path; only users of this server have one.
  private func contactStatus(_ call: Call) throws(UCWAError) -> (contact: String, status: PresenceStatus) {
    let id = call.parameters[0]
    let user = try lookUp { () throws(StoreError) in try context.accounts.user(uri: "sip:" + id.withoutSIPScheme) }
    guard let user else { throw .resourceNotFound }
    let level = context.accounts.space(user.uri).contacts.level(of: call.account.user.contactID)
    return (id, context.presence.status(of: user.uri).seen(at: level))
  }
}
