extension ResourceDescription {
  /// The way in, applications and their event channel.
  static let discoveryResources =
    [root, user, applications, application, onlineMeetings, eventChannel, reason] + availabilityResources

  /// `root`: where a client begins.
  public static let root = ResourceDescription(
    "root",
    links: [LinkDescription("redirect"), LinkDescription("user"), LinkDescription("xframe")],
    operations: [
      OperationDescription(.get, response: "root", errors: ErrorDescription.reads, "Names the way in for a user.")
    ],
    "The entry to the API: leads to the user's resource and to the frame for browsers.")

  /// `user`: answers with a challenge until a token is sent, then names the applications resource.
  public static let user = ResourceDescription(
    "user",
    links: [LinkDescription("applications"), LinkDescription("redirect"), LinkDescription("xframe")],
    operations: [
      OperationDescription(
        .get, response: "user", errors: ErrorDescription.reads,
        "Names the applications resource, or the user's home pool if that is another one.")
    ],
    "The signed-in user's way to the applications resource.")

  /// `applications`: where an application registers itself.
  public static let applications = ResourceDescription(
    "applications",
    operations: [
      OperationDescription(
        .post,
        parameters: [
          ParameterDescription(
            "culture", required: true, maximumLength: 100, "The culture of the application, such as en-US."),
          ParameterDescription(
            "endpointId", required: true, maximumLength: 100,
            "Names the device; the same one again finds the same application."),
          ParameterDescription(
            "instanceId", maximumLength: 100, "Names one of several running instances; each has an event channel."),
          ParameterDescription(
            "phoneNumber", .uri, isExtension: true, "The user's own telephone that rings unless a call says otherwise."),
          ParameterDescription("type", maximumLength: 100, isExtension: true, "The kind of device."),
          ParameterDescription(
            "userAgent", required: true, maximumLength: 100, "The name and version of the application."),
        ],
        successes: [201, 200], response: "application",
        errors: [
          .forbidden, ErrorDescription(410, .gone, .tooManyApplications),
          ErrorDescription(410, .gone, .userAgentNotAllowed),
        ] + ErrorDescription.commands,
        "Registers an application, or finds the running one of the same user, endpoint, agent, culture and type.")
    ],
    "The collection of the user's applications.")

  /// `application`: one registered application of a user.
  public static let application = ResourceDescription(
    "application", path: "",
    properties: [
      PropertyDescription("culture", "The culture given at registration."),
      PropertyDescription("endpointId", "The device given at registration."),
      PropertyDescription("id", "The application's ID, the same as in its path."),
      PropertyDescription("instanceId", "The instance given at registration."),
      PropertyDescription("type", "The kind of device given at registration."),
      PropertyDescription("userAgent", "The name and version given at registration."),
    ],
    links: [
      LinkDescription("batch"), LinkDescription("events"), LinkDescription("policies"),
      LinkDescription("reportMyNetwork"),
    ],
    embedded: [
      EmbeddedDescription("communication"), EmbeddedDescription("me"), EmbeddedDescription("onlineMeetings"),
      EmbeddedDescription("people"),
    ],
    operations: [
      OperationDescription(
        .get, query: [.instance], response: "application", errors: ErrorDescription.reads, "Reads the application."),
      OperationDescription(
        .delete, query: [.instance], successes: [204], errors: ErrorDescription.removals,
        "Ends the application, or only the instance that is named while others go on; set-ups that have not reached the "
          + "other side are cancelled at the application's end, calls that are up go on."),
    ],
    scopes: .all,
    "A program acting for a user, with its own event channel.")

  /// `onlineMeetings`: there for clients that expect it in an application.
  public static let onlineMeetings = ResourceDescription(
    "onlineMeetings", path: "onlineMeetings",
    links: [
      LinkDescription("myAssignedOnlineMeeting"), LinkDescription("myOnlineMeetings"),
      LinkDescription("onlineMeetingDefaultValues"), LinkDescription("onlineMeetingEligibleValues"),
      LinkDescription("onlineMeetingInvitationCustomization"), LinkDescription("onlineMeetingPolicies"),
      LinkDescription("phoneDialInInformation"),
    ],
    operations: [
      OperationDescription(.get, response: "onlineMeetings", errors: ErrorDescription.reads, "Reads the resource.")
    ],
    scopes: .all,
    "The user's online meetings; this server has none, so it offers no links.")

  /// `events`: the event channel.
  public static let eventChannel = ResourceDescription(
    "events", path: "events",
    links: [
      LinkDescription("next", isExtension: true), LinkDescription("resume", isExtension: true),
      LinkDescription("resync", isExtension: true),
    ],
    operations: [
      OperationDescription(
        .get,
        query: [
          ParameterDescription(
            "ack", .integer(Int.min...Int.max), required: true, isExtension: true,
            "The package that is asked for; asking for it acknowledges the one before."),
          ParameterDescription.instance,
          ParameterDescription(
            "low", .integer(5...1800), "Seconds that events of low priority may wait; 15 unless set, remembered."),
          ParameterDescription(
            "medium", .integer(5...1800), "Seconds that events of medium priority may wait; 5 unless set, remembered."),
          ParameterDescription(
            "priority", .integer(Int.min...Int.max),
            "Decides which of two pending requests stays; 0 unless set, and the newer one if equal."),
          ParameterDescription(
            "timeout", .integer(180...1800), "Seconds until an empty answer is given; 180 unless set, remembered."),
        ],
        response: "events",
        errors: ErrorDescription.reads + [ErrorDescription(409, .conflict, .pGetReplaced)],
        "Waits until there are events and returns them.")
    ],
    "The event channel: a request that is held until there is something to tell.")

  /// `reason`: why something failed or ended.
  public static let reason = ResourceDescription(
    "reason",
    properties: [
      PropertyDescription("code", .enumeration(ErrorCode.described), "The kind of error."),
      PropertyDescription("message", "What happened and what can be done, for a person to read."),
      PropertyDescription("subcode", .enumeration(ErrorSubcode.described), "The error in detail."),
    ],
    "The body of every error, and part of events that report a failure.")
}

extension ParameterDescription {
  /// The instance that a request means, in links of applications that were registered with one.
  fileprivate static let instance = ParameterDescription(
    "instanceId", maximumLength: 100, isExtension: true,
    "The instance that is meant, if the application was registered with one.")
}
