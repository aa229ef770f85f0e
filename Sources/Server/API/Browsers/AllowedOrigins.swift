import HTTP

/// The origins whose web pages may use the API (Fetch standard, "CORS protocol"), and what their browsers are told.
struct AllowedOrigins: Sendable {
  /// The origins as browsers write them: lower case, without a port that is the scheme's own.
  let list: [String]

  init(_ configured: [String]) {
    var list: [String] = []
    for origin in configured.map(Self.serialized) where !list.contains(origin) { list.append(origin) }
    self.list = list
  }

  /// An origin in the form of RFC 6454 section 6.2.
  private static func serialized(_ origin: String) -> String {
    let origin = origin.lowercased()
    for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where origin.hasPrefix(scheme) {
      if origin.hasSuffix(port) { return String(origin.dropLast(port.count)) }
    }
    return origin
  }

  /// The request's origin, if it is an allowed one.
  func origin(of request: HTTPRequest) -> String? {
    guard !list.isEmpty, let origin = request.headers["Origin"] else { return nil }
    let serialized = origin.lowercased()
    return list.contains(serialized) ? serialized : nil
  }

  /// Adds what lets a page of an allowed origin read the answer. A foreign origin gets nothing but `Vary`.
  func addFields(for request: HTTPRequest, to fields: inout HTTPHeaders) {
    guard !list.isEmpty else { return }
    // Also without Origin, or a cache would give one origin the answer of another.
    fields.add("Vary", "Origin")
    guard let origin = origin(of: request) else { return }
    fields.add("Access-Control-Allow-Origin", origin)
    fields.add("Access-Control-Allow-Credentials", "true")
    fields.add("Access-Control-Expose-Headers", Self.exposed)
  }

  /// Header fields that a script may read beside those that every script may.
  private static let exposed = [
    "Allow", "Client-Request-Id", "Content-Length", "Date", "ETag", "Location", "Retry-After", "WWW-Authenticate",
    "X-MS-Correlation-Id", "X-Ms-diagnostics", "X-MS-Server-Fqdn", "X-MS-UcwaVersion",
  ].joined(separator: ", ")

  /// Header fields that a script may send when its browser did not name them in a form that can be repeated.
  private static let accepted = [
    "Accept", "Accept-Language", "Authorization", "Client-Request-Id", "Content-Type", "If-Match", "If-None-Match",
    "X-MS-Correlation-Id", "X-MS-RequiresMinResourceVersion", "X-Requested-With",
  ].joined(separator: ", ")

  /// Seconds for which a browser may remember a preflight's answer.
  private static let preflightAge = 3600

  /// The answer to a preflight; the origin's own fields come with the responder.
  static func preflight(_ methods: [String], asked: String?) -> HTTPResponse {
    var response = HTTPResponse.empty(204)
    response.headers.add("Access-Control-Allow-Methods", methods.joined(separator: ", "))
    response.headers.add("Access-Control-Allow-Headers", asked.flatMap(repeatable) ?? accepted)
    response.headers.add("Access-Control-Max-Age", String(preflightAge))
    return response
  }

  /// A list of header names that may be repeated: clients send fields of their own, which are ignored and do no harm.
  private static func repeatable(_ names: String) -> String? {
    guard !names.isEmpty, names.utf8.count <= 1024 else { return nil }
    let isList = names.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ","),
        UInt8(ascii: " "):
        true
      default: false
      }
    }
    return isList ? names : nil
  }
}
