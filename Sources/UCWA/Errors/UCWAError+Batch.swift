// Errors of batches and their parts.
extension UCWAError {
  /// 415: the body is no batch.
  public static let batchMediaType = UCWAError(
    status: 415, code: .unsupportedMediaType,
    message: Message(.batchMediaType))

  /// 400: the body has no parts.
  public static let batchUnreadable = UCWAError(
    status: 400, code: .badRequest, subcode: .deserializationFailure,
    message: Message(.batchUnreadable))

  /// 415: a part is no request by what it says of itself.
  public static let batchPartMediaType = UCWAError(
    status: 415, code: .unsupportedMediaType,
    message: Message(.batchPartMediaType))

  /// 400: a part cannot be read as a request.
  public static let batchPartUnreadable = UCWAError(
    status: 400, code: .badRequest, subcode: .deserializationFailure,
    message: Message(.batchPartUnreadable))

  /// 403: a part asks for what a batch cannot carry.
  public static let notInBatch = UCWAError(
    status: 403, code: .forbidden,
    message: Message(.notInBatch))

  /// 429: a batch has too many parts.
  public static func batchTooLong(limit: Int) -> UCWAError {
    .limitExceeded(Message(.batchTooLong, .number("limit", limit)), retryAfter: 1)
  }

  /// 429: too many parts of the user's batches have no answer yet.
  public static func batchPartsOutstanding(limit: Int) -> UCWAError {
    .limitExceeded(
      Message(.batchPartsOutstanding, .number("limit", limit)),
      retryAfter: 1)
  }

  /// 504: a part was not answered in time.
  public static let batchPartTimeout = timeout(Message(.batchPartTimeout))
}
