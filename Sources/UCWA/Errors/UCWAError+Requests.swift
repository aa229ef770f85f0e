// Errors in the request itself.
extension UCWAError {
  /// 400: the body is not what its content type says.
  public static func deserializationFailure(_ format: PayloadFormat, debugInfo: String? = nil) -> UCWAError {
    UCWAError(
      status: 400, code: .badRequest, subcode: .deserializationFailure,
      message: format == .json
        ? "The body could not be read as JSON. Send one JSON object, or the content type of what you send."
        : "The body could not be read as XML. Send one input element without a DOCTYPE.",
      debugInfo: debugInfo)
  }

  /// 400: parameters are missing or wrong; lists all of them.
  public static func parameterValidationFailure(_ parameters: [BadParameter]) -> UCWAError {
    UCWAError(
      status: 400, code: .badRequest, subcode: .parameterValidationFailure,
      message: parameters.count == 1
        ? "A parameter is missing or cannot be accepted: \(parameters[0].name). \(parameters[0].reason)"
        : "Parameters are missing or cannot be accepted: \(parameters.map(\.name).joined(separator: ", ")).",
      parameters: parameters)
  }

  /// 400: a number that no dial-plan rule and no numbering plan can make dialable.
  public static func normalizationFailed(parameter: String) -> UCWAError {
    UCWAError(
      status: 400, code: .badRequest, subcode: .normalizationFailed,
      message: "The number in \(parameter) cannot be dialled. Give it in full with + and the country code.",
      parameters: [BadParameter(name: parameter, reason: "It is not a number that can be dialled.")])
  }

  /// 401: no token, or one that is bad or expired. The challenge goes into `WWW-Authenticate` headers.
  public static func unauthorized(
    message: String = "A valid token is needed. Get one as the WWW-Authenticate header says."
  ) -> UCWAError {
    UCWAError(status: 401, code: nil, message: message)
  }

  /// 403: the user may not do this.
  public static func forbidden(_ message: String, subcode: ErrorSubcode? = nil) -> UCWAError {
    UCWAError(status: 403, code: .forbidden, subcode: subcode, message: message)
  }

  /// 403: the user's policy allows no phone audio.
  public static let phoneAudioNotAllowed = forbidden(
    "Phone audio is not among this user's capabilities. An administrator can allow it.")

  /// 403: the token has none of the scopes the operation needs.
  public static func scopeMissing(_ required: Scope) -> UCWAError {
    forbidden("The token lacks a scope. One of these is needed: \(required.names.joined(separator: ", ")).")
  }

  /// 404: nothing is at that path.
  public static let resourceNotFound = UCWAError(
    status: 404, code: .notFound, subcode: .resourceNotFound,
    message: "There is no such resource. It may have ended; follow the links of the resource above it.")

  /// 404: no application of this user has that ID.
  public static let applicationNotFound = UCWAError(
    status: 404, code: .notFound, subcode: .applicationNotFound,
    message: "There is no such application. Create one with a POST to the applications resource.")

  /// 404: the conversation is not there, or no longer.
  public static let conversationNotFound = UCWAError(
    status: 404, code: .notFound, subcode: .conversationNotFound,
    message: "There is no such conversation. It may have ended.")

  /// 404: the party to be called is not known.
  public static let destinationNotFound = UCWAError(
    status: 404, code: .notFound, subcode: .destinationNotFound,
    message: "The party named in the request is not known here.")

  /// 404: the client needs a newer revision than the server has.
  public static func apiVersionNotSupported(offered: Int) -> UCWAError {
    UCWAError(
      status: 404, code: .notFound, subcode: .apiVersionNotSupported,
      message: "The resource is offered in revision \(offered), which is below the one the request asks for.")
  }

  /// 405: the path is known but not with that verb.
  public static func methodNotAllowed(_ allowed: [Verb]) -> UCWAError {
    UCWAError(
      status: 405, code: .methodNotAllowed,
      message: "The resource does not have this method. It has \(allowed.map(\.rawValue).joined(separator: ", ")).",
      allow: allowed)
  }

  /// 406: the client accepts neither JSON nor XML.
  public static let notAcceptable = UCWAError(
    status: 406, code: .notAcceptable,
    message: "The Accept header allows neither JSON nor XML, and nothing else is offered.")

  /// 410 in place of 406, which the page of phoneAudioInvitation asks for.
  public static let contentTypeGone = UCWAError(
    status: 410, code: .gone,
    message: "The Accept header allows neither JSON nor XML, and nothing else is offered.")

  /// 413: the body is longer than the limit, in bytes.
  public static func entityTooLarge(limit: Int) -> UCWAError {
    UCWAError(status: 413, code: .entityTooLarge, message: "The body is longer than the limit of \(limit) bytes.")
  }

  /// 415: the body is neither JSON nor XML.
  public static let unsupportedMediaType = UCWAError(
    status: 415, code: .unsupportedMediaType,
    message: "The body must be JSON or XML, and Content-Type must say which.")
}
