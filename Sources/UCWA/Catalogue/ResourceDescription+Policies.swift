extension ResourceDescription {
  /// What the administrator has set.
  static let policyResources = [policies]

  private static func policy(_ name: Term, _ summary: String) -> PropertyDescription {
    PropertyDescription(name, .enumeration(GenericPolicy.described), summary)
  }

  /// `policies`: what the administrator allows and says for all applications. What has no meaning for telephone calls is
  /// not described, and absent.
  public static let policies = ResourceDescription(
    "policies", path: "policies",
    properties: [
      policy("callLogArchiving", "Whether an application may archive its call log."),
      PropertyDescription("emergencyDialString", "The emergency number that is dialled first."),
      PropertyDescription("emergencyNumbers", .strings, "The emergency numbers of the user's region."),
      PropertyDescription(
        "emergencyServiceDisclaimer", "What to tell a user who wants to call an emergency number."),
      policy("clientExchangeConnectivity", "Whether there is an Exchange server for applications: never."),
      policy("exchangeUnifiedMessaging", "Whether contacts and voicemail are kept in Exchange: never."),
      policy("htmlMessaging", "Whether messages may be HTML: never, as there are none."),
      PropertyDescription(
        "locationRequired", .enumeration(LocationRequiredEnum.described),
        "Whether the disclaimer is to be shown before an emergency call."),
      policy("messageArchiving", "Whether messages are archived: never, as there are none."),
      policy("photos", "Whether users and contacts may have photos."),
      policy("saveCallLogs", "Whether an application may keep a log of calls on its device."),
      PropertyDescription("telephonyMode", "Which audio the user may use: PhoneAudio or None."),
      PropertyDescription("voicemailUri", "The URI to call for the user's voicemail."),
    ],
    operations: [
      OperationDescription(
        .get, response: "policies",
        errors: [ErrorDescription(500, .serviceFailure, .provisioningDataUnavailable)] + ErrorDescription.reads,
        "Reads what the administrator allows.")
    ],
    scopes: .all, events: [EventDescription(.updated, priority: .medium, sender: "policies")],
    "What the administrator allows and says for all applications.")
}
