import Foundation
import HTTP
import Testing
import UCWA

/// An application as its program sees it.
struct App: Sendable {
  let client: any Client
  let format: PayloadFormat
  let token: String
  /// Path of the application.
  var base: String

  var contentType: String { format == .json ? "application/json" : "application/xml" }

  func registered(agent: String) async throws -> App {
    let response = try await send(
      "POST", "/ucwa/v1/applications", fields: ["userAgent": agent, "endpointId": "1", "culture": "en-US"])
    guard let location = response.headers["Location"] else { throw Trouble("\(response.status) \(response.text)") }
    var app = self
    app.base = location
    return app
  }

  /// A request with the token and the format's Accept; a path without a leading slash is relative to the application.
  func request(
    _ method: String, _ path: String, body: String = "", headers: [String: String] = [:]
  ) -> HTTPRequest {
    var fields = HTTPHeaders()
    fields.add("Host", "workline.contoso.test")
    fields.add("Authorization", "Bearer \(token)")
    if headers["Accept"] == nil { fields.add("Accept", contentType) }
    if !body.isEmpty, headers["Content-Type"] == nil { fields.add("Content-Type", contentType) }
    for (name, value) in headers { fields[name] = value }
    return HTTPRequest(
      method: HTTPMethod(rawValue: method),
      target: path.hasPrefix("/") || path.contains("://") ? path : base + "/" + path, headers: fields,
      body: Array(body.utf8))
  }

  func send(
    _ method: String, _ path: String, body: String = "", headers: [String: String] = [:]
  ) async throws -> TestResponse {
    try await client.send(request(method, path, body: body, headers: headers))
  }

  func send(_ method: String, _ path: String, fields: [String: String]) async throws -> TestResponse {
    try await send(method, path, body: format.body(fields))
  }

  /// A resource that must be there.
  func get(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Document {
    let response = try await send("GET", path)
    try #require(response.status == 200, "\(path): \(response.text)", sourceLocation: sourceLocation)
    #expect(response.isXML == (format == .xml), sourceLocation: sourceLocation)
    return try Document(response)
  }

  /// Status of a request without a body.
  func status(_ method: String, _ path: String) async throws -> Int { try await send(method, path).status }

  /// Starts a call, which must be accepted; gives the invitation's path.
  func start(
    _ to: String, phone: String? = nil, _ more: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> String {
    var fields = more
    fields["to"] = to
    fields["phoneNumber"] = phone
    return try await call("communication/startPhoneAudio", fields, sourceLocation: sourceLocation)
  }

  /// Starts a call by the operation at that path, which must be accepted; gives the invitation's path.
  func call(
    _ path: String, _ fields: [String: String], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> String {
    let response = try await send("POST", path, fields: fields)
    try #require(response.status == 201, "\(response.text)", sourceLocation: sourceLocation)
    return try #require(response.headers["Location"], sourceLocation: sourceLocation)
  }

  /// An error of that status; its body.
  func refusal(
    _ response: TestResponse, _ status: Int, _ code: String? = nil, _ subcode: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(response.status == status, "\(response.text)", sourceLocation: sourceLocation)
    guard !response.body.isEmpty else {
      Issue.record("no body", sourceLocation: sourceLocation)
      return
    }
    #expect(response.isXML == (format == .xml), sourceLocation: sourceLocation)
    let fault = try Fault(response)
    #expect(fault.code == code, sourceLocation: sourceLocation)
    #expect(fault.subcode == subcode, sourceLocation: sourceLocation)
    #expect(!fault.message.isEmpty, sourceLocation: sourceLocation)
  }

  var events: EventReader { EventReader(self, base + "/events?ack=1") }
}

extension PayloadFormat {
  /// Parameters as a body.
  func body(
    _ fields: [String: String], lists: [String: [String]] = [:], customContent: String? = nil
  ) -> String {
    switch self {
    case .json:
      var object: [String: Any] = fields
      for (name, list) in lists { object[name] = list }
      if let customContent { object["_links"] = ["customContent": ["href": customContent]] }
      let data = (try? JSONSerialization.data(withJSONObject: object)) ?? Data()
      return String(decoding: data, as: UTF8.self)
    case .xml:
      func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
      }
      let content = customContent.map { "<link rel=\"customContent\" href=\"\(escaped($0))\"/>" } ?? ""
      let properties = fields.map { "<property name=\"\($0)\">\(escaped($1))</property>" }.joined()
      let propertyLists = lists.map { name, items in
        "<propertyList name=\"\(name)\">\(items.map { "<item>\(escaped($0))</item>" }.joined())</propertyList>"
      }.joined()
      return
        "<input xmlns=\"http://schemas.microsoft.com/rtc/2012/03/ucwa\">\(content)\(properties)\(propertyLists)</input>"
    }
  }
}

/// Follows an application's event channel.
actor EventReader {
  private let app: App
  private(set) var next: String
  /// Everything that came so far.
  private(set) var seen: [TestEvent] = []
  private var unread: [TestEvent] = []

  init(_ app: App, _ next: String) {
    self.app = app
    self.next = next
  }

  /// One package.
  @discardableResult
  func read() async throws -> Package {
    let response = try await app.send("GET", next)
    guard response.status == 200 else { throw Trouble("\(response.status) \(response.text)") }
    let package = try Package(response)
    next = package.next ?? package.resume ?? next
    seen += package.events
    unread += package.events
    return package
  }

  /// Events up to and with the first that fits.
  @discardableResult
  func until(_ fits: @Sendable (TestEvent) -> Bool) async throws -> [TestEvent] {
    while true {
      if let index = unread.firstIndex(where: fits) {
        let found = Array(unread[...index])
        unread.removeSubrange(...index)
        return found
      }
      do {
        try await read()
      } catch {
        throw Trouble("\(error); seen: \(seen)")
      }
    }
  }

  /// Up to the end of an invitation.
  @discardableResult
  func untilCompleted() async throws -> TestEvent {
    let events = try await until { $0.type == "completed" }
    return events[events.count - 1]
  }

  /// Up to the end of the call.
  @discardableResult
  func untilOver() async throws -> [TestEvent] {
    try await until { $0.rel == "conversation" && $0.resource?["state"] == "Disconnected" }
  }

  /// Events that are here already, as texts.
  var rest: [String] { unread.map(\.description) }

  /// How often a completed came for an invitation.
  func completions(_ href: String) -> Int { seen.count { $0.type == "completed" && $0.href == href } }
}
