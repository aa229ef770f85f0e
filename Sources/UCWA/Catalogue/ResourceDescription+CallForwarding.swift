extension ResourceDescription {
  /// Where the user's calls go besides his own phones.
  static let callForwardingResources = [
    callForwardingSettings, turnOffCallForwarding,
    immediateForwardSettings, immediateForwardToContact, immediateForwardToDelegates, immediateForwardToVoicemail,
    simultaneousRingSettings, simultaneousRingToContact, simultaneousRingToDelegates, simultaneousRingToTeam,
    unansweredCallSettings, unansweredCallToContact, unansweredCallToVoicemail, resetUnansweredCallSettings,
  ]

  private static let etag = PropertyDescription("etag", isExtension: true, "The version of the resource, for If-Match.")

  // MARK: The whole

  /// `callForwardingSettings`: what is in force, and when.
  public static let callForwardingSettings = ResourceDescription(
    "callForwardingSettings", path: "me/callForwardingSettings",
    properties: [
      PropertyDescription("activePeriod", .enumeration(ActivePeriod.described), "When the active setting is in force."),
      PropertyDescription(
        "activeSetting", .enumeration(CallForwardingState.described), "What is in force; None for nothing."),
      PropertyDescription(
        "unansweredCallHandling", .enumeration(UnansweredCallHandling.described),
        "Whether calls that nobody takes go elsewhere; Disabled while all go elsewhere at once."),
      etag,
    ],
    links: [LinkDescription("turnOffCallForwarding")],
    embedded: [
      EmbeddedDescription("immediateForwardSettings"), EmbeddedDescription("simultaneousRingSettings"),
      EmbeddedDescription("unansweredCallSettings"),
    ],
    operations: [
      OperationDescription(
        .get, response: "callForwardingSettings", errors: [.forbidden] + ErrorDescription.reads,
        "Reads where the user's calls go."),
      OperationDescription(
        .put,
        parameters: [
          ParameterDescription("activePeriod", .enumeration(ActivePeriod.described), "When it is in force."),
          ParameterDescription(
            "activeSetting", .enumeration(CallForwardingState.described),
            "What is in force; its target must have been chosen. None turns it off."),
          ParameterDescription(
            "unansweredCallHandling", .enumeration(UnansweredCallHandling.described),
            "Whether calls that nobody takes go elsewhere."),
        ],
        successes: [204],
        errors: [.forbidden, ErrorDescription(409, .conflict)] + missingPeople + ErrorDescription.replacements,
        "Says what is in force and when; what is left out stays as it is."),
    ],
    scopes: .userReadWrite, isReplaceable: true,
    "Where the user's calls go besides his own phones.")

  /// `turnOffCallForwarding`: back to the user's own phones.
  public static let turnOffCallForwarding = command(
    "turnOffCallForwarding", "me/callForwardingSettings/turnOffCallForwarding",
    "Lets calls ring the user's own phones, and go to the voicemail, if there is one, when nobody takes them.")

  // MARK: At once

  /// `immediateForwardSettings`: where calls go at once.
  public static let immediateForwardSettings = ResourceDescription(
    "immediateForwardSettings", path: "me/callForwardingSettings/immediateForwardSettings",
    properties: [
      PropertyDescription(
        "target", .enumeration(ImmediateForwardSettingsTarget.described),
        "Where calls go at once, while that is in force.")
    ],
    links: [
      LinkDescription("contact"), LinkDescription("immediateForwardToContact"),
      LinkDescription("immediateForwardToDelegates"), LinkDescription("immediateForwardToVoicemail"),
    ],
    operations: [
      OperationDescription(
        .get, response: "immediateForwardSettings", errors: [.forbidden] + ErrorDescription.reads,
        "Reads where calls go at once.")
    ],
    scopes: .userReadWrite,
    "Where calls go at once, without ringing the user's own phones.")

  /// `immediateForwardToContact`: all calls to a number or an address.
  public static let immediateForwardToContact = command(
    "immediateForwardToContact", "me/callForwardingSettings/immediateForwardSettings/immediateForwardToContact",
    parameters: [target], "Sends all calls to a number or an address at once.")

  /// `immediateForwardToDelegates`: all calls to the delegates.
  public static let immediateForwardToDelegates = command(
    "immediateForwardToDelegates", "me/callForwardingSettings/immediateForwardSettings/immediateForwardToDelegates",
    errors: missing(.noDelegatesConfigured), "Sends all calls to the user's delegates at once.")

  /// `immediateForwardToVoicemail`: all calls to the voicemail.
  public static let immediateForwardToVoicemail = command(
    "immediateForwardToVoicemail", "me/callForwardingSettings/immediateForwardSettings/immediateForwardToVoicemail",
    "Sends all calls to the voicemail at once.")

  // MARK: As well

  /// `simultaneousRingSettings`: who rings together with the user's own phones.
  public static let simultaneousRingSettings = ResourceDescription(
    "simultaneousRingSettings", path: "me/callForwardingSettings/simultaneousRingSettings",
    properties: [
      PropertyDescription("ringDelay", .integer, "Seconds for which the user's own phones ring alone."),
      PropertyDescription(
        "target", .enumeration(SimultaneousRingTarget.described), "Who rings as well, while that is in force."),
      etag,
    ],
    links: [
      LinkDescription("contact"), LinkDescription("simultaneousRingToContact"),
      LinkDescription("simultaneousRingToDelegates"), LinkDescription("simultaneousRingToTeam"),
    ],
    operations: [
      OperationDescription(
        .get, response: "simultaneousRingSettings", errors: [.forbidden] + ErrorDescription.reads,
        "Reads who rings together with the user's own phones."),
      OperationDescription(
        .put,
        parameters: [
          simultaneousDelay,
          ParameterDescription(
            "target", .enumeration(SimultaneousRingTarget.described),
            "Who rings as well; Contact only where it is so already. None turns it off."),
        ],
        successes: [204], errors: [.forbidden] + missingPeople + ErrorDescription.replacements,
        "Changes who rings as well, and when; what is left out stays as it is."),
    ],
    scopes: .userReadWrite, isReplaceable: true,
    "Who rings together with the user's own phones.")

  /// `simultaneousRingToContact`: a number or an address rings as well.
  public static let simultaneousRingToContact = command(
    "simultaneousRingToContact", "me/callForwardingSettings/simultaneousRingSettings/simultaneousRingToContact",
    parameters: [target], "Lets a number or an address ring together with the user's own phones.")

  /// `simultaneousRingToDelegates`: the delegates ring as well.
  public static let simultaneousRingToDelegates = command(
    "simultaneousRingToDelegates", "me/callForwardingSettings/simultaneousRingSettings/simultaneousRingToDelegates",
    parameters: [simultaneousDelay], errors: missing(.noDelegatesConfigured),
    "Lets the user's delegates ring together with his own phones.")

  /// `simultaneousRingToTeam`: the team rings as well.
  public static let simultaneousRingToTeam = command(
    "simultaneousRingToTeam", "me/callForwardingSettings/simultaneousRingSettings/simultaneousRingToTeam",
    parameters: [simultaneousDelay], errors: missing(.noTeamMembersConfigured),
    "Lets the user's team ring together with his own phones.")

  // MARK: When nobody takes a call

  /// `unansweredCallSettings`: where calls go that nobody takes.
  public static let unansweredCallSettings = ResourceDescription(
    "unansweredCallSettings", path: "me/callForwardingSettings/unansweredCallSettings",
    properties: [
      PropertyDescription("ringDelay", .integer, "Seconds after which nobody has taken a call."),
      PropertyDescription(
        "target", .enumeration(UnansweredCallHandlingTarget.described),
        "Where calls go then, while that is enabled; None where there is no voicemail."),
      etag,
    ],
    links: [
      LinkDescription("contact"), LinkDescription("resetUnansweredCallSettings"),
      LinkDescription("unansweredCallToContact"), LinkDescription("unansweredCallToVoicemail"),
    ],
    operations: [
      OperationDescription(
        .get, response: "unansweredCallSettings", errors: [.forbidden] + ErrorDescription.reads,
        "Reads where calls go that nobody takes."),
      OperationDescription(
        .put,
        parameters: [
          unansweredDelay,
          ParameterDescription(
            "target", .enumeration(UnansweredCallHandlingTarget.described),
            "Where calls go; Contact only where it is so already. None turns it off."),
        ],
        successes: [204], errors: [.forbidden] + ErrorDescription.replacements,
        "Changes where calls go that nobody takes, and when; what is left out stays as it is."),
    ],
    scopes: .userReadWrite, isReplaceable: true,
    "Where calls go that nobody takes.")

  /// `unansweredCallToContact`: to a number or an address.
  public static let unansweredCallToContact = command(
    "unansweredCallToContact", "me/callForwardingSettings/unansweredCallSettings/unansweredCallToContact",
    parameters: [unansweredDelay, target], "Sends calls that nobody takes to a number or an address.")

  /// `unansweredCallToVoicemail`: to the voicemail.
  public static let unansweredCallToVoicemail = command(
    "unansweredCallToVoicemail", "me/callForwardingSettings/unansweredCallSettings/unansweredCallToVoicemail",
    parameters: [unansweredDelay], "Sends calls that nobody takes to the voicemail.")

  /// `resetUnansweredCallSettings`: back to the defaults.
  public static let resetUnansweredCallSettings = command(
    "resetUnansweredCallSettings", "me/callForwardingSettings/unansweredCallSettings/resetUnansweredCallSettings",
    "Sends calls that nobody takes to the voicemail after the usual time; nowhere if there is no voicemail.")

  // MARK: What they have in common

  private static let target = ParameterDescription(
    "target", .uri, required: true, maximumLength: 80,
    "The number or address; an emergency number, or the user himself, is refused.")
  private static let simultaneousDelay = ParameterDescription(
    "ringDelay", .integer(0...55),
    "Seconds for which the user's own phones ring alone; without it that stays as it is.")
  private static let unansweredDelay = ParameterDescription(
    "ringDelay", .integer(5...60), "Seconds after which nobody has taken a call; without it that stays as it is.")

  // 403: he has none; 409: he has, but none of them can be called.
  private static func missing(_ subcode: ErrorSubcode) -> [ErrorDescription] {
    [ErrorDescription(403, .forbidden, subcode), ErrorDescription(409, .conflict, subcode)]
  }

  private static let missingPeople = missing(.noDelegatesConfigured) + missing(.noTeamMembersConfigured)

  private static func command(
    _ rel: Term, _ path: String, parameters: [ParameterDescription] = [], errors: [ErrorDescription] = [],
    _ summary: String
  ) -> ResourceDescription {
    ResourceDescription(
      rel, path: path,
      operations: [
        OperationDescription(
          .post, parameters: parameters, successes: [204],
          errors: [.forbidden] + errors + (parameters.contains(target) ? [normalization] : [])
            + ErrorDescription.commands, summary)
      ],
      scopes: .userReadWrite, summary)
  }

  private static let normalization = ErrorDescription(400, .badRequest, .normalizationFailed)
}
