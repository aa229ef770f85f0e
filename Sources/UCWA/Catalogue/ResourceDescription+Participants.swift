extension ResourceDescription {
  /// Who takes part in a conversation.
  static let participantResources = [
    participants, participant, localParticipant, participantAudio,
  ]

  private static let participantProperties: [PropertyDescription] = [
    PropertyDescription("anonymous", .boolean, "Whether the participant is not known by name."),
    PropertyDescription("inLobby", .boolean, "Whether the participant waits to be let in."),
    PropertyDescription("local", .boolean, "Whether the participant is the user."),
    PropertyDescription("name", "The participant's display name."),
    PropertyDescription("organizer", .boolean, "Whether the participant called the conversation together."),
    PropertyDescription("otherPhoneNumber", "Another number of the participant, as a tel URI."),
    PropertyDescription("role", .enumeration(Role.described), "The participant's role."),
    PropertyDescription("sourceNetwork", .enumeration(SourceNetwork.described), "Where the participant comes from."),
    PropertyDescription("uri", "The participant's SIP or tel address."),
    PropertyDescription("workPhoneNumber", "The participant's work number, as a tel URI."),
  ]

  private static func participantEvents(in collection: Term?) -> [EventDescription] {
    [
      EventDescription(.added, sender: "conversation", in: collection),
      EventDescription(.updated, sender: "conversation"),
      EventDescription(.deleted, sender: "conversation", in: collection),
    ]
  }

  /// `participants`: who takes part in a conversation.
  public static let participants = ResourceDescription(
    "participants", path: "communication/conversations/{conversation}/participants",
    links: [LinkDescription("participant", .many)],
    embedded: [EmbeddedDescription("participant", .many)],
    operations: [
      OperationDescription(.get, response: "participants", errors: ErrorDescription.reads, "Lists the participants.")
    ],
    scopes: .conversationsReceive,
    "The collection of a conversation's participants.")

  /// `participant`: the other side.
  public static let participant = ResourceDescription(
    "participant", path: "communication/conversations/{conversation}/participants/{participant}",
    properties: participantProperties,
    links: [
      LinkDescription("admit"), LinkDescription("contact"), LinkDescription("contactPhoto"),
      LinkDescription("contactPresence"), LinkDescription("conversation"), LinkDescription("demote"),
      LinkDescription("eject"), LinkDescription("me"), LinkDescription("participantApplicationSharing"),
      LinkDescription("participantAudio"), LinkDescription("participantDataCollaboration"),
      LinkDescription("participantMessaging"), LinkDescription("participantPanoramicVideo"),
      LinkDescription("participantVideo"), LinkDescription("promote"), LinkDescription("reject"),
    ],
    operations: [
      OperationDescription(.get, response: "participant", errors: ErrorDescription.reads, "Reads the participant.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    events: participantEvents(in: "participants"),
    "A party to a conversation other than the user.")

  /// `localParticipant`: the user as a party to a conversation.
  public static let localParticipant = ResourceDescription(
    "localParticipant", path: "communication/conversations/{conversation}/localParticipant",
    properties: participantProperties,
    links: [
      LinkDescription("contact"), LinkDescription("contactPhoto"), LinkDescription("contactPresence"),
      LinkDescription("conversation"), LinkDescription("eject"), LinkDescription("me"),
      LinkDescription("participantApplicationSharing"), LinkDescription("participantAudio"),
      LinkDescription("participantDataCollaboration"), LinkDescription("participantMessaging"),
      LinkDescription("participantPanoramicVideo"), LinkDescription("participantVideo"),
    ],
    operations: [
      OperationDescription(
        .get, response: "localParticipant", errors: ErrorDescription.reads, "Reads the user's part.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    events: participantEvents(in: nil),
    "The user as a party to a conversation.")

  /// `participantAudio`: a participant's audio.
  public static let participantAudio = ResourceDescription(
    "participantAudio",
    path: "communication/conversations/{conversation}/participants/{participant}/participantAudio",
    otherPath: "communication/conversations/{conversation}/localParticipant/participantAudio",
    properties: [
      PropertyDescription(
        "audioDirection", .enumeration(MediaDirectionType.described), "Which way the participant's audio flows."),
      PropertyDescription("audioMuted", .boolean, "Whether the participant's audio is muted."),
      PropertyDescription("audioSourceId", .integer, "Names the participant's audio in a mixed stream."),
    ],
    links: [LinkDescription("muteAudio"), LinkDescription("participant"), LinkDescription("unmuteAudio")],
    operations: [
      OperationDescription(.get, response: "participantAudio", errors: ErrorDescription.reads, "Reads the audio.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    events: participantEvents(in: nil),
    "A participant's audio in a conversation.")
}
