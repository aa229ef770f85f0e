import HTTP
import UCWA

/// batch: several requests in one, each of which goes the way of a request of its own.
extension APIHandler {
  static let batchRoutes = [Route(.batch, .post, APIHandler.batch)]

  func batch(_ call: Call) throws(UCWAError) {
    let (parts, type) = try batchParts(call.request)
    guard parts.count <= BatchLimits.parts else { throw .batchTooLong(limit: BatchLimits.parts) }
    let requests = parts.map { partRequest($0, of: call.request) }
    let allowance = call.space.batchParts
    guard allowance.take(parts.count) else { throw .batchPartsOutstanding(limit: BatchLimits.outstanding) }
    let language = call.application.language
    let batch = Batch(
      parts.count, responder: call.responder, allowance: allowance, limit: context.configuration.timeouts.batch,
      late: { .error(.batchPartTimeout, requests[$0].format, language) },
      complete: { answers in
        var body = MultipartResponses(boundary: Identifier.make())
        for (answer, request) in zip(answers, requests) { body.add(answer, isHead: request.isHead) }
        return .multipart(type, body)
      })
    batch.run { part, responder in
      switch requests[part].content {
      case .success(let request): handle(request, responder)
      case .failure(let error): responder.respond(.error(error, requests[part].format, language))
      }
    }
  }

  /// What a part asks for, or the error to answer it with.
  private struct PartRequest: Sendable {
    var content: Result<HTTPRequest, UCWAError>
    /// The format of errors.
    var format: PayloadFormat

    var isHead: Bool { (try? content.get())?.method == .head }
  }

  /// The parts of a body, and the type that it and the answer have.
  private func batchParts(_ request: HTTPRequest) throws(UCWAError) -> ([MultipartBody.Part], String) {
    guard let type = request.headers["Content-Type"].flatMap({ HTTP.MediaType($0) }), type.type == "multipart",
      type.subtype == "batching" || type.subtype == "mixed"
    else { throw .batchMediaType }
    guard let body = MultipartBody(request.body, type: type), !body.parts.isEmpty else { throw .batchUnreadable }
    return (body.parts, type.essence)
  }

  /// The request that a part holds, with what it takes over from the batch.
  private func partRequest(_ part: MultipartBody.Part, of batch: HTTPRequest) -> PartRequest {
    if let type = part.headers["Content-Type"].flatMap({ HTTP.MediaType($0) }),
      type.essence != "application/http" || type.parameter("msgtype").map({ $0.lowercased() != "request" }) ?? false
    {
      return PartRequest(content: .failure(.batchPartMediaType), format: Self.errorFormat(batch))
    }
    guard
      var request = HTTPRequest(message: part.body, remoteAddress: batch.remoteAddress, isTLS: batch.isTLS)
    else { return PartRequest(content: .failure(.batchPartUnreadable), format: Self.errorFormat(batch)) }
    let format = Self.errorFormat(request)
    guard isAllowedInBatch(RequestPath(request.path)) else {
      return PartRequest(content: .failure(.notInBatch), format: format)
    }
    for name in ["Authorization", "Host", "Accept-Language", "User-Agent"] where !request.headers.contains(name) {
      if let value = batch.headers[name] { request.headers.add(name, value) }
    }
    return PartRequest(content: .success(request), format: format)
  }

  private func isAllowedInBatch(_ path: RequestPath) -> Bool {
    switch path {
    case .root, .user, .applications, .unknown: true
    case .application(_, let rest): routes.match(rest)?.description.isAllowedInBatch ?? true
    // Passwords are tried one at a time; what is no resource is not for batches.
    default: false
    }
  }
}

extension HTTPResponse {
  /// The answer to a batch.
  fileprivate static func multipart(_ type: String, _ body: MultipartResponses) -> HTTPResponse {
    var response = empty(200)
    response.headers.add("Content-Type", "\(type); boundary=\"\(body.boundary)\"")
    response.body = body.finished()
    return response
  }
}
