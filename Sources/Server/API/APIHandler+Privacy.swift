import HTTP
import Store
import UCWA

/// How close contacts are to the user, which decides what they see of him (docs/people.md).
extension APIHandler {
  static let privacyRoutes = [
    Route(.contactPrivacyRelationship, .get, APIHandler.privacyRelationship),
    Route(.contactPrivacyRelationship, .put, APIHandler.replacePrivacyRelationship),
    Route(.resetContactPrivacyRelationship, .post, APIHandler.resetPrivacyRelationship),
    Route(.myPrivacyRelationships, .get, APIHandler.myPrivacyRelationships),
    Route(.myPrivacyRelationship, .get, APIHandler.myPrivacyRelationship),
  ]

  func privacyRelationship(_ call: Call) throws(UCWAError) {
    call.answer(privacyRelationship(of: try privacyContact(call), call.space, call.application).resource)
  }

  /// The contact in the path: another user of this server, since nobody else can see anything of the user.
  private func privacyContact(_ call: Call) throws(UCWAError) -> String {
    guard case .user(let user)? = try identity(call.parameters[0], call.account), user.uri != call.account.user.uri
    else { throw .resourceNotFound }
    return user.contactID
  }

  private func privacyRelationship(
    of contact: String, _ space: UserSpace, _ application: ApplicationSession
  ) -> PrivacyRelationship {
    PrivacyRelationship(
      contact: contact, space.contacts.level(of: contact), isSet: space.contacts.list.privacy[contact] != nil,
      marker: application.marker)
  }

  func replacePrivacyRelationship(_ call: Call) throws(UCWAError) {
    let contact = try privacyContact(call)
    let current = privacyRelationship(of: contact, call.space, call.application)
    let level: PrivacyRelationshipLevel? = try replacement(of: current.resource, call)
      .enumeration("relationshipLevel")
    guard level != .unknown else {
      throw .parameterValidationFailure([
        BadParameter(name: "relationshipLevel", reason: Message(.relationshipUnknown))
      ])
    }
    let limits = context.contactListLimits
    update(call) { list throws(UCWAError) in
      try list.set(level, of: contact, limits)
    } answer: { _ in
      call.answerReplaced(by: privacyRelationship(of: contact, call.space, call.application).resource)
    }
  }

  func resetPrivacyRelationship(_ call: Call) throws(UCWAError) {
    let contact = try privacyContact(call)
    let limits = context.contactListLimits
    change(call) { list throws(UCWAError) in
      try list.set(nil, of: contact, limits)
    } answer: { _ in
      .empty(204)
    }
  }

  private func levels(_ call: Call) -> [PrivacyLevelContacts] {
    let privacy = call.space.contacts.list.privacy
    return PrivacyRelationshipLevel.allCases.compactMap { level in
      let contacts = privacy.filter { $0.value == level }.map(\.key).sorted()
      return contacts.isEmpty ? nil : PrivacyLevelContacts(level, contacts: contacts)
    }
  }

  func myPrivacyRelationships(_ call: Call) { call.answer(PrivacyLevelContacts.collection(levels(call))) }

  func myPrivacyRelationship(_ call: Call) throws(UCWAError) {
    guard let level = levels(call).first(where: { $0.level.rawValue == call.parameters[0] }) else {
      throw .resourceNotFound
    }
    call.answer(level.resource)
  }

  /// Tells the contact what he sees now, and the user's applications that follow him.
  func tellPrivacy(of contact: String, _ call: Call) {
    call.space.privacyChanged(for: contact)
    let watchers = call.space.contacts.watchers(of: contact)
    for application in call.space.applications where watchers.contains(application.id) {
      let resource = privacyRelationship(of: contact, call.space, application).resource
      application.deliver([Event(.updated, ResourceSnapshot(resource), from: .people, priority: .medium)])
    }
  }
}
