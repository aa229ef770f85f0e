extension ResourceDescription {
  /// The user and what belongs to him.
  static let meResources = [
    me, phones, phone, changeNumber, changeVisibility, photo, contactPhoto,
  ]

  /// `me`: the signed-in user.
  public static let me = ResourceDescription(
    "me", path: "me",
    properties: [
      PropertyDescription("company", "The user's company."),
      PropertyDescription("department", "The user's department."),
      PropertyDescription("emailAddresses", .strings, "The user's e-mail addresses."),
      PropertyDescription("endpointUri", "The address of this endpoint of the user."),
      PropertyDescription("homePhoneNumber", "The user's number at home, as a tel URI."),
      PropertyDescription("mobilePhoneNumber", "The user's mobile number, as a tel URI."),
      PropertyDescription("name", "The user's display name."),
      PropertyDescription("officeLocation", "Where the user's office is."),
      PropertyDescription("otherPhoneNumber", "Another number of the user, as a tel URI."),
      PropertyDescription("title", "The user's title."),
      PropertyDescription("uri", "The user's SIP address."),
      PropertyDescription("workPhoneNumber", "The user's work number, as a tel URI."),
    ],
    links: [
      LinkDescription("callForwardingSettings"), LinkDescription("location"),
      LinkDescription("makeMeAvailable", revision: 2),
      LinkDescription("note"), LinkDescription("phones"), LinkDescription("photo"), LinkDescription("presence"),
      LinkDescription("reportMyActivity"),
    ],
    operations: [OperationDescription(.get, response: "me", errors: ErrorDescription.reads, "Reads the user.")],
    scopes: .userReadWrite,
    events: [EventDescription(.updated, priority: .medium, sender: "me")],
    "The signed-in user.")

  /// `phones`: the user's telephones.
  public static let phones = ResourceDescription(
    "phones", path: "me/phones",
    embedded: [EmbeddedDescription("phone", .many)],
    operations: [
      OperationDescription(
        .get, response: "phones",
        errors: [ErrorDescription(403, .forbidden, .anonymousNotAllowed), .forbidden] + ErrorDescription.reads,
        "Reads the user's telephones.")
    ],
    scopes: .userReadWrite,
    "The collection of the user's telephones.")

  /// `phone`: one of the user's telephones.
  public static let phone = ResourceDescription(
    "phone", path: "me/phones/{phone}",
    properties: [
      PropertyDescription("includeInContactCard", .boolean, "Whether others see the number."),
      PropertyDescription("number", "The number, as a tel URI."),
      PropertyDescription("type", .enumeration(PhoneType.described), "Which of the user's telephones it is."),
    ],
    links: [LinkDescription("changeNumber"), LinkDescription("changeVisibility")],
    operations: [
      OperationDescription(
        .get, response: "phone", errors: [.forbidden] + ErrorDescription.reads, "Reads the telephone.")
    ],
    scopes: .userReadWrite,
    "One of the user's telephones.")

  private static let visibility = ParameterDescription(
    "includeInContactCard", .boolean, "Whether others see the number; without it that stays as it is.")

  /// `changeNumber`: gives one of the user's telephones another number.
  public static let changeNumber = ResourceDescription(
    "changeNumber", path: "me/phones/{phone}/changeNumber",
    operations: [
      OperationDescription(
        .post,
        parameters: [
          visibility,
          ParameterDescription(
            "number", .uri, maximumLength: 80, "The new number; without it the telephone has none any more."),
        ],
        successes: [204],
        errors: [.forbidden, ErrorDescription(400, .badRequest, .normalizationFailed)] + ErrorDescription.commands,
        "Gives the telephone another number.")
    ],
    scopes: .userReadWrite,
    "The operation that gives a telephone another number.")

  /// `changeVisibility`: says whether others see a number.
  public static let changeVisibility = ResourceDescription(
    "changeVisibility", path: "me/phones/{phone}/changeVisibility",
    operations: [
      OperationDescription(
        .post, parameters: [visibility], successes: [204], errors: [.forbidden] + ErrorDescription.commands,
        "Says whether others see the number.")
    ],
    scopes: .userReadWrite,
    "The operation that says whether others see a number.")

  private static let size = ParameterDescription("size", "The size that is wanted; there is one, and it is given.")

  /// `photo`: the user's picture, as JPEG or PNG.
  public static let photo = ResourceDescription(
    "photo", path: "photos/me", otherPath: "me/photo",
    operations: [OperationDescription(.get, query: [size], errors: ErrorDescription.reads, "Gives the picture.")],
    scopes: .userReadWrite,
    "The user's picture.")

  /// `contactPhoto`: a contact's picture, as JPEG or PNG.
  public static let contactPhoto = ResourceDescription(
    "contactPhoto", path: "photos/{contact}", otherPath: "people/{contact}/photo",
    operations: [
      OperationDescription(
        .get, query: [size],
        errors: [.forbidden, ErrorDescription(504, .gatewayTimeout)] + ErrorDescription.reads, "Gives the picture.")
    ],
    scopes: .contactsReadWrite,
    "A contact's picture.")
}
