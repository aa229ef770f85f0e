import HTTP
import UCWA

/// The description of the interface, for whoever writes a client.
extension APIHandler {
  // Made when first asked for, since nobody else should pay for it.
  private static let document = HTTPResponse.body(200, OpenAPI.document(), .json)

  func openAPI(_ request: HTTPRequest, _ responder: HTTPResponder) throws(UCWAError) {
    try allow([.get], request)
    responder.respond(Self.document)
  }
}
