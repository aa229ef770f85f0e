extension ResourceDescription {
  /// How an application makes its user available, and keeps him so.
  static let availabilityResources = [makeMeAvailable, reportMyActivity]

  /// `makeMeAvailable`: the application says how its user appears and what it takes part in.
  ///
  /// The reference's samples have it below communication, its text below me; clients use both.
  public static let makeMeAvailable = ResourceDescription(
    "makeMeAvailable", path: "me/makeMeAvailable", otherPath: "communication/makeMeAvailable", revision: 2,
    operations: [
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription(
            "audioPreference", .enumeration(AudioPreference.described), "The kind of audio the user prefers."),
          ParameterDescription(
            "inactiveTimeout", .duration(unit: 60),
            "How long without activity until the user counts as inactive, a plain number in minutes; 5 minutes."),
          ParameterDescription("phoneNumber", .uri, "The telephone that rings unless a call says otherwise."),
          ParameterDescription(
            "signInAs", .enumeration(PreferredAvailability.described), "How the user wants to appear."),
          ParameterDescription(
            "supportedMessageFormats", .enumerations(MessageFormat.described), "The message formats it can show."),
          ParameterDescription(
            "supportedModalities", .enumerations(ModalityType.described),
            "The modalities in which it takes what comes in."),
          ParameterDescription(
            "voipFallbackToPhoneAudioTimeOut", .duration(unit: 1),
            "Taken and not used: there is no audio but that of telephones."),
        ],
        successes: [204],
        errors: [
          .forbidden, ErrorDescription(403, .forbidden, .anonymousNotAllowed),
          ErrorDescription(400, .badRequest, .normalizationFailed),
        ] + ErrorDescription.commands,
        "Makes the user available in this application; once only.")
    ],
    scopes: [.userReadWrite, .conversationsReceive],
    "The operation that makes the user available.")

  /// `reportMyActivity`: the user is active in the application.
  public static let reportMyActivity = ResourceDescription(
    "reportMyActivity", path: "me/reportMyActivity", otherPath: "reportMyActivity",
    operations: [
      OperationDescription(
        .post, successes: [204],
        errors: [
          ErrorDescription(403, .forbidden, .anonymousNotAllowed),
          ErrorDescription(409, .conflict, .makeMeAvailableRequired),
        ] + ErrorDescription.commands,
        "Says that the user is active, at least once every four minutes while he is.")
    ],
    scopes: .userReadWrite,
    "The operation by which an application says that its user is active.")
}
