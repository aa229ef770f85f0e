import HTTP
import UCWA

/// Reading and replacing resources: etag, `If-None-Match`, `If-Match` and the marker property (RFC 9110 section 13; UCWA
/// 2.0, "PUT").
extension APIHandler {
  /// The parameters of a PUT, after it was checked that the client replaces what it has read.
  ///
  /// - Parameter current: The resource as it is now, with marker and etag.
  /// - Throws: 428 without `If-Match`, 412 if it names another version, 400 if the marker did not come back or a
  ///   parameter cannot be accepted.
  func replacement(of current: Resource, _ call: Call) throws(UCWAError) -> Parameters {
    guard let condition = call.request.headers["If-Match"] else { throw .preconditionRequired }
    guard let etag = current.etag, EntityTag.list(condition, holds: etag) else { throw .preconditionFailed }
    let body = try body(call.request)
    if let marker = current.marker, !body.returns(marker: marker) {
      throw .parameterValidationFailure([BadParameter(name: marker, reason: Message(.mustComeBack))])
    }
    return try call.operation.validate(body: body, query: call.query)
  }
}

extension APIHandler.Call {
  /// The query as names and values.
  var query: [(name: String, value: String)] { request.query.map(QueryString.parse) ?? [] }

  /// Answers with a published resource, whose bytes are made once.
  func answer(_ snapshot: ResourceSnapshot) {
    answer(snapshot.resource) { snapshot.bytes(format, base: application.base) }
  }

  /// Answers with a resource that was made for this request.
  func answer(_ resource: Resource) {
    answer(resource) { resource.bytes(format, base: application.base) }
  }

  /// Answers with an error in the language of the application's user, for what fails after the handler has returned.
  func refuse(_ error: UCWAError) { responder.respond(.error(error, format, application.language)) }

  /// Answers 204 with the etag of what a PUT has made.
  func answerReplaced(by resource: Resource) {
    var response = HTTPResponse.empty(204)
    if let etag = resource.etag { response.headers.add("ETag", EntityTag.quoted(etag)) }
    responder.respond(response)
  }

  /// Answers with a resource; one that can be replaced has its etag in a header, too, and is not sent again to a client
  /// that has this version.
  private func answer(_ resource: Resource, _ bytes: () -> [UInt8]) {
    guard resource.description.isReplaceable, let etag = resource.etag else {
      return responder.respond(.body(200, bytes(), format))
    }
    let isKnown = request.headers["If-None-Match"].map { EntityTag.list($0, holds: etag) } ?? false
    var response = isKnown ? HTTPResponse.empty(304) : .body(200, bytes(), format)
    response.headers.add("ETag", EntityTag.quoted(etag))
    responder.respond(response)
  }
}

extension RequestBody {
  /// Whether the marker property has come back with its value.
  fileprivate func returns(marker: String) -> Bool {
    guard case .text(let text)? = properties[marker.lowercased()] else { return false }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ") == Resource.markerValue
  }
}
