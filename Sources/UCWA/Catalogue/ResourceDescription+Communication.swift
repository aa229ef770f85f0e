extension ResourceDescription {
  /// The hub of calls and what it holds.
  static let communicationResources = [
    communication, conversations, conversation, phoneAudio, holdPhoneAudio, resumePhoneAudio,
    stopPhoneAudio, replaceWithPhoneAudio, transferPhoneAudio, messaging,
  ]

  /// `communication`: the hub from which calls start and which sends their events.
  public static let communication = ResourceDescription(
    "communication", path: "communication",
    properties: [
      PropertyDescription(
        "audioPreference", .enumeration(AudioPreference.described), "The kind of audio the user prefers."),
      PropertyDescription(
        "conversationHistory", .enumeration(GenericPolicy.described), "Whether conversations are archived."),
      PropertyDescription("lisLocation", "The location found for the user."),
      PropertyDescription(
        "lisQueryResult", .enumeration(LisQueryResultEnum.described), "How asking for the location went."),
      PropertyDescription("phoneNumber", maximumLength: 100, "The telephone that rings unless a call says otherwise."),
      PropertyDescription("publishEndpointLocation", .boolean, "Whether the endpoint's location is published."),
      PropertyDescription(
        "supportedMessageFormats", .enumerations(MessageFormat.described), "The message formats it can show."),
      PropertyDescription(
        "supportedModalities", .enumerations(ModalityType.described), "The modalities the application takes part in."),
      PropertyDescription(
        "videoBasedScreenSharing", .enumeration(GenericPolicy.described), "Whether screens are shared as video."),
      PropertyDescription("etag", isExtension: true, "The version of the resource, for If-Match."),
    ],
    links: [
      LinkDescription("conversationLogs"),
      LinkDescription("conversations"),
      LinkDescription("mediaPolicies"),
      LinkDescription("missedItems"),
      LinkDescription("startPhoneAudioOnBehalfOfDelegator"),
      LinkDescription("startPhoneAudio", revision: 2),
    ],
    operations: [
      OperationDescription(.get, response: "communication", errors: ErrorDescription.reads, "Reads the hub."),
      OperationDescription(
        .put,
        parameters: [
          ParameterDescription(
            "audioPreference", .enumeration(AudioPreference.described), "The kind of audio the user prefers."),
          ParameterDescription(
            "conversationHistory", .enumeration(GenericPolicy.described), "Whether conversations are archived."),
          ParameterDescription("lisLocation", "The location found for the user; at most 4096 characters."),
          ParameterDescription(
            "lisQueryResult", .enumeration(LisQueryResultEnum.described), "How asking for the location went."),
          ParameterDescription(
            "phoneNumber", .uri, maximumLength: 100, "The telephone that rings unless a call says otherwise."),
          ParameterDescription("publishEndpointLocation", .boolean, "Whether the endpoint's location is published."),
          ParameterDescription(
            "supportedMessageFormats", .enumerations(MessageFormat.described), "The message formats it can show."),
          ParameterDescription(
            "supportedModalities", .enumerations(ModalityType.described),
            "The modalities the application takes part in."),
          ParameterDescription(
            "videoBasedScreenSharing", .enumeration(GenericPolicy.described), "Whether screens are shared as video."),
        ],
        successes: [204],
        errors: [ErrorDescription(400, .badRequest, .normalizationFailed)] + ErrorDescription.replacements,
        "Replaces what the application has set; what is left out goes back to its default."),
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    events: [EventDescription(.updated, priority: .medium, sender: "communication")],
    isReplaceable: true,
    "The hub from which the user's calls start.")

  /// `conversations`: the user's running conversations.
  public static let conversations = ResourceDescription(
    "conversations", path: "communication/conversations",
    links: [LinkDescription("conversation", .many)],
    embedded: [EmbeddedDescription("conversation", .many)],
    operations: [
      OperationDescription(.get, response: "conversations", errors: ErrorDescription.reads, "Lists the conversations.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The collection of the user's conversations.")

  /// `conversation`: what two or more parties have with each other.
  public static let conversation = ResourceDescription(
    "conversation", path: "communication/conversations/{conversation}",
    properties: [
      PropertyDescription(
        "activeModalities", .enumerations(ConversationModalityType.described),
        "What is going on; a phone audio call counts as Audio."),
      PropertyDescription(
        "audienceMessaging", .enumeration(AudienceMessaging.described), "Whether an audience may send messages."),
      PropertyDescription(
        "audienceMute", .enumeration(AudienceMuteLock.described), "Whether an audience is kept muted."),
      PropertyDescription("created", .date, "When the conversation began."),
      PropertyDescription("expirationTime", .date, "When the conversation will end by itself."),
      PropertyDescription("importance", .enumeration(Importance.described), "How urgent the caller says it is."),
      PropertyDescription("participantCount", .integer, "How many take part besides the user."),
      PropertyDescription("readLocally", .boolean, "Whether the user has seen it."),
      PropertyDescription("recording", .boolean, "Whether it is being recorded."),
      PropertyDescription("state", .enumeration(ConversationState.described), "The state of the conversation."),
      PropertyDescription("subject", maximumLength: 250, "The subject."),
      PropertyDescription("threadId", "Names the thread that a later call may continue."),
    ],
    links: [
      LinkDescription("addParticipant"), LinkDescription("applicationSharing"), LinkDescription("attendees"),
      LinkDescription("audioVideo"), LinkDescription("dataCollaboration"),
      LinkDescription("disableAudienceMessaging"), LinkDescription("disableAudienceMuteLock"),
      LinkDescription("enableAudienceMessaging"), LinkDescription("enableAudienceMuteLock"),
      LinkDescription("leaders"), LinkDescription("lobby"), LinkDescription("localParticipant"),
      LinkDescription("messaging"), LinkDescription("onlineMeeting"), LinkDescription("participants"),
      LinkDescription("phoneAudio"), LinkDescription("userAcknowledged"),
    ],
    embedded: [
      EmbeddedDescription("localParticipant"),
      EmbeddedDescription("participant", .many, isExtension: true),
      EmbeddedDescription("phoneAudio"),
    ],
    operations: [
      OperationDescription(.get, response: "conversation", errors: ErrorDescription.reads, "Reads the conversation."),
      OperationDescription(
        .delete, successes: [204], errors: ErrorDescription.removals, "Ends every call of the conversation."),
    ],
    scopes: .conversationsReceive,
    events: [
      EventDescription(.added, sender: "communication", in: "conversations"),
      EventDescription(.updated, sender: "communication"),
      EventDescription(.deleted, sender: "communication", in: "conversations"),
    ],
    "What the user and another party have with each other.")

  /// `phoneAudio`: the call of a conversation.
  public static let phoneAudio = ResourceDescription(
    "phoneAudio", path: "communication/conversations/{conversation}/phoneAudio",
    properties: [PropertyDescription("state", .enumeration(CallState.described), "The state of the call.")],
    links: [
      LinkDescription("addPhoneAudio"), LinkDescription("conversation"), LinkDescription("holdPhoneAudio"),
      LinkDescription("resumePhoneAudio"), LinkDescription("stopPhoneAudio"),
      LinkDescription("replaceWithPhoneAudio", isExtension: true),
      LinkDescription("transferPhoneAudio", isExtension: true),
    ],
    operations: [
      OperationDescription(.get, response: "phoneAudio", errors: ErrorDescription.reads, "Reads the call's state.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    events: [EventDescription(.updated, sender: "conversation")],
    "The call between the user's telephone and the other side.")

  /// `holdPhoneAudio`: stops the audio of both sides without ending the call.
  public static let holdPhoneAudio = ResourceDescription(
    "holdPhoneAudio", path: "communication/conversations/{conversation}/phoneAudio/holdPhoneAudio",
    operations: [
      OperationDescription(
        .post, successes: [204], errors: ErrorDescription.commands, "Holds the call: neither side hears the other.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The operation that holds a phone audio call.")

  /// `resumePhoneAudio`: lets both sides hear each other again.
  public static let resumePhoneAudio = ResourceDescription(
    "resumePhoneAudio", path: "communication/conversations/{conversation}/phoneAudio/resumePhoneAudio",
    operations: [
      OperationDescription(.post, successes: [204], errors: ErrorDescription.commands, "Resumes a held call.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The operation that resumes a held phone audio call.")

  /// `stopPhoneAudio`: ends the call.
  public static let stopPhoneAudio = ResourceDescription(
    "stopPhoneAudio", path: "communication/conversations/{conversation}/phoneAudio/stopPhoneAudio",
    operations: [
      OperationDescription(
        .post, successes: [204], errors: ErrorDescription.commands, "Ends the call on both telephones.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The operation that ends a phone audio call.")

  /// `replaceWithPhoneAudio`: moves the call to another of the user's telephones.
  public static let replaceWithPhoneAudio = ResourceDescription(
    "replaceWithPhoneAudio", path: "communication/conversations/{conversation}/phoneAudio/replaceWithPhoneAudio",
    operations: [
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription(
            "operationId", maximumLength: 50,
            "Names the operation; it comes back in the events, and a repeat is harmless."),
          ParameterDescription("phoneNumber", .uri, "The user's telephone that is to take over."),
          ParameterDescription("to", .uri, required: true, "The other side of the call, as a check."),
        ],
        successes: [201], response: "phoneAudioInvitation",
        errors: [ErrorDescription(400, .badRequest, .normalizationFailed)] + ErrorDescription.commands,
        "Rings another telephone of the user; when it is answered it takes the place of the one the call is on.")
    ],
    scopes: .conversationsInitiate,
    "The operation that moves a call to another of the user's telephones.")

  /// `transferPhoneAudio`: gives the call to somebody else.
  public static let transferPhoneAudio = ResourceDescription(
    "transferPhoneAudio", path: "communication/conversations/{conversation}/phoneAudio/transferPhoneAudio",
    operations: [
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription(
            "to", .uri, required: true, "Who is to take the user's place: a SIP address, a tel URI, or digits.")
        ],
        successes: [204],
        errors: [ErrorDescription(400, .badRequest, .normalizationFailed), .forbidden] + ErrorDescription.commands,
        "Calls somebody; when he answers he takes the user's place, and the user's telephone is released.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    isExtension: true,
    "The operation that gives a call to somebody else.")

  /// `messaging`: the messages of a conversation, of which this server has none; it offers no way to send one.
  public static let messaging = ResourceDescription(
    "messaging", path: "communication/conversations/{conversation}/messaging",
    properties: [
      PropertyDescription(
        "negotiatedMessageFormats", .enumerations(MessageFormat.described), "The formats both sides can show."),
      PropertyDescription("state", .enumeration(CallState.described), "The state of the modality."),
    ],
    links: [LinkDescription("conversation")],
    operations: [
      OperationDescription(.get, response: "messaging", errors: ErrorDescription.reads, "Reads the modality's state.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    events: [EventDescription(.updated, sender: "conversation")],
    "The instant messages of a conversation, which are never there.")
}
