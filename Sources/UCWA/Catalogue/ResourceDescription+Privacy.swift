extension ResourceDescription {
  /// How close contacts are to the user.
  static let privacyResources = [
    contactPrivacyRelationship, resetContactPrivacyRelationship, myPrivacyRelationships, myPrivacyRelationship,
  ]

  private static let relationshipLevel = PropertyDescription(
    "relationshipLevel", .enumeration(PrivacyRelationshipLevel.described), "How close the contact is.")

  /// `contactPrivacyRelationship`: how close a contact is to the user.
  public static let contactPrivacyRelationship = ResourceDescription(
    "contactPrivacyRelationship", path: "people/{contact}/contactPrivacyRelationship", revision: 2,
    properties: [
      relationshipLevel,
      PropertyDescription("etag", isExtension: true, "The version of the resource; a PUT must name it."),
    ],
    links: [LinkDescription("resetContactPrivacyRelationship")],
    operations: [
      OperationDescription(
        .get, response: "contactPrivacyRelationship", errors: [.forbidden] + ErrorDescription.reads,
        "Reads how close the contact is."),
      OperationDescription(
        .put,
        parameters: [
          ParameterDescription(
            "relationshipLevel", .enumeration(PrivacyRelationshipLevel.described),
            "How close the contact is to be; without it the level goes back to what it was by itself.")
        ],
        successes: [204], errors: [.forbidden] + ErrorDescription.replacements, "Sets how close the contact is."),
    ],
    scopes: .contactsReadWrite, events: [EventDescription(.updated, priority: .medium, sender: "people")],
    isReplaceable: true,
    "How close a contact is to the user, which decides what the contact sees.")

  /// `resetContactPrivacyRelationship`: takes back what was set.
  public static let resetContactPrivacyRelationship = ResourceDescription(
    "resetContactPrivacyRelationship",
    path: "people/{contact}/contactPrivacyRelationship/resetContactPrivacyRelationship",
    operations: [
      OperationDescription(
        .post, successes: [204], errors: [.forbidden] + ErrorDescription.commands, "Takes back what was set.")
    ],
    scopes: .contactsReadWrite,
    "Takes back how close a contact was set to be.")

  /// `myPrivacyRelationships`: the levels with the contacts of each.
  public static let myPrivacyRelationships = ResourceDescription(
    "myPrivacyRelationships", path: "people/privacyRelationships",
    embedded: [EmbeddedDescription("myPrivacyRelationship", .many)],
    operations: [
      OperationDescription(
        .get, response: "myPrivacyRelationships", errors: [.forbidden] + ErrorDescription.reads, "Reads the levels.")
    ],
    scopes: .all,
    "The levels of privacy that the user has set.")

  /// `myPrivacyRelationship`: one level and its contacts.
  public static let myPrivacyRelationship = ResourceDescription(
    "myPrivacyRelationship", path: "people/privacyRelationships/{level}",
    properties: [relationshipLevel],
    links: [LinkDescription("contact", .many)],
    operations: [
      OperationDescription(
        .get, response: "myPrivacyRelationship", errors: [.forbidden] + ErrorDescription.reads,
        "Reads the contacts of a level.")
    ],
    scopes: .all,
    "The contacts to whom the user has given one level of privacy.")
}
