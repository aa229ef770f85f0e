/// How close a contact is to the user (UCWA 2.0 `contactPrivacyRelationship`).
public struct PrivacyRelationship: Sendable {
  /// The id of the contact.
  public var contact: String
  /// How close he is.
  public var level: PrivacyRelationshipLevel
  /// The name of the property that a PUT must send back.
  public var marker: String
  /// Whether the user has set the level; then it can be taken back.
  public var isSet: Bool

  /// A contact's level.
  public init(contact: String, _ level: PrivacyRelationshipLevel, isSet: Bool, marker: String) {
    self.contact = contact
    self.level = level
    self.isSet = isSet
    self.marker = marker
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(
      .contactPrivacyRelationship, href: .contact(contact, "contactPrivacyRelationship"), marker: marker)
    resource.add("relationshipLevel", level)
    resource.link(
      "resetContactPrivacyRelationship",
      isSet ? .contact(contact, "contactPrivacyRelationship/resetContactPrivacyRelationship") : nil)
    resource.addETag()
    return resource
  }
}

/// The contacts to whom the user has given one level of privacy (UCWA 2.0 `myPrivacyRelationship`).
public struct PrivacyLevelContacts: Sendable {
  /// The level.
  public var level: PrivacyRelationshipLevel
  /// The contacts' ids.
  public var contacts: [String]

  /// A level and its contacts.
  public init(_ level: PrivacyRelationshipLevel, contacts: [String]) {
    self.level = level
    self.contacts = contacts
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.myPrivacyRelationship, href: .myPrivacyRelationship(level))
    resource.add("relationshipLevel", level)
    for contact in contacts { resource.link("contact", .contact(contact)) }
    return resource
  }

  /// All levels that were given to anybody (UCWA 2.0 `myPrivacyRelationships`).
  public static func collection(_ levels: [PrivacyLevelContacts]) -> Resource {
    var resource = Resource(.myPrivacyRelationships, href: .myPrivacyRelationships)
    resource.embed("myPrivacyRelationship", levels.map(\.resource))
    return resource
  }
}
