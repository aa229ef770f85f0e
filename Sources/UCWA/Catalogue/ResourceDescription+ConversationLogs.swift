extension ResourceDescription {
  /// What is kept of conversations that are over.
  static let conversationLogResources = [
    conversationLogs, conversationLog, conversationLogRecipient, markAsRead, continuePhoneAudio, missedItems,
  ]

  /// The most logs that one request reads.
  public static let maximumConversationLogs = 1000

  /// `conversationLogs`: the user's past calls, the last one first.
  public static let conversationLogs = ResourceDescription(
    "conversationLogs", path: "communication/conversationLogs",
    links: [LinkDescription("conversationLog", .many)],
    embedded: [EmbeddedDescription("conversationLog", .many)],
    operations: [
      OperationDescription(
        .get,
        query: [
          ParameterDescription(
            "limit", .integer(1...maximumConversationLogs), "The most that are returned; 100 unless given.")
        ],
        response: "conversationLogs", errors: ErrorDescription.reads, "Lists the past calls, the last one first.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The collection of the user's past calls.")

  /// `conversationLog`: one past call.
  public static let conversationLog = ResourceDescription(
    "conversationLog", path: "communication/conversationLogs/{conversationLog}",
    properties: [
      PropertyDescription("creationTime", .date, "When the call was over."),
      PropertyDescription("direction", .enumeration(Direction.described), "Whether the user called or was called."),
      PropertyDescription("importance", .enumeration(Importance.described), "How urgent the caller said it was."),
      PropertyDescription(
        "modalities", .enumerations(ConversationModalityType.described),
        "What there was; a phone audio call counts as Audio."),
      PropertyDescription("onlineMeetingUri", "The address of the online meeting, of which there are none."),
      PropertyDescription("previewMessage", "The beginning of the messages, of which there are none."),
      PropertyDescription(
        "status", .enumeration(ConversationLogStatus.described), "Whether the user missed the call."),
      PropertyDescription("subject", maximumLength: 250, "The subject."),
      PropertyDescription("threadId", "The thread that a later call may continue."),
      PropertyDescription("totalRecipientsCount", .integer, "How many others there were."),
      PropertyDescription("type", .enumeration(ConversationLogType.described), "What it was: AudioLog."),
    ],
    links: [LinkDescription("continuePhoneAudio"), LinkDescription("markAsRead")],
    embedded: [EmbeddedDescription("conversationLogRecipient", .many)],
    operations: [
      OperationDescription(.get, response: "conversationLog", errors: ErrorDescription.reads, "Reads a past call."),
      OperationDescription(
        .delete, successes: [204], errors: ErrorDescription.removals, "Removes a past call from the list."),
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "A past call as the user sees it.")

  /// `conversationLogRecipient`: the other party of a past call.
  public static let conversationLogRecipient = ResourceDescription(
    "conversationLogRecipient", path: "communication/conversationLogs/{conversationLog}/conversationLogRecipient",
    properties: [
      PropertyDescription("displayName", "The party's name, as it was then."),
      PropertyDescription("sipUri", "The party's SIP or tel address."),
    ],
    links: [LinkDescription("contact"), LinkDescription("contactPhoto"), LinkDescription("contactPresence")],
    operations: [
      OperationDescription(
        .get, response: "conversationLogRecipient", errors: ErrorDescription.reads, "Reads who the other party was.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The other party of a past call.")

  /// `markAsRead`: notes that the user has seen a past call.
  public static let markAsRead = ResourceDescription(
    "markAsRead", path: "communication/conversationLogs/{conversationLog}/markAsRead",
    operations: [
      OperationDescription(
        .post, successes: [204], errors: ErrorDescription.commands, "Notes that the user has seen the missed call.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The operation that notes that the user has seen a missed call.")

  /// `continuePhoneAudio`: calls the other party of a past call again.
  public static let continuePhoneAudio = ResourceDescription(
    "continuePhoneAudio", path: "communication/conversationLogs/{conversationLog}/continuePhoneAudio",
    operations: [
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription(
            "operationId", maximumLength: 50,
            "Names the operation; it comes back in the events, and a repeat is harmless."),
          ParameterDescription("phoneNumber", .uri, "The user's own telephone that rings first."),
        ],
        successes: [201], response: "phoneAudioInvitation",
        errors: [ErrorDescription(400, .badRequest, .normalizationFailed), .forbidden] + ErrorDescription.commands,
        "Calls the other party again, in the thread of the past call.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The operation that continues a past call by a new one.")

  /// `missedItems`: how many past calls there are, and how many of them the user has missed.
  public static let missedItems = ResourceDescription(
    "missedItems", path: "communication/missedItems",
    properties: [
      PropertyDescription("conversationLogsCount", .integer, "How many past calls there are."),
      PropertyDescription(
        "conversationLogsNotifications", .enumeration(GenericPolicy.described),
        "Whether changes of them are told by events: always."),
      PropertyDescription("missedConversationsCount", .integer, "How many of them were missed."),
      PropertyDescription(
        "unreadMissedConversationsCount", .integer, "How many of these the user has not seen yet."),
      PropertyDescription("unreadVoicemailsCount", .integer, "How many voicemails are unheard: there are none."),
      PropertyDescription("voiceMailsCount", .integer, "How many voicemails there are: none."),
    ],
    operations: [
      OperationDescription(.get, response: "missedItems", errors: ErrorDescription.reads, "Counts the past calls.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    events: [EventDescription(.updated, sender: "communication")],
    "How many past calls there are, and how many of them the user has missed.")
}
