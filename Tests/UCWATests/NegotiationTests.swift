import Testing
import UCWA

@Suite("Content negotiation")
struct NegotiationTests {
  static let vendorXML = "application/vnd.microsoft.com.ucwa+xml"
  static let vendorJSON = "application/vnd.microsoft.com.ucwa+json"

  static let accepts: [(accept: String?, contentType: String?, expected: MediaType?)] = [
    (nil, nil, .json), ("", nil, .json), ("*/*", nil, .json), ("application/*;q=0.1", nil, .json),
    ("application/json", nil, .json), ("application/xml", nil, .xml), ("text/xml", nil, .xml),
    (vendorXML, nil, .vendorXML), (vendorJSON, nil, .vendorJSON), ("APPLICATION/XML; charset=\"utf-8\"", nil, .xml),
    ("application/xml;q=0.5, application/json;q=0.9", nil, .json),
    ("application/xml, application/json", nil, .xml), ("application/json, application/xml", nil, .json),
    ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", nil, .xml),
    ("text/html, */*", nil, .json), ("text/html", nil, nil), ("application/json;q=0", nil, nil),
    ("application/json;q=0, */*", nil, .xml), (nil, "application/xml", .xml), ("*/*", vendorXML, .vendorXML),
    ("application/json", "application/xml", .json), ("*/*;q=0", nil, nil),
    ("image/png, application/xml;q=0.1", nil, .xml),
    ("application/json;profile=\"a,b\", application/xml", nil, .json),
  ]

  @Test("the answer's type", arguments: accepts.indices)
  func negotiate(_ index: Int) {
    let row = Self.accepts[index]
    #expect(
      MediaType.negotiate(accept: row.accept, contentType: row.contentType) == row.expected,
      "\(row.accept ?? "none"), \(row.contentType ?? "none")")
  }

  static let contentTypes: [(String?, MediaType?)] = [
    (nil, .json), ("", .json), ("application/json", .json), ("application/json; charset=utf-8", .json),
    ("application/json;charset=\"UTF-8\"", .json), ("application/json; charset='utf-8'", .json),
    ("Application/XML;charset=us-ascii", .xml), (vendorXML + "; charset=utf-8", .vendorXML),
    (vendorJSON, .vendorJSON), ("text/plain", nil), ("application/json; charset=utf-16", nil),
    ("application/x-www-form-urlencoded", nil),
  ]

  @Test("the request's type", arguments: contentTypes.indices)
  func contentType(_ index: Int) {
    let row = Self.contentTypes[index]
    #expect(MediaType.of(contentType: row.0) == row.1, "\(row.0 ?? "none")")
  }

  @Test("the answer's header names the charset, unquoted")
  func header() {
    #expect(MediaType.json.contentType == "application/json; charset=utf-8")
    #expect(MediaType.vendorXML.contentType == "application/vnd.microsoft.com.ucwa+xml; charset=utf-8")
    #expect(MediaType.vendorXML.format == .xml)
  }

  @Test("scopes are parsed with addresses in front and printed in order")
  func scopes() {
    let parsed = Scope.parse("https://contoso.test/Meetings.ReadWrite conversations.initiate  Calendar.Read")
    #expect(parsed.scopes == [.meetingsReadWrite, .conversationsInitiate])
    #expect(parsed.unknown == ["Calendar.Read"])
    #expect(parsed.scopes.text == "Conversations.Initiate Meetings.ReadWrite")
    #expect(Scope.parse(Scope.all.text).scopes == .all)
    #expect(Scope.all.names.count == 5)
    #expect(parsed.scopes.permits(anyOf: [.conversationsInitiate, .conversationsReceive]))
    #expect(!parsed.scopes.permits(anyOf: .conversationsReceive))
    #expect(Scope().permits(anyOf: []))
  }
}
