extension ResourceDescription {
  /// Whose presence an application follows.
  static let presenceSubscriptionResources = [
    presenceSubscriptions, presenceSubscription, addToPresenceSubscription, memberships,
    presenceSubscriptionMemberships, presenceSubscriptionMembership, subscribeToGroupPresence, subscribedContacts,
  ]

  private static let reads = [.forbidden] + ErrorDescription.reads
  private static let limited = [ErrorDescription(403, .forbidden, .limitExceeded), .forbidden]
  private static let duration = ParameterDescription(
    "duration", .integer(10...30), required: true, "For how long, in minutes.")
  private static let contactUris = ParameterDescription(
    "contactUris", .uris, required: true, "The addresses of the contacts.")
  private static let wholeSubscription = ParameterDescription(
    "presenceSubscriptionId", isExtension: true, "The subscription; the only one unless given.")

  /// `presenceSubscriptions`: the application's subscriptions.
  public static let presenceSubscriptions = ResourceDescription(
    "presenceSubscriptions", path: "people/presenceSubscriptions",
    embedded: [EmbeddedDescription("presenceSubscription", .many)],
    operations: [
      OperationDescription(.get, response: "presenceSubscriptions", errors: reads, "Reads the subscriptions."),
      OperationDescription(
        .post,
        parameters: [
          duration,
          ParameterDescription("uris", .uris, required: true, "The addresses of the contacts."),
        ],
        successes: [201], response: "presenceSubscription", errors: limited + ErrorDescription.commands,
        "Subscribes to the presence of contacts."),
    ],
    scopes: .all,
    "The application's presence subscriptions.")

  /// `presenceSubscription`: a set of contacts whose presence is followed.
  public static let presenceSubscription = ResourceDescription(
    "presenceSubscription", path: "people/presenceSubscriptions/{presenceSubscription}",
    properties: [PropertyDescription("id", "The id.")],
    links: [LinkDescription("addToPresenceSubscription"), LinkDescription("memberships")],
    operations: [
      OperationDescription(.get, response: "presenceSubscription", errors: reads, "Reads the subscription."),
      OperationDescription(
        .post, parameters: [duration], response: "presenceSubscription",
        errors: [.forbidden] + ErrorDescription.commands, "Goes on longer."),
      OperationDescription(
        .delete, successes: [204], errors: [.forbidden] + ErrorDescription.removals, "Ends the subscription."),
    ],
    scopes: .userReadWrite,
    events: [EventType.added, .updated, .deleted].map { EventDescription($0, priority: .medium, sender: "people") },
    "A set of contacts whose presence the application follows.")

  /// `addToPresenceSubscription`: follows more contacts.
  public static let addToPresenceSubscription = ResourceDescription(
    "addToPresenceSubscription",
    path: "people/presenceSubscriptions/{presenceSubscription}/addToPresenceSubscription",
    operations: [
      OperationDescription(
        .post, parameters: [contactUris], successes: [201], response: "presenceSubscriptionMemberships",
        errors: limited + ErrorDescription.commands, "Adds contacts to the subscription.")
    ],
    scopes: .userReadWrite,
    "Adds contacts to a presence subscription.")

  /// `memberships`: the contacts of one subscription.
  public static let memberships = ResourceDescription(
    "memberships", path: "people/presenceSubscriptions/{presenceSubscription}/memberships",
    embedded: [EmbeddedDescription("presenceSubscriptionMembership", .many)],
    operations: [
      OperationDescription(
        .get, response: "presenceSubscriptionMemberships", errors: reads, "Reads who is in the subscription."),
      OperationDescription(
        .post, parameters: [contactUris], successes: [201], response: "presenceSubscriptionMemberships",
        errors: limited + ErrorDescription.commands, "Adds contacts to the subscription."),
    ],
    scopes: .userReadWrite,
    "The contacts of one presence subscription.")

  /// `presenceSubscriptionMemberships`: which contact is in which subscription.
  public static let presenceSubscriptionMemberships = ResourceDescription(
    "presenceSubscriptionMemberships", path: "people/presenceSubscriptionMemberships",
    embedded: [EmbeddedDescription("presenceSubscriptionMembership", .many)],
    operations: [
      OperationDescription(
        .get, response: "presenceSubscriptionMemberships", errors: reads, "Reads who is in which subscription."),
      OperationDescription(
        .post, parameters: [contactUris], query: [wholeSubscription], successes: [201],
        response: "presenceSubscriptionMemberships", errors: limited + ErrorDescription.commands,
        "Adds contacts to a subscription."),
    ],
    scopes: .all,
    "Which contact is in which presence subscription.")

  /// `presenceSubscriptionMembership`: one contact's place in one subscription.
  public static let presenceSubscriptionMembership = ResourceDescription(
    "presenceSubscriptionMembership",
    path: "people/presenceSubscriptionMemberships/{presenceSubscriptionMembership}",
    links: [LinkDescription("contact"), LinkDescription("presenceSubscription")],
    operations: [
      OperationDescription(.get, response: "presenceSubscriptionMembership", errors: reads, "Reads the membership."),
      OperationDescription(
        .delete, successes: [204], errors: [.forbidden] + ErrorDescription.removals,
        "Takes the contact out of the subscription."),
    ],
    scopes: .all,
    "One contact's place in one presence subscription.")

  /// `subscribeToGroupPresence`: follows everybody in a group.
  public static let subscribeToGroupPresence = ResourceDescription(
    "subscribeToGroupPresence", path: "people/groups/subscribeToGroupPresence",
    operations: [
      OperationDescription(
        .post,
        parameters: [
          duration, ParameterDescription("groupId", required: true, maximumLength: 256, "The group's id."),
        ],
        successes: [201], response: "presenceSubscription", errors: limited + ErrorDescription.commands,
        "Subscribes to the presence of those who are in the group now.")
    ],
    scopes: .contactsReadWrite,
    "Follows the presence of a group.")

  /// `subscribedContacts`: the contacts whose presence the application follows.
  public static let subscribedContacts = ResourceDescription(
    "subscribedContacts", path: "people/subscribedContacts",
    links: [LinkDescription("contact", .many)],
    operations: [
      OperationDescription(.get, response: "subscribedContacts", errors: reads, "Reads the contacts.")
    ],
    scopes: .all,
    events: [EventType.added, .deleted].map { EventDescription($0, priority: .medium, sender: "people") },
    "The contacts whose presence the application follows.")
}
