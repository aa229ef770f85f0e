// Errors that come from the state of things.
extension UCWAError {
  /// 409 without a subcode: the resource cannot do this now.
  public static func conflict(_ message: Message) -> UCWAError {
    UCWAError(status: 409, code: .conflict, message: message)
  }

  /// 409: the operationId names another operation of this application that is still known.
  public static let operationAlreadyExists = UCWAError(
    status: 409, code: .conflict, subcode: .alreadyExists,
    message: Message(.operationAlreadyExists))

  /// 409: what should come into being is there already.
  public static func alreadyExists(_ message: Message) -> UCWAError {
    UCWAError(status: 409, code: .conflict, subcode: .alreadyExists, message: message)
  }

  /// 409: the target expands to more ring groups than the limit.
  public static func tooManyGroups(limit: Int) -> UCWAError {
    UCWAError(
      status: 409, code: .conflict, subcode: .tooManyGroups,
      message: Message(.tooManyGroups, .number("limit", limit)))
  }

  /// 409: a newer pending request took the place of this one.
  public static let pGetReplaced = UCWAError(
    status: 409, code: .conflict, subcode: .pGetReplaced,
    message: Message(.pGetReplaced))

  /// 409: the thread has a conversation already.
  public static let threadIdAlreadyExists = UCWAError(
    status: 409, code: .conflict, subcode: .threadIdAlreadyExists,
    message: Message(.threadIDAlreadyExists))

  /// 409: the resource is busy with another operation.
  public static let anotherOperationPending = UCWAError(
    status: 409, code: .conflict, subcode: .anotherOperationPending,
    message: Message(.anotherOperationPending))

  /// 409: the user has as many conversations as allowed.
  public static func tooManyConversations(limit: Int) -> UCWAError {
    UCWAError(
      status: 409, code: .conflict, subcode: .tooManyConversations,
      message: Message(.tooManyConversations, .number("limit", limit)))
  }

  /// 409: makeMeAvailable has not been called.
  public static let makeMeAvailableRequired = UCWAError(
    status: 409, code: .conflict, subcode: .makeMeAvailableRequired,
    message: Message(.makeMeAvailableRequired))

  /// 410: the user's home pool is another one, it is down, and it has no backup.
  public static let cannotRedirect = UCWAError(
    status: 410, code: .gone, subcode: .cannotRedirect,
    message: Message(.cannotRedirect))

  /// 410: the user has as many applications as allowed.
  public static func tooManyApplications(limit: Int) -> UCWAError {
    UCWAError(
      status: 410, code: .gone, subcode: .tooManyApplications,
      message: Message(.tooManyApplications, .number("limit", limit)))
  }

  /// 410: the application has as many instances as allowed.
  public static func tooManyInstances(limit: Int) -> UCWAError {
    UCWAError(
      status: 410, code: .gone, subcode: .tooManyApplications,
      message: Message(.tooManyInstances, .number("limit", limit)))
  }

  /// 410: the application was idle for too long and has ended.
  public static let inactiveApplicationExpired = UCWAError(
    status: 410, code: .gone, subcode: .inactiveApplicationExpired,
    message: Message(.inactiveApplicationExpired))

  /// 410: the user agent is on the deny list.
  public static let userAgentNotAllowed = UCWAError(
    status: 410, code: .gone, subcode: .userAgentNotAllowed,
    message: Message(.userAgentNotAllowed))

  /// 412: the resource has changed since the client read it.
  public static let preconditionFailed = UCWAError(
    status: 412, code: .preconditionFailed,
    message: Message(.preconditionFailed))

  /// 428: a PUT without `If-Match`.
  public static let preconditionRequired = UCWAError(
    status: 428, code: .preconditionRequired,
    message: Message(.preconditionRequired))

  /// 429: a limit on rate or number was reached; `retryAfter` in seconds.
  public static func limitExceeded(_ message: Message, retryAfter: Int) -> UCWAError {
    UCWAError(
      status: 429, code: .tooManyRequests, subcode: .limitExceeded, message: message, retryAfter: retryAfter)
  }

  /// 500: the server is at fault.
  public static func serviceFailure(_ message: Message, debugInfo: String? = nil) -> UCWAError {
    UCWAError(status: 500, code: .serviceFailure, message: message, debugInfo: debugInfo)
  }

  /// 500: the events of the operation could not be recorded, so it was not begun.
  public static let callbackChannelError = UCWAError(
    status: 500, code: .serviceFailure, subcode: .callbackChannelError,
    message: Message(.callbackChannelError))

  /// 500: the directory or contact store has a schema this version cannot read.
  public static let invalidExchangeServerVersion = UCWAError(
    status: 500, code: .serviceFailure, subcode: .invalidExchangeServerVersion,
    message: Message(.directoryVersion))

  /// 503: draining or overloaded; `retryAfter` in seconds.
  public static func serviceUnavailable(_ message: Message, retryAfter: Int) -> UCWAError {
    UCWAError(status: 503, code: .serviceUnavailable, message: message, retryAfter: retryAfter)
  }

  /// 504: something behind the server did not answer in time.
  public static func timeout(_ message: Message) -> UCWAError {
    UCWAError(status: 504, code: .timeout, message: message)
  }
}
