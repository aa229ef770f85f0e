@testable import HTTP
@testable import Server
@testable import Sessions
@testable import UCWA

extension ParserCheck {
  /// Request targets: path, query, and which resource is meant.
  static let path = ParserCheck("path", longestInput: 1024) { bytes throws(Finding) in
    let target = String(decoding: bytes, as: UTF8.self)
    let request = HTTPRequest(method: .get, target: target)
    try require(!request.path.utf8.contains { $0 == 0x3F || $0 == 0x23 }, "the path is \(request.path)")
    try require(request.query?.utf8.contains(0x23) != true, "the query is \(request.query ?? "")")
    if let query = request.query { try check(query: query) }
    guard case .application(let id, let rest) = RequestPath(request.path) else { return }
    try require(!id.isEmpty && !id.utf8.contains(0x2F), "the id is \(id)")
    try require(rest.utf8.first != 0x2F, "below the application is \(rest)")
    let again = RequestPath("/ucwa/v1/applications/\(id)/\(rest)")
    try require(again == .application(id: id, rest: rest), "\(id) and \(rest) are \(again)")
    try check(below: rest)
  }

  private static let routes = RouteTable(APIHandler.routes)

  private static func check(below path: Substring) throws(Finding) {
    guard let match = routes.match(path) else { return }
    let templates = [match.description.path, match.description.otherPath].compactMap { $0?.split(separator: "/") }
    let counts = templates.map { $0.count { $0.hasPrefix("{") } }
    try require(counts.contains(match.parameters.count), "\(path) has \(match.parameters)")
    for (template, count) in zip(templates, counts) where count == match.parameters.count {
      var parameters = match.parameters[...]
      let parts = template.map { part in
        part.hasPrefix("{") ? PercentEncoding.pathSegment(parameters.popFirst() ?? "") : String(part)
      }
      guard let again = routes.match(Substring(parts.joined(separator: "/"))) else {
        throw Finding("\(path) is not found as \(parts)")
      }
      // What is encoded without need may be a word of the path once it is not.
      guard again.description === match.description else { continue }
      try require(again.parameters == match.parameters, "\(match.parameters) are \(again.parameters)")
    }
  }

  private static func check(query: String) throws(Finding) {
    let values = QueryString.parse(query)
    let size = values.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    try require(size <= 3 * query.utf8.count, "\(query.utf8.count) bytes made \(size)")
    guard let poll = try? PollParameters.parse(values) else { return }
    try require(poll.ack >= 0, "ack is \(poll.ack)")
    try require(poll.timeout.map { $0 > 0 } ?? true, "the time-out is \(poll.timeout ?? 0)")
  }
}
