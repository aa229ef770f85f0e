// Errors of batches and their parts.
extension UCWAError {
  /// 415: the body is no batch.
  public static let batchMediaType = UCWAError(
    status: 415, code: .unsupportedMediaType,
    message: "The body must be multipart/batching, and Content-Type must name the boundary between its parts.")

  /// 400: the body has no parts.
  public static let batchUnreadable = UCWAError(
    status: 400, code: .badRequest, subcode: .deserializationFailure,
    message: "The batch has no parts, or Content-Type does not name the boundary between them.")

  /// 415: a part is no request by what it says of itself.
  public static let batchPartMediaType = UCWAError(
    status: 415, code: .unsupportedMediaType,
    message: "Each part of a batch must be application/http; msgtype=request.")

  /// 400: a part cannot be read as a request.
  public static let batchPartUnreadable = UCWAError(
    status: 400, code: .badRequest, subcode: .deserializationFailure,
    message: "This part of the batch could not be read as an HTTP request.")

  /// 403: a part asks for what a batch cannot carry.
  public static let notInBatch = UCWAError(
    status: 403, code: .forbidden,
    message: "Batches, events and photos cannot be asked for in a batch. Send a request of its own.")

  /// 429: a batch has too many parts.
  public static func batchTooLong(limit: Int) -> UCWAError {
    .limitExceeded("A batch may have at most \(limit) parts.", retryAfter: 1)
  }

  /// 429: too many parts of the user's batches have no answer yet.
  public static func batchPartsOutstanding(limit: Int) -> UCWAError {
    .limitExceeded(
      "At most \(limit) parts of a user's batches may wait for their answers. Wait for those under way.",
      retryAfter: 1)
  }

  /// 504: a part was not answered in time.
  public static let batchPartTimeout = timeout("This part of the batch was not answered in time.")
}
