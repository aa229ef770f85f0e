extension ErrorDescription {
  // The reference lists these with nearly every operation; they are named once here.
  static let reads: [ErrorDescription] = [
    ErrorDescription(500, .serviceFailure, .invalidExchangeServerVersion),
    ErrorDescription(409, .conflict, .alreadyExists),
    ErrorDescription(409, .conflict, .tooManyGroups),
    ErrorDescription(409, .conflict),
    ErrorDescription(410, .gone, .cannotRedirect),
  ]

  static let commands: [ErrorDescription] = [
    ErrorDescription(500, .serviceFailure, .callbackChannelError),
    ErrorDescription(409, .conflict, .alreadyExists),
    ErrorDescription(409, .conflict, .tooManyGroups),
    ErrorDescription(409, .conflict),
    ErrorDescription(410, .gone, .cannotRedirect),
  ]

  static let removals: [ErrorDescription] = [ErrorDescription(410, .gone, .cannotRedirect)]

  static let replacements: [ErrorDescription] = [
    ErrorDescription(500, .serviceFailure, .invalidExchangeServerVersion),
    ErrorDescription(410, .gone, .cannotRedirect),
    ErrorDescription(412, .preconditionFailed),
    ErrorDescription(428, .preconditionRequired),
  ]

  static let forbidden = ErrorDescription(403, .forbidden)

  /// The errors that any operation may answer with, whatever the resource.
  public static let generic: [ErrorDescription] = [
    ErrorDescription(400, .badRequest, .deserializationFailure),
    ErrorDescription(400, .badRequest, .parameterValidationFailure),
    ErrorDescription(403, .forbidden),
    ErrorDescription(404, .notFound, .resourceNotFound),
    ErrorDescription(404, .notFound, .applicationNotFound),
    ErrorDescription(404, .notFound, .apiVersionNotSupported),
    ErrorDescription(405, .methodNotAllowed),
    ErrorDescription(406, .notAcceptable),
    ErrorDescription(410, .gone, .inactiveApplicationExpired),
    ErrorDescription(413, .entityTooLarge),
    ErrorDescription(415, .unsupportedMediaType),
    ErrorDescription(429, .tooManyRequests, .limitExceeded),
    ErrorDescription(500, .serviceFailure),
    ErrorDescription(503, .serviceUnavailable),
    ErrorDescription(504, .timeout),
  ]
}
