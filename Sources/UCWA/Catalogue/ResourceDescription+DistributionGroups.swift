extension ResourceDescription {
  /// The groups of the directory.
  static let distributionGroupResources = [
    distributionGroup, expandDistributionGroup, addToContactList, removeFromContactList,
  ]

  /// `distributionGroup`: a group of the directory.
  public static let distributionGroup = ResourceDescription(
    "distributionGroup", path: "people/distributionGroups/{distributionGroup}",
    properties: [
      PropertyDescription("uri", "The group's SIP address."),
      PropertyDescription("id", "The id, as groupId parameters take it."),
      PropertyDescription("name", "The group's name."),
    ],
    links: [
      LinkDescription("addToContactList"), LinkDescription("expandDistributionGroup"),
      LinkDescription("removeFromContactList"), LinkDescription("subscribeToGroupPresence"),
    ],
    embedded: [EmbeddedDescription("contact", .many), EmbeddedDescription("distributionGroup", .many)],
    operations: [
      OperationDescription(
        .get, response: "distributionGroup", errors: [.forbidden] + ErrorDescription.reads, "Reads the group.")
    ],
    scopes: .contactsReadWrite, events: [EventDescription(.updated, sender: "people")],
    "A group of the directory.")

  /// `expandDistributionGroup`: a group of the directory with its members.
  public static let expandDistributionGroup = ResourceDescription(
    "expandDistributionGroup", path: "people/distributionGroups/{distributionGroup}/expandDistributionGroup",
    operations: [
      OperationDescription(
        .get, response: "distributionGroup",
        errors: [ErrorDescription(403, .forbidden, .tooManyContacts), .forbidden] + ErrorDescription.reads,
        "Reads the group with its members.")
    ],
    scopes: .contactsReadWrite,
    "A group of the directory with its members.")

  /// `addToContactList`: adds a distribution group to the contact list.
  public static let addToContactList = ResourceDescription(
    "addToContactList", path: "people/addToContactList",
    operations: [
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription("displayName", required: true, maximumLength: 256, "The name to show."),
          ParameterDescription("smtpAddress", required: true, "The group's address, with or without sip: in front."),
        ],
        successes: [204], errors: ErrorDescription.commands, "Adds the group.")
    ],
    scopes: .contactsReadWrite,
    "Adds a distribution group to the contact list.")

  /// `removeFromContactList`: removes a distribution group from the contact list.
  public static let removeFromContactList = ResourceDescription(
    "removeFromContactList", path: "people/removeFromContactList",
    operations: [
      OperationDescription(
        .post,
        parameters: [ParameterDescription("groupId", required: true, maximumLength: 256, "The group's id.")],
        successes: [204], errors: ErrorDescription.commands, "Removes the group.")
    ],
    scopes: .contactsReadWrite,
    "Removes a distribution group from the contact list.")
}
