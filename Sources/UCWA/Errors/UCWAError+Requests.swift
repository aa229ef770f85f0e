// Errors in the request itself.
extension UCWAError {
  /// 400: the body is not what its content type says.
  public static func deserializationFailure(_ format: PayloadFormat, debugInfo: String? = nil) -> UCWAError {
    UCWAError(
      status: 400, code: .badRequest, subcode: .deserializationFailure,
      message: Message(format == .json ? .jsonUnreadable : .xmlUnreadable), debugInfo: debugInfo)
  }

  /// 400: parameters are missing or wrong; lists all of them.
  public static func parameterValidationFailure(_ parameters: [BadParameter]) -> UCWAError {
    UCWAError(
      status: 400, code: .badRequest, subcode: .parameterValidationFailure,
      message: parameters.count == 1
        ? Message(.parameterRefused, .text("name", parameters[0].name), .message("reason", parameters[0].reason))
        : Message(.parametersRefused, .text("names", parameters.map(\.name).joined(separator: ", "))),
      parameters: parameters)
  }

  /// 400: a number that no dial-plan rule and no numbering plan can make dialable.
  public static func normalizationFailed(parameter: String) -> UCWAError {
    UCWAError(
      status: 400, code: .badRequest, subcode: .normalizationFailed,
      message: Message(.numberNotDialable, .text("name", parameter)),
      parameters: [BadParameter(name: parameter, reason: Message(.notDialable))])
  }

  /// 401: no token, or one that is bad or expired. The challenge goes into `WWW-Authenticate` headers.
  public static func unauthorized(message: Message = Message(.tokenNeeded)) -> UCWAError {
    UCWAError(status: 401, code: nil, message: message)
  }

  /// 403: the user may not do this.
  public static func forbidden(_ message: Message, subcode: ErrorSubcode? = nil) -> UCWAError {
    UCWAError(status: 403, code: .forbidden, subcode: subcode, message: message)
  }

  /// 403: the user's policy allows no phone audio.
  public static let phoneAudioNotAllowed = forbidden(Message(.phoneAudioNotAllowed))

  /// 403: the token has none of the scopes the operation needs.
  public static func scopeMissing(_ required: Scope) -> UCWAError {
    forbidden(Message(.scopeMissing, .text("scopes", required.names.joined(separator: ", "))))
  }

  /// 404: nothing is at that path.
  public static let resourceNotFound = UCWAError(
    status: 404, code: .notFound, subcode: .resourceNotFound,
    message: Message(.resourceNotFound))

  /// 404: no application of this user has that ID.
  public static let applicationNotFound = UCWAError(
    status: 404, code: .notFound, subcode: .applicationNotFound,
    message: Message(.applicationNotFound))

  /// 404: the conversation is not there, or no longer.
  public static let conversationNotFound = UCWAError(
    status: 404, code: .notFound, subcode: .conversationNotFound,
    message: Message(.conversationNotFound))

  /// 404: the party to be called is not known.
  public static let destinationNotFound = UCWAError(
    status: 404, code: .notFound, subcode: .destinationNotFound,
    message: Message(.destinationNotFound))

  /// 404: the client needs a newer revision than the server has.
  public static func apiVersionNotSupported(offered: Int) -> UCWAError {
    UCWAError(
      status: 404, code: .notFound, subcode: .apiVersionNotSupported,
      message: Message(.revisionNotOffered, .number("offered", offered)))
  }

  /// 405: the path is known but not with that verb.
  public static func methodNotAllowed(_ allowed: [Verb]) -> UCWAError {
    UCWAError(
      status: 405, code: .methodNotAllowed,
      message: Message(.methodNotAllowed, .text("methods", allowed.map(\.rawValue).joined(separator: ", "))),
      allow: allowed)
  }

  /// 406: the client accepts neither JSON nor XML.
  public static let notAcceptable = UCWAError(
    status: 406, code: .notAcceptable,
    message: Message(.notAcceptable))

  /// 410 in place of 406, which the page of phoneAudioInvitation asks for.
  public static let contentTypeGone = UCWAError(
    status: 410, code: .gone,
    message: Message(.notAcceptable))

  /// 413: the body is longer than the limit, in bytes.
  public static func entityTooLarge(limit: Int) -> UCWAError {
    UCWAError(status: 413, code: .entityTooLarge, message: Message(.entityTooLarge, .number("limit", limit)))
  }

  /// 415: the body is neither JSON nor XML.
  public static let unsupportedMediaType = UCWAError(
    status: 415, code: .unsupportedMediaType,
    message: Message(.unsupportedMediaType))
}
