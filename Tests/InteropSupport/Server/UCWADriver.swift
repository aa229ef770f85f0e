import Foundation

/// Speaks just enough UCWA to start calls by the thousand: signs in by token, makes an application, and makes the
/// bytes of its requests once.
public struct UCWADriver: Sendable {
  /// The formats requests and answers may have.
  public enum Format: String, CaseIterable, Sendable, CustomStringConvertible {
    /// `application/json`.
    case json
    /// `application/xml`.
    case xml

    /// As people write it.
    public var description: String { rawValue.uppercased() }

    fileprivate var type: String { "application/" + rawValue }
  }

  /// Where the server listens.
  public let port: UInt16
  /// Path of the application.
  public let application: String
  /// Path of the first events request.
  public let events: String
  /// Path of the POST that starts a call.
  public let startPhoneAudio: String
  private let token: String

  /// Creates an application.
  ///
  /// - Parameters:
  ///   - port: HTTP port of the server.
  ///   - token: A bearer token, as `workline token` prints it.
  ///   - endpointID: Distinguishes the applications of one user; default a new one.
  ///   - applications: Path of the applications collection.
  /// - Throws: `InteropError.unexpected` with the server's answer.
  public init(
    port: UInt16, token: String, endpointID: String = UUID().uuidString,
    applications: String = "/ucwa/v1/applications"
  ) throws {
    let connection = try HTTPConnection(port: port)
    let headers = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
    let made = try connection.exchange(
      "POST", applications, headers: headers,
      body: #"{"userAgent":"workline-bench","endpointId":"\#(endpointID)","culture":"en-US"}"#)
    guard made.status == 201 || made.status == 200,
      let root = try JSONSerialization.jsonObject(with: Data(made.body)) as? [String: Any],
      let application = Self.href(root, "_links", "self"), let events = Self.href(root, "_links", "events")
    else { throw InteropError.unexpected("POST \(applications): \(made.status) \(made.text)") }
    var start = Self.href(root, "_embedded", "communication", "_links", "startPhoneAudio")
    if start == nil, let available = Self.href(root, "_embedded", "me", "_links", "makeMeAvailable") {
      let answer = try connection.exchange(
        "POST", available, headers: headers, body: #"{"supportedModalities":["PhoneAudio"]}"#)
      guard answer.status == 204 else {
        throw InteropError.unexpected("makeMeAvailable: \(answer.status) \(answer.text)")
      }
      let communication =
        Self.href(root, "_embedded", "communication", "_links", "self") ?? "\(application)/communication"
      let read = try connection.exchange("GET", communication, headers: headers)
      let object = try JSONSerialization.jsonObject(with: Data(read.body)) as? [String: Any]
      start = Self.href(object ?? [:], "_links", "startPhoneAudio")
    }
    guard let start else { throw InteropError.unexpected("no startPhoneAudio link: \(made.text)") }
    self.port = port
    self.token = token
    self.application = application
    self.events = events
    startPhoneAudio = start
  }

  /// A request that starts a call.
  ///
  /// - Parameters:
  ///   - operationID: At most 50 characters.
  ///   - phoneNumber: The user's own phone, E.164.
  ///   - to: The other side, E.164.
  ///   - format: Of the request and of errors; default JSON.
  public func startCall(
    operationID: String, phoneNumber: String, to target: String, format: Format = .json
  ) -> [UInt8] {
    let fields = [("operationId", operationID), ("phoneNumber", "tel:" + phoneNumber), ("to", "tel:" + target)]
    let body =
      switch format {
      case .json: "{" + fields.map { #""\#($0)":"\#($1)""# }.joined(separator: ",") + "}"
      case .xml:
        #"<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">"#
          + fields.map { #"<property name="\#($0)">\#($1)</property>"# }.joined() + "</input>"
      }
    return HTTPRequest.bytes(
      "POST", startPhoneAudio, headers: headers(format) + [("Content-Type", format.type)], body: Array(body.utf8))
  }

  /// A GET with the driver's token; `path` as links give it. The answer is asked for in JSON unless said otherwise.
  public func get(_ path: String, format: Format = .json) -> [UInt8] {
    HTTPRequest.bytes("GET", path, headers: headers(format))
  }

  /// Any other request without a body.
  public func request(_ method: String, _ path: String) -> [UInt8] {
    HTTPRequest.bytes(method, path, headers: authorization)
  }

  /// A request with a JSON body.
  public func request(_ method: String, _ path: String, json: String) -> [UInt8] {
    HTTPRequest.bytes(
      method, path, headers: authorization + [("Content-Type", "application/json")], body: Array(json.utf8))
  }

  /// The events request with a time after which the server lets it go, in seconds (180 to 1800).
  public func parkedEvents(timeout: Int) -> [UInt8] { get("\(events)&timeout=\(timeout)") }

  private var authorization: [(String, String)] { headers(.json) }

  private func headers(_ format: Format) -> [(String, String)] {
    [("Authorization", "Bearer \(token)"), ("Accept", format.type)]
  }

  private static func href(_ object: [String: Any], _ path: String...) -> String? {
    var current: Any? = object
    for name in path { current = (current as? [String: Any])?[name] }
    return (current as? [String: Any])?["href"] as? String
  }
}
