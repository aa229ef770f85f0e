import Foundation
import Testing
import UCWA

/// A request to an operation with valid values for all that is required, and others as a test says.
struct ParameterRequest {
  /// How parameters are sent.
  enum Way: String, Sendable, CustomStringConvertible {
    case json = "JSON", xml = "XML", query

    var description: String { rawValue }

    static func all(for operation: OperationDescription) -> [Way] {
      if operation.parameters.isEmpty { return operation.query.isEmpty ? [] : [.query] }
      // A PUT replaces by what its body says.
      return operation.verb == .put ? [.json, .xml] : [.json, .xml, .query]
    }
  }

  let operation: OperationDescription
  let way: Way
  var values: [String: ParameterValue] = [:]

  init(_ operation: OperationDescription, _ resource: String, _ way: Way) {
    self.operation = operation
    self.way = way
    for parameter in ValidValues.needed(operation, resource) {
      values[parameter.name] = ValidValues.of(parameter, resource).first
    }
  }

  func send(_ app: App, _ place: String) async throws -> TestResponse {
    var headers: [String: String] = [:]
    var marker: String?
    if operation.verb == .put {
      let current = try await app.get(place)
      headers["If-Match"] = "\"\(current["etag"] ?? "")\""
      marker = current.properties.first { $0.value == ["please pass this in a PUT request"] }?.key
    }
    let verb = operation.verb.rawValue
    switch way {
    case .json:
      headers["Content-Type"] = "application/json"
      return try await app.send(verb, place, body: json(marker), headers: headers)
    case .xml:
      headers["Content-Type"] = "application/xml"
      return try await app.send(verb, place, body: xml(marker), headers: headers)
    case .query:
      let query = values.map { "\($0)=\(Self.encoded($1.text))" }.joined(separator: "&")
      return try await app.send(verb, place + (place.contains("?") ? "&" : "?") + query, headers: headers)
    }
  }

  private func isLink(_ name: String) -> Bool {
    operation.parameters.contains { $0.name == name && $0.kind == .dataURI }
  }

  private func json(_ marker: String?) -> String {
    var object: [String: Any] = [:]
    for (name, value) in values {
      if isLink(name) { object["_links"] = [name: ["href": value.text]] } else { object[name] = value.json }
    }
    if let marker { object[marker] = "please pass this in a PUT request" }
    let data = (try? JSONSerialization.data(withJSONObject: object)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  private func xml(_ marker: String?) -> String {
    var text = "<input xmlns=\"http://schemas.microsoft.com/rtc/2012/03/ucwa\">"
    for (name, value) in values {
      if isLink(name) {
        text += "<link rel=\"\(name)\" href=\"\(value.text)\"/>"
      } else if case .list(let items) = value {
        text += "<propertyList name=\"\(name)\">" + items.map { "<item>\($0)</item>" }.joined() + "</propertyList>"
      } else {
        text += "<property name=\"\(name)\">\(value.text)</property>"
      }
    }
    if let marker { text += "<property name=\"\(marker)\">please pass this in a PUT request</property>" }
    return text + "</input>"
  }

  static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}
