extension ResourceDescription {
  /// What users show to others: the user's own side, and the contacts' side of the same.
  static let presenceResources = [
    presence, note, location, contactPresence, contactNote, contactLocation, contactSupportedModalities,
  ]

  private static let needsAvailability = ErrorDescription(409, .conflict, .makeMeAvailableRequired)

  private static func changes(of sender: Term) -> [EventDescription] {
    [EventType.added, .updated, .deleted].map { EventDescription($0, priority: .medium, sender: sender) }
  }

  // MARK: The user's own

  /// `presence`: how the user appears to others.
  public static let presence = ResourceDescription(
    "presence", path: "me/presence",
    properties: [
      PropertyDescription("activity", "What the user is doing, such as on-the-phone."),
      PropertyDescription("availability", .enumeration(Availability.described), "Whether the user can be reached."),
    ],
    operations: [
      OperationDescription(
        .get, response: "presence", errors: [needsAvailability] + ErrorDescription.reads,
        "Reads how the user appears to others."),
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription(
            "availability", .enumeration(PreferredAvailability.described),
            "What the user wants to appear as; without it the server decides by what the user does.")
        ],
        successes: [204], errors: [needsAvailability] + ErrorDescription.commands,
        "Sets what the user wants to appear as."),
    ],
    scopes: .userReadWrite, events: changes(of: "me"),
    "How the user appears to others.")

  /// `note`: a text that the user shows to others.
  public static let note = ResourceDescription(
    "note", path: "me/note",
    properties: [
      PropertyDescription("message", "The text."),
      PropertyDescription("type", .enumeration(NoteType.described), "Who wrote it."),
    ],
    operations: [
      OperationDescription(
        .get, response: "note", errors: [needsAvailability] + ErrorDescription.reads, "Reads the user's note."),
      OperationDescription(
        .post, parameters: [ParameterDescription("message", "The text; without it the note is removed.")],
        successes: [204], errors: [needsAvailability] + ErrorDescription.commands, "Sets or removes the user's note."),
    ],
    scopes: .userReadWrite, events: changes(of: "me"),
    "A text that the user shows to others.")

  /// `location`: where the user says he is.
  public static let location = ResourceDescription(
    "location", path: "me/location",
    properties: [PropertyDescription("location", maximumLength: 60, "Where the user says he is.")],
    operations: [
      OperationDescription(
        .get, response: "location", errors: [needsAvailability] + ErrorDescription.reads, "Reads the user's location."),
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription(
            "location", maximumLength: 60, "Where the user is; without it the location is removed.")
        ],
        successes: [204], errors: [needsAvailability] + ErrorDescription.commands,
        "Sets or removes the user's location."),
    ],
    scopes: .userReadWrite, events: changes(of: "me"),
    "Where the user says he is.")

  // MARK: A contact's

  private static func ofContact(
    _ rel: Term, properties: [PropertyDescription], _ summary: String
  ) -> ResourceDescription {
    ResourceDescription(
      rel, path: "people/{contact}/" + rel.text, properties: properties,
      operations: [
        OperationDescription(.get, response: rel, errors: [.forbidden] + ErrorDescription.reads, "Reads it.")
      ],
      scopes: .contactsReadWrite, events: [EventDescription(.updated, priority: .medium, sender: "people")], summary)
  }

  /// `contactPresence`: how a contact appears.
  public static let contactPresence = ofContact(
    "contactPresence",
    properties: [
      PropertyDescription("activity", "What the contact is doing, such as on-the-phone."),
      PropertyDescription("availability", .enumeration(Availability.described), "Whether the contact can be reached."),
      PropertyDescription(
        "deviceType", .enumeration(ContactDeviceType.described), "What the contact was last active on."),
      PropertyDescription("lastActive", .date, "When the contact was last active; only while he is not."),
    ],
    "How a contact appears.")

  /// `contactNote`: a text that a contact shows.
  public static let contactNote = ofContact(
    "contactNote",
    properties: [
      PropertyDescription("message", "The text."),
      PropertyDescription("type", .enumeration(NoteType.described), "Who wrote it."),
    ],
    "A text that a contact shows.")

  /// `contactLocation`: where a contact says he is.
  public static let contactLocation = ofContact(
    "contactLocation",
    properties: [PropertyDescription("location", "Where the contact says he is.")],
    "Where a contact says he is.")

  /// `contactSupportedModalities`: what a contact can be reached by.
  public static let contactSupportedModalities = ofContact(
    "contactSupportedModalities",
    properties: [
      PropertyDescription("modalities", .enumerations(ModalityType.described), "What the contact can be reached by.")
    ],
    "What a contact's applications can take part in.")
}
