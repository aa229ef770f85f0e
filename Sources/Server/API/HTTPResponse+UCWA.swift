import HTTP
import UCWA

extension HTTPResponse {
  /// What every response has; constant, so that it is copied and not built.
  private static let common: HTTPHeaders = [
    "X-MS-UcwaVersion": "1", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache",
  ]
  private static let json: HTTPHeaders = [
    "X-MS-UcwaVersion": "1", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache",
    "Content-Type": "application/json; charset=utf-8",
  ]
  private static let xml: HTTPHeaders = [
    "X-MS-UcwaVersion": "1", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache",
    "Content-Type": "application/xml; charset=utf-8",
  ]

  /// A response with a body in a format.
  static func body(_ status: Int, _ bytes: [UInt8], _ format: PayloadFormat) -> HTTPResponse {
    HTTPResponse(status: status, headers: format == .json ? json : xml, body: bytes)
  }

  /// A response without a body.
  static func empty(_ status: Int) -> HTTPResponse { HTTPResponse(status: status, headers: common) }

  /// 201 with the place of what was created.
  static func created(_ location: String) -> HTTPResponse {
    var response = empty(201)
    response.headers.add("Location", location)
    return response
  }

  /// An error in the format the client asked for and the language of its user.
  static func error(_ error: UCWAError, _ format: PayloadFormat, _ language: Language) -> HTTPResponse {
    var response = body(error.status, error.bytes(format, language: language), format)
    if let seconds = error.retryAfter { response.headers.add("Retry-After", String(seconds)) }
    if let allow = error.allow {
      response.headers.add("Allow", allow.map(\.rawValue).joined(separator: ", "))
    }
    return response
  }
}
