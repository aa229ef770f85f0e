extension ResourceDescription {
  /// The people the user deals with.
  static let peopleResources =
    [people, search, contact] + contactListResources + distributionGroupResources + presenceSubscriptionResources
    + privacyResources

  /// `people`: the way to contacts.
  public static let people = ResourceDescription(
    "people", path: "people",
    links: [
      LinkDescription("myContactsAndGroupsSubscription"), LinkDescription("myContacts"),
      LinkDescription("myGroupMemberships", revision: 2), LinkDescription("myGroups", revision: 2),
      LinkDescription("myPrivacyRelationships"), LinkDescription("presenceSubscriptionMemberships"),
      LinkDescription("presenceSubscriptions"), LinkDescription("search", revision: 2),
      LinkDescription("subscribedContacts"),
    ],
    operations: [
      OperationDescription(.get, response: "people", errors: [.forbidden] + ErrorDescription.reads, "Reads it.")
    ],
    scopes: .contactsReadWrite,
    "The hub of the people the user deals with.")

  /// `search`: finds people and groups in the directory.
  public static let search = ResourceDescription(
    "search", path: "people/search", revision: 2,
    properties: [PropertyDescription("moreResultsAvailable", .boolean, "Whether there is more than was asked for.")],
    embedded: [EmbeddedDescription("contact", .many), EmbeddedDescription("distributionGroup", .many)],
    operations: [
      OperationDescription(
        .get,
        query: [
          ParameterDescription("query", "Words, each of which begins a word of what is looked for."),
          ParameterDescription("mail", "The beginning of a mail address."),
          ParameterDescription("limit", .integer(1...100), "The most that is returned; 20 unless given."),
        ],
        response: "search", errors: [.forbidden] + ErrorDescription.reads, "Finds people and groups.")
    ],
    scopes: .contactsReadWrite,
    "A search in the directory.")

  /// `contact`: a person or a telephone the user deals with.
  public static let contact = ResourceDescription(
    "contact", path: "people/{contact}",
    properties: [
      PropertyDescription("company", "The contact's company."),
      PropertyDescription("department", "The contact's department."),
      PropertyDescription("emailAddresses", .strings, "The contact's e-mail addresses."),
      PropertyDescription("homePhoneNumber", "The contact's number at home, as a tel URI."),
      PropertyDescription("sourceNetworkIconUrl", "The address of a picture of the contact's network."),
      PropertyDescription("mobilePhoneNumber", "The contact's mobile number, as a tel URI."),
      PropertyDescription("name", "The contact's display name."),
      PropertyDescription("office", "Where the contact's office is."),
      PropertyDescription("otherPhoneNumber", "Another number of the contact, as a tel URI."),
      PropertyDescription("sourceNetwork", .enumeration(SourceNetwork.described), "Where the contact comes from."),
      PropertyDescription("title", "The contact's title."),
      PropertyDescription("type", .enumeration(ContactType.described), "What kind of party the contact is."),
      PropertyDescription("uri", "The contact's SIP or tel address."),
      PropertyDescription("workPhoneNumber", "The contact's work number, as a tel URI."),
    ],
    links: [
      LinkDescription("contactLocation"), LinkDescription("contactNote"), LinkDescription("contactPhoto"),
      LinkDescription("contactPresence"), LinkDescription("contactPrivacyRelationship", revision: 2),
      LinkDescription("contactSupportedModalities"),
    ],
    operations: [
      OperationDescription(
        .get, response: "contact", errors: [.forbidden] + ErrorDescription.reads, "Reads the contact.")
    ],
    scopes: .contactsReadWrite,
    "A person or a telephone that the user deals with.")
}
