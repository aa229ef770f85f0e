// Errors that come from the state of things.
extension UCWAError {
  /// 409 without a subcode: the resource cannot do this now.
  public static func conflict(_ message: String) -> UCWAError {
    UCWAError(status: 409, code: .conflict, message: message)
  }

  /// 409: the operationId names another operation of this application that is still known.
  public static let operationAlreadyExists = UCWAError(
    status: 409, code: .conflict, subcode: .alreadyExists,
    message: "Another operation of this application with different content has this operationId. Use a new one.")

  /// 409: what should come into being is there already.
  public static func alreadyExists(_ message: String) -> UCWAError {
    UCWAError(status: 409, code: .conflict, subcode: .alreadyExists, message: message)
  }

  /// 409: the target expands to more ring groups than the limit.
  public static func tooManyGroups(limit: Int) -> UCWAError {
    UCWAError(
      status: 409, code: .conflict, subcode: .tooManyGroups,
      message: "The target stands for more than \(limit) groups. Call fewer at a time.")
  }

  /// 409: a newer pending request took the place of this one.
  public static let pGetReplaced = UCWAError(
    status: 409, code: .conflict, subcode: .pGetReplaced,
    message: "Another request for the same events is pending. If you did not send it, the application runs twice.")

  /// 409: the thread has a conversation already.
  public static let threadIdAlreadyExists = UCWAError(
    status: 409, code: .conflict, subcode: .threadIdAlreadyExists,
    message: "A conversation with this threadId is there already.")

  /// 409: the resource is busy with another operation.
  public static let anotherOperationPending = UCWAError(
    status: 409, code: .conflict, subcode: .anotherOperationPending,
    message: "Another operation on this resource is under way. Try again when its event has come.")

  /// 409: the user has as many conversations as allowed.
  public static func tooManyConversations(limit: Int) -> UCWAError {
    UCWAError(
      status: 409, code: .conflict, subcode: .tooManyConversations,
      message: "The user has \(limit) conversations, which is the limit. End one first.")
  }

  /// 409: makeMeAvailable has not been called.
  public static let makeMeAvailableRequired = UCWAError(
    status: 409, code: .conflict, subcode: .makeMeAvailableRequired,
    message: "Call makeMeAvailable before this operation.")

  /// 410: the user's home pool is another one, it is down, and it has no backup.
  public static let cannotRedirect = UCWAError(
    status: 410, code: .gone, subcode: .cannotRedirect,
    message: "The user's home pool is another one, it cannot be reached, and it has no backup.")

  /// 410: the user has as many applications as allowed.
  public static func tooManyApplications(limit: Int) -> UCWAError {
    UCWAError(
      status: 410, code: .gone, subcode: .tooManyApplications,
      message: "The user has \(limit) applications, which is the limit. Delete one first.")
  }

  /// 410: the application has as many instances as allowed.
  public static func tooManyInstances(limit: Int) -> UCWAError {
    UCWAError(
      status: 410, code: .gone, subcode: .tooManyApplications,
      message: "The application has \(limit) instances, which is the limit. Delete one first.")
  }

  /// 410: the application was idle for too long and has ended.
  public static let inactiveApplicationExpired = UCWAError(
    status: 410, code: .gone, subcode: .inactiveApplicationExpired,
    message: "The application was idle for too long and has ended. Create it again.")

  /// 410: the user agent is on the deny list.
  public static let userAgentNotAllowed = UCWAError(
    status: 410, code: .gone, subcode: .userAgentNotAllowed,
    message: "This version of the application is not allowed here. Update it, or ask an administrator.")

  /// 412: the resource has changed since the client read it.
  public static let preconditionFailed = UCWAError(
    status: 412, code: .preconditionFailed,
    message: "The resource has changed since you read it. Read it again and send its etag in If-Match.")

  /// 428: a PUT without `If-Match`.
  public static let preconditionRequired = UCWAError(
    status: 428, code: .preconditionRequired,
    message: "A PUT needs an If-Match header with the resource's etag.")

  /// 429: a limit on rate or number was reached; `retryAfter` in seconds.
  public static func limitExceeded(_ message: String, retryAfter: Int) -> UCWAError {
    UCWAError(
      status: 429, code: .tooManyRequests, subcode: .limitExceeded, message: message, retryAfter: retryAfter)
  }

  /// 500: the server is at fault.
  public static func serviceFailure(_ message: String, debugInfo: String? = nil) -> UCWAError {
    UCWAError(status: 500, code: .serviceFailure, message: message, debugInfo: debugInfo)
  }

  /// 500: the events of the operation could not be recorded, so it was not begun.
  public static let callbackChannelError = UCWAError(
    status: 500, code: .serviceFailure, subcode: .callbackChannelError,
    message: "The events of this operation could not be recorded, so it was not begun and nothing rings.")

  /// 500: the directory or contact store has a schema this version cannot read.
  public static let invalidExchangeServerVersion = UCWAError(
    status: 500, code: .serviceFailure, subcode: .invalidExchangeServerVersion,
    message: "The directory behind this server has a version that it cannot read.")

  /// 503: draining or overloaded; `retryAfter` in seconds.
  public static func serviceUnavailable(_ message: String, retryAfter: Int) -> UCWAError {
    UCWAError(status: 503, code: .serviceUnavailable, message: message, retryAfter: retryAfter)
  }

  /// 504: something behind the server did not answer in time.
  public static func timeout(_ message: String) -> UCWAError {
    UCWAError(status: 504, code: .timeout, message: message)
  }
}
