extension ResourceDescription {
  /// Operations that invite, and what they make.
  static let invitationResources = [
    startPhoneAudio, startPhoneAudioOnBehalfOfDelegator, addPhoneAudio, phoneAudioInvitation, cancel, decline,
    accept,
  ]

  private static let callParameters: [ParameterDescription] = [
    ParameterDescription(
      "operationId", maximumLength: 50, "Names the operation; it comes back in the events, and a repeat is harmless."),
    ParameterDescription("phoneNumber", .uri, "The user's own telephone that rings first."),
    ParameterDescription(
      "importance", .enumeration(Importance.described), "How urgent the call is; Normal unless given."),
    ParameterDescription("subject", maximumLength: 250, "The subject shown to the other side."),
    ParameterDescription("threadId", "The thread of a conversation to continue."),
    ParameterDescription("to", .uri, required: true, "Whom to call: a SIP address, a tel URI, or digits."),
    ParameterDescription("customContent", .dataURI, "A data URI that is passed on to the other side."),
  ]

  /// `startPhoneAudio`: starts a call-via-work call.
  public static let startPhoneAudio = ResourceDescription(
    "startPhoneAudio", path: "communication/startPhoneAudio", revision: 2,
    operations: [
      OperationDescription(
        .post, parameters: callParameters, successes: [201], response: "phoneAudioInvitation",
        errors: [ErrorDescription(400, .badRequest, .normalizationFailed), .forbidden] + ErrorDescription.commands,
        "Rings the user's telephone, then the other side, and joins them.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The operation that starts a phone audio call.")

  /// `startPhoneAudioOnBehalfOfDelegator`: starts a call that shows another user's identity.
  public static let startPhoneAudioOnBehalfOfDelegator = ResourceDescription(
    "startPhoneAudioOnBehalfOfDelegator", path: "communication/startPhoneAudioOnBehalfOfDelegator",
    operations: [
      OperationDescription(
        .post,
        parameters: callParameters + [
          ParameterDescription(
            "delegator", .uri,
            "The SIP address of the user on whose behalf the call is made; need not be given if there "
              + "is only one.")
        ],
        successes: [201], response: "phoneAudioInvitation",
        errors: [ErrorDescription(400, .badRequest, .normalizationFailed), .forbidden] + ErrorDescription.commands,
        "Rings the user's telephone, then the other side, which is shown the delegator's identity.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The operation that starts a phone audio call on behalf of a delegator.")

  /// `addPhoneAudio`: calls again in a conversation whose call is over.
  public static let addPhoneAudio = ResourceDescription(
    "addPhoneAudio", path: "communication/conversations/{conversation}/phoneAudio/addPhoneAudio",
    otherPath: "communication/phoneAudio/addPhoneAudio",
    operations: [
      OperationDescription(
        .post, parameters: callParameters.filter { ["operationId", "phoneNumber", "to"].contains($0.name) },
        successes: [201], response: "phoneAudioInvitation",
        errors: [ErrorDescription(400, .badRequest, .normalizationFailed)] + ErrorDescription.commands,
        "Rings the user's telephone, then the other side, and joins them in the conversation.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The operation that adds phone audio to a conversation.")

  /// `phoneAudioInvitation`: how setting up a call goes.
  public static let phoneAudioInvitation = ResourceDescription(
    "phoneAudioInvitation", path: "communication/invitations/{invitation}",
    properties: [
      PropertyDescription("delegator", "The SIP address of the user on whose behalf the call is made."),
      PropertyDescription("direction", .enumeration(Direction.described), "Whether the user calls or is called."),
      PropertyDescription("importance", .enumeration(Importance.described), "How urgent the caller says it is."),
      PropertyDescription("joinAudioMuted", .boolean, "Whether the user joins an online meeting muted."),
      PropertyDescription("operationId", maximumLength: 50, "The ID the application gave the operation."),
      PropertyDescription("phoneNumber", "The user's own telephone, as a tel URI."),
      PropertyDescription("privateLine", .boolean, "Whether the call came in on the user's private line."),
      PropertyDescription("state", .enumeration(InvitationState.described), "How far the invitation has come."),
      PropertyDescription("subject", maximumLength: 250, "The subject."),
      PropertyDescription("threadId", "The thread of the conversation."),
      PropertyDescription("to", "Whom the invitation was meant for, as a URI."),
    ],
    links: [
      LinkDescription("customContent", isExtension: true), LinkDescription("from"),
      LinkDescription("acceptedByContact"), LinkDescription("cancel"), LinkDescription("conversation"),
      LinkDescription("decline"), LinkDescription("delegator"), LinkDescription("derivedConversation"),
      LinkDescription("derivedPhoneAudio"), LinkDescription("forwardedBy"), LinkDescription("onBehalfOf"),
      LinkDescription("phoneAudio"), LinkDescription("replacesPhoneAudio"), LinkDescription("to"),
      LinkDescription("transferredBy"),
    ],
    embedded: [
      EmbeddedDescription("acceptedByParticipant", .many, resource: "participant"),
      EmbeddedDescription("from", resource: "participant"),
    ],
    operations: [
      OperationDescription(
        .get, response: "phoneAudioInvitation",
        errors: [
          ErrorDescription(400, .badRequest), ErrorDescription(400, .badRequest, .parameterValidationFailure),
          ErrorDescription(410, .gone), ErrorDescription(404, .notFound),
        ] + ErrorDescription.reads,
        "Reads how far the invitation has come.")
    ],
    scopes: .conversationsInitiate,
    events: [
      EventDescription(.started, sender: "communication"),
      EventDescription(.updated, sender: "communication"),
      EventDescription(.completed, sender: "communication", isExtension: true),
    ],
    "The setting up of a phone audio call, in or out.")

  /// `cancel`: gives up an outgoing invitation.
  public static let cancel = ResourceDescription(
    "cancel", path: "communication/invitations/{invitation}/cancel",
    operations: [
      OperationDescription(
        .post, successes: [204], errors: ErrorDescription.commands, "Ends the set-up; no telephone goes on ringing.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The operation that gives up an outgoing invitation.")

  /// `decline`: refuses an incoming invitation.
  public static let decline = ResourceDescription(
    "decline", path: "communication/invitations/{invitation}/decline",
    operations: [
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription(
            "reason", .enumeration(CallDeclineReason.described),
            "Why: Local tells the caller that the user is busy, anything else that he does not want the call.")
        ],
        successes: [204], errors: ErrorDescription.commands, "Ends the set-up; no telephone goes on ringing.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The operation that refuses an incoming invitation.")

  /// `accept`: nothing a phone audio invitation can do; it is there to say so.
  public static let accept = ResourceDescription(
    "accept", path: "communication/invitations/{invitation}/accept",
    operations: [
      OperationDescription(
        .post, successes: [204], errors: ErrorDescription.commands,
        "Is refused with 409 Conflict, since a phone audio invitation is accepted by answering the phone.")
    ],
    scopes: [.conversationsInitiate, .conversationsReceive],
    "The operation that accepts other kinds of invitations; phone audio is accepted by answering the phone.")
}
