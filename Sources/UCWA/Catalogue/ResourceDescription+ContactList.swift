extension ResourceDescription {
  /// The user's contact list: contacts, groups, and who is in which.
  static let contactListResources = [
    myContacts, myGroups, group, defaultGroup, pinnedGroup, delegatesGroup, delegatorsGroup, groupContacts,
    groupMemberships, myGroupMemberships,
    myGroupMembership, removeContactFromAllGroups, myContactsAndGroupsSubscription,
    startOrRefreshSubscriptionToContactsAndGroups, stopSubscriptionToContactsAndGroups,
  ]

  private static let expand = ParameterDescription(
    "expand", .boolean, "Whether what is in it is embedded; true unless given, else it is linked.")
  private static let groupErrors = [ErrorDescription(403, .forbidden, .operationNotSupported), .forbidden]
  private static let contactChanges = [
    EventDescription(.added, sender: "people"), EventDescription(.deleted, sender: "people"),
  ]
  private static let groupChanges = [
    EventDescription(.added, sender: "people", in: "myGroups"), EventDescription(.updated, sender: "people"),
    EventDescription(.deleted, sender: "people", in: "myGroups"),
  ]
  private static let groupProperties = [
    PropertyDescription("id", "The id, as groupId parameters take it."),
    PropertyDescription("name", "The group's name."),
  ]
  private static let groupLinks = [LinkDescription("groupContacts"), LinkDescription("subscribeToGroupPresence")]

  private static func read(_ rel: Term, _ summary: String, query: [ParameterDescription] = []) -> OperationDescription {
    OperationDescription(
      .get, query: query, response: rel, errors: groupErrors + ErrorDescription.reads, summary)
  }

  /// `myContacts`: everybody in the contact list.
  public static let myContacts = ResourceDescription(
    "myContacts", path: "people/contacts",
    links: [LinkDescription("contact", .many)],
    embedded: [EmbeddedDescription("contact", .many)],
    operations: [read("myContacts", "Reads the contacts.", query: [expand])],
    scopes: .all, events: contactChanges,
    "The contacts of the user's contact list.")

  /// `myGroups`: the groups of the contact list.
  public static let myGroups = ResourceDescription(
    "myGroups", path: "people/groups", revision: 2,
    links: [
      LinkDescription("defaultGroup"), LinkDescription("delegatesGroup"), LinkDescription("delegatorsGroup"),
      LinkDescription("distributionGroup", .many), LinkDescription("group", .many, revision: 2),
      LinkDescription("myOrganizationGroup"), LinkDescription("pinnedGroup"),
    ],
    embedded: [
      EmbeddedDescription("defaultGroup"), EmbeddedDescription("delegatesGroup"),
      EmbeddedDescription("delegatorsGroup"), EmbeddedDescription("distributionGroup", .many),
      EmbeddedDescription("group", .many), EmbeddedDescription("pinnedGroup"),
    ],
    operations: [
      read("myGroups", "Reads the groups.", query: [expand]),
      OperationDescription(
        .post,
        parameters: [ParameterDescription("displayName", required: true, maximumLength: 256, "The name.")],
        successes: [201], response: "group", errors: [.forbidden] + ErrorDescription.commands, "Makes a group."),
    ],
    scopes: .contactsReadWrite,
    events: groupChanges + [
      EventDescription(.added, priority: .low, sender: "people"),
      EventDescription(.updated, priority: .low, sender: "people"),
      EventDescription(.deleted, priority: .low, sender: "people"),
    ],
    "The groups of the user's contact list.")

  /// `group`: a group that the user made.
  public static let group = ResourceDescription(
    "group", path: "people/groups/{group}", revision: 2,
    properties: groupProperties + [
      PropertyDescription("etag", isExtension: true, "The version of the resource; a PUT must name it.")
    ],
    links: groupLinks,
    operations: [
      read("group", "Reads the group."),
      OperationDescription(
        .put,
        parameters: [
          ParameterDescription("name", required: true, maximumLength: 256, "The new name."),
          ParameterDescription("id", "The id, which does not change."),
        ],
        successes: [204], errors: ErrorDescription.replacements, "Renames the group."),
      OperationDescription(
        .delete, successes: [204], errors: ErrorDescription.removals,
        "Removes the group; contacts that are in no other go to the default group."),
    ],
    scopes: .contactsReadWrite, events: groupChanges, isReplaceable: true,
    "A group that the user made.")

  /// `defaultGroup`: where contacts go that were given no other group.
  public static let defaultGroup = ResourceDescription(
    "defaultGroup", path: "people/defaultGroup", properties: groupProperties, links: groupLinks,
    operations: [read("defaultGroup", "Reads the group.")],
    scopes: .contactsReadWrite, events: groupChanges,
    "The group of contacts that were given no other.")

  /// `pinnedGroup`: the contacts that the user keeps at hand.
  public static let pinnedGroup = ResourceDescription(
    "pinnedGroup", path: "people/pinnedGroup", properties: groupProperties, links: groupLinks,
    operations: [read("pinnedGroup", "Reads the group.")],
    scopes: .contactsReadWrite, events: groupChanges,
    "The group of contacts that the user keeps at hand.")

  private static let slowContactChanges = [
    EventDescription(.added, priority: .low, sender: "people"),
    EventDescription(.deleted, priority: .low, sender: "people"),
  ]

  /// `delegatesGroup`: those who may call on behalf of the user.
  public static let delegatesGroup = ResourceDescription(
    "delegatesGroup", path: "people/delegatesGroup", properties: groupProperties, links: groupLinks,
    operations: [read("delegatesGroup", "Reads the group.")],
    scopes: .contactsReadWrite,
    events: slowContactChanges + [
      EventDescription(.added, sender: "people", in: "myGroups", isExtension: true),
      EventDescription(.deleted, sender: "people", in: "myGroups", isExtension: true),
    ],
    "The group of those who may call on behalf of the user, as the administrator says.")

  /// `delegatorsGroup`: those on whose behalf the user may call.
  public static let delegatorsGroup = ResourceDescription(
    "delegatorsGroup", path: "people/delegatorsGroup", properties: groupProperties, links: groupLinks,
    operations: [read("delegatorsGroup", "Reads the group.")],
    scopes: .contactsReadWrite, events: slowContactChanges + groupChanges,
    "The group of those on whose behalf the user may call, as the administrator says.")

  /// `groupContacts`: the contacts of one group.
  public static let groupContacts = ResourceDescription(
    "groupContacts", path: "people/groups/{group}/contacts",
    links: [LinkDescription("contact", .many)],
    embedded: [EmbeddedDescription("contact", .many)],
    operations: [read("groupContacts", "Reads the contacts of the group.", query: [expand])],
    scopes: .all, events: contactChanges,
    "The contacts of one group.")

  /// `groupMemberships`: the memberships of one group.
  public static let groupMemberships = ResourceDescription(
    "groupMemberships", path: "people/groups/{group}/memberships",
    embedded: [EmbeddedDescription("myGroupMembership", .many)],
    operations: [read("groupMemberships", "Reads the memberships of the group.")],
    scopes: .contactsReadWrite,
    "The memberships of one group.")

  /// `myGroupMemberships`: which contact is in which group.
  public static let myGroupMemberships = ResourceDescription(
    "myGroupMemberships", path: "people/groupMemberships", revision: 2,
    links: [LinkDescription("removeContactFromAllGroups", revision: 2, isExtension: true)],
    embedded: [EmbeddedDescription("myGroupMembership", .many)],
    operations: [
      read(
        "myGroupMemberships", "Reads the memberships.",
        query: [ParameterDescription("groupId", "The group whose memberships are read; all unless given.")]),
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription("contactUri", .uri, required: true, maximumLength: 250, "The contact's address."),
          ParameterDescription("groupId", maximumLength: 256, "The group; the default group unless given."),
        ],
        successes: [201], response: "myGroupMembership",
        errors: groupErrors + [
          ErrorDescription(403, .forbidden, .limitExceeded), ErrorDescription(409, .conflict, .limitExceeded),
          ErrorDescription(500, .serviceFailure, .migrationInProgress),
        ] + ErrorDescription.commands,
        "Adds a contact to a group."),
    ],
    scopes: .all,
    "Which contact is in which group.")

  /// `myGroupMembership`: one contact's place in one group.
  public static let myGroupMembership = ResourceDescription(
    "myGroupMembership", path: "people/groupMemberships/{myGroupMembership}", revision: 2,
    links: [
      LinkDescription("contact"), LinkDescription("defaultGroup"), LinkDescription("delegatesGroup"),
      LinkDescription("group", revision: 2), LinkDescription("pinnedGroup"),
    ],
    operations: [
      read("myGroupMembership", "Reads the membership."),
      OperationDescription(
        .delete, successes: [204],
        errors: [
          ErrorDescription(500, .serviceFailure, .migrationInProgress), ErrorDescription(404, .notFound),
        ] + ErrorDescription.removals,
        "Removes the contact from the group."),
    ],
    scopes: .contactsReadWrite,
    "One contact's place in one group.")

  /// `removeContactFromAllGroups`: removes a contact from the contact list.
  public static let removeContactFromAllGroups = ResourceDescription(
    "removeContactFromAllGroups", path: "people/groupMemberships/removeContactFromAllGroups", revision: 2,
    operations: [
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription("contactUri", .uri, required: true, maximumLength: 250, "The contact's address.")
        ],
        successes: [204], errors: ErrorDescription.commands, "Removes a contact from all groups.")
    ],
    scopes: .contactsReadWrite,
    "Removes a contact from the contact list.")

  /// `myContactsAndGroupsSubscription`: whether the application is told of changes to contacts and groups.
  public static let myContactsAndGroupsSubscription = ResourceDescription(
    "myContactsAndGroupsSubscription", path: "people/contactsAndGroupsSubscription",
    properties: [PropertyDescription("state", .enumeration(SubscriptionState.described), "How far it is.")],
    links: [
      LinkDescription("startOrRefreshSubscriptionToContactsAndGroups"),
      LinkDescription("stopSubscriptionToContactsAndGroups"),
    ],
    operations: [read("myContactsAndGroupsSubscription", "Reads the subscription.")],
    scopes: .contactsReadWrite,
    events: [EventDescription(.updated, priority: .medium, sender: "people")],
    "Whether the application is told of changes to contacts and groups.")

  /// `startOrRefreshSubscriptionToContactsAndGroups`: begins to tell, or goes on longer.
  public static let startOrRefreshSubscriptionToContactsAndGroups = ResourceDescription(
    "startOrRefreshSubscriptionToContactsAndGroups",
    path: "people/contactsAndGroupsSubscription/startOrRefreshSubscriptionToContactsAndGroups",
    operations: [
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription("duration", .integer(10...60), required: true, "For how long, in minutes.")
        ],
        response: "myContactsAndGroupsSubscription", errors: [.forbidden] + ErrorDescription.commands,
        "Begins to tell the application, or goes on longer.")
    ],
    scopes: .contactsReadWrite,
    "Begins to tell the application of changes to contacts and groups.")

  /// `stopSubscriptionToContactsAndGroups`: tells no more.
  public static let stopSubscriptionToContactsAndGroups = ResourceDescription(
    "stopSubscriptionToContactsAndGroups",
    path: "people/contactsAndGroupsSubscription/stopSubscriptionToContactsAndGroups",
    operations: [
      OperationDescription(
        .post, successes: [204], errors: [.forbidden] + ErrorDescription.commands, "Ends the subscription.")
    ],
    scopes: .contactsReadWrite,
    "Ends the subscription to contacts and groups.")
}
