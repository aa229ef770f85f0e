import Testing
import UCWA

@Suite("Request bodies and parameters")
struct RequestTests {
  private func json(_ text: String) throws(UCWAError) -> RequestBody {
    try RequestBody.parse(Array(text.utf8), format: .json)
  }
  private func xml(_ text: String) throws -> RequestBody { try RequestBody.parse(Array(text.utf8), format: .xml) }

  @Test("JSON: names in any case, nulls absent, numbers and flags as text, lists")
  func values() throws {
    let body = try json(
      #"{"UserAgent":"a","n":null,"i":12,"d":1.5,"b":true,"l":["x","y"],"m":["x",1],"o":{"x":1},"#
        + #""_links":{"customContent":{"href":"data:,x"},"bad":3,"many":[{"href":"/1"},{"href":"/2"}]},"#
        + #""_embedded":{"me":{"uri":"x"}}}"#)
    #expect(
      body.properties == [
        "useragent": .text("a"), "i": .text("12"), "d": .text("1.5"), "b": .text("true"),
        "l": .list(["x", "y"]), "m": .other, "o": .other,
      ])
    #expect(body.links == ["customcontent": "data:,x", "many": "/1"])
  }

  @Test("no body, blanks, null and an empty object are all empty", arguments: ["", " \r\n", "null", "{}"])
  func empty(_ text: String) throws {
    #expect(try json(text) == .empty)
  }

  @Test(
    "what is no JSON object is refused",
    arguments: ["{", "[]", "\"a\"", "1", "{a:1}", "{\"a\":1}}", "{\"a\" \"b\"}", "\u{0}"])
  func malformed(_ text: String) {
    #expect(throws: UCWAError.self) { try json(text) }
    do throws(UCWAError) {
      _ = try json(text)
    } catch {
      #expect(error.status == 400)
      #expect(error.subcode == .deserializationFailure)
    }
  }

  @Test("nesting that never ends is refused, not followed")
  func depth() {
    #expect(throws: UCWAError.self) { try json(String(repeating: "[", count: 200_000)) }
    #expect(throws: UCWAError.self) { try json(#"{"a":"# + String(repeating: "[", count: 200_000)) }
    let deep = String(repeating: "<a>", count: 5000) + String(repeating: "</a>", count: 5000)
    #expect(throws: UCWAError.self) { try xml("<input>" + deep + "</input>") }
  }

  @Test("raw control characters inside a JSON string are taken as they are")
  func controlCharacters() throws {
    #expect(try json("{\"a\":\"x\n\ty\\\"\u{1}\"}").properties["a"] == .text("x\n\ty\"\u{1}"))
    #expect(throws: UCWAError.self) { try json("{\"a\":\"x\n") }
  }

  @Test("bytes that are not UTF-8 are refused")
  func encoding() {
    #expect(throws: UCWAError.self) {
      try RequestBody.parse([0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xFF, 0x22, 0x7D], format: .json)
    }
    #expect(throws: UCWAError.self) {
      try RequestBody.parse(
        Array("<input><property name=\"a\">".utf8) + [0xFF] + Array("</property></input>".utf8), format: .xml)
    }
  }

  @Test("XML: properties, lists, links, entities, CDATA; nested resources are passed over")
  func xmlValues() throws {
    let body = try xml(
      """
      \u{FEFF}<?xml version="1.0" encoding="UTF-8"?>
      <!-- a comment -->
      <input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">
        <property name="Subject">a &amp; b &lt;c&gt; &#x41;<![CDATA[<d>]]></property>
        <propertyList name="supportedModalities"><item>PhoneAudio</item><item>Audio</item></propertyList>
        <propertyList name="empty"/>
        <link rel="customContent" href="data:text/plain,a%20b"/>
        <resource rel="x"><property name="to">nested</property><link rel="y" href="z"/></resource>
        <other><property name="to">nested</property></other>
      </input>
      """)
    #expect(
      body.properties == [
        "subject": .text("a & b <c> A<d>"), "supportedmodalities": .list(["PhoneAudio", "Audio"]), "empty": .list([]),
      ])
    #expect(body.links == ["customcontent": "data:text/plain,a%20b"])
  }

  @Test("XML without a namespace is read; a client may send back the resource it got")
  func namespaces() throws {
    #expect(try xml("<input><property name='to'>1</property></input>").properties["to"] == .text("1"))
    let sent = Sample.conversation.bytes(.xml, base: Sample.base)
    let body = try RequestBody.parse(sent, format: .xml)
    #expect(body.properties["state"] == .text("Connected"))
    #expect(throws: UCWAError.self) { try xml("<input xmlns='urn:other'><property name='to'>1</property></input>") }
    #expect(throws: UCWAError.self) { try xml("<output/>") }
  }

  @Test(
    "a DOCTYPE is refused wherever it hides",
    arguments: [
      "<!DOCTYPE input [<!ENTITY a 'b'>]><input><property name='to'>&a;</property></input>",
      "<?xml version='1.0'?><!-- x --><?pi y?>\n<!DOCTYPE input SYSTEM 'file:///etc/passwd'><input/>",
      "<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE input+AD4<input/>",
      "<?xml version='1.0' encoding='utf-16'?><input/>",
      "<?xml version='1.0' encoding='windows-1252'?><input/>",
      "<!DOCTYPE input><input/>", "<!DOCTYPE input",
      "<!DOCTYPE input [<!ENTITY % a SYSTEM 'file:///etc/passwd'>%a;]><input/>",
      "<!-- <input> --><!DOCTYPE x><input/>",
      "<!doctype x><input/>",
    ])
  func doctype(_ text: String) {
    #expect(throws: UCWAError.self) { try xml(text) }
  }

  @Test(
    "broken XML is refused",
    arguments: [
      "<input>", "<input></inptu>", "text", "<input/><input/>", "<input>&x;</input>", "<input a='1' a='2'/>",
      "<u:input/>", "<input xmlns:u=''/>", "<input xmlns='urn:a&#10;input'/>", "<input>&#xFFFE;</input>",
      "<input>&#xD800;</input>", "<input>]]></input>", "<input/>text", "<input\u{0}/>",
    ])
  func brokenXML(_ text: String) {
    #expect(throws: UCWAError.self) { try xml(text) }
  }

  @Test("XML in other encodings; a DOCTYPE does not hide in them")
  func encodings() throws {
    func utf16(_ text: String) -> [UInt8] { "\u{FEFF}\(text)".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } }
    let document = "<input><property name='Subject'>Grüße \u{1F600}</property></input>"
    let body = try RequestBody.parse(utf16(document), format: .xml)
    #expect(body.properties["subject"] == .text("Grüße \u{1F600}"))
    let latin1 = "<?xml version='1.0' encoding='iso-8859-1'?><input><property name='a'>ü</property></input>"
    let read = try RequestBody.parse(latin1.unicodeScalars.map { UInt8($0.value) }, format: .xml)
    #expect(read.properties["a"] == .text("ü"))
    #expect(throws: UCWAError.self) { try RequestBody.parse(utf16("<!DOCTYPE x>" + document), format: .xml) }
    #expect(throws: UCWAError.self) {
      try RequestBody.parse(utf16("<?xml version='1.0' encoding='utf-8'?>" + document), format: .xml)
    }
  }

  @Test("a refusal of XML says where and why")
  func xmlReason() {
    func reason(_ text: String) -> String? {
      do throws(UCWAError) {
        _ = try RequestBody.parse(Array(text.utf8), format: .xml)
        return nil
      } catch {
        return error.debugInfo
      }
    }
    #expect(reason("<!DOCTYPE input><input/>") == "A DOCTYPE is not allowed.")
    #expect(reason("<input>\n </inptu>") == "Line 2, column 4: mismatched tag.")
    #expect(reason("<output/>") == "The outermost element is not input.")
  }

  private var start: OperationDescription {
    get throws { try #require(ResourceDescription.startPhoneAudio.operation(.post)) }
  }

  private func refusal(_ body: RequestBody, _ query: [(name: String, value: String)] = []) throws -> UCWAError {
    let operation = try start
    do throws(UCWAError) {
      _ = try operation.validate(body: body, query: query)
    } catch {
      return error
    }
    Issue.record("The parameters were accepted.")
    return .resourceNotFound
  }

  @Test("all bad parameters are reported in one answer")
  func allAtOnce() throws {
    let error = try refusal(
      json(
        #"{"operationId":"\#(String(repeating: "x", count: 51))","importance":"High","subject":["a"],"#
          + #""threadId":{},"to":" ","_links":{"customContent":{"href":"http://x"}}}"#))
    #expect(error.status == 400)
    #expect(error.subcode == .parameterValidationFailure)
    #expect(
      error.parameters.map(\.name) == ["operationId", "importance", "subject", "threadId", "to", "customContent"])
  }

  @Test("lengths are counted in characters, and the limit itself is allowed")
  func lengths() throws {
    let family = "👩‍👩‍👧"
    let good = String(repeating: family, count: 250)
    #expect(
      try start.validate(body: RequestBody(properties: ["to": .text("1"), "subject": .text(good)])).string("subject")
        == good)
    let error = try refusal(RequestBody(properties: ["to": .text("1"), "subject": .text(good + "x")]))
    #expect(error.parameters.map(\.name) == ["subject"])
  }

  @Test("the body wins over the query, and the query serves alone")
  func query() throws {
    let query = QueryString.parse("to=tel:+14255550120&Importance=urgent&sessionContext=1")
    let alone = try start.validate(body: .empty, query: query)
    #expect(alone.string("to") == "tel:+14255550120")
    #expect(alone.string("importance") == "Urgent")
    #expect(alone["sessionContext"] == nil)
    let both = try start.validate(body: json(#"{"TO":"sip:a@contoso.test","importance":null}"#), query: query)
    #expect(both.string("To") == "sip:a@contoso.test")
    #expect(both.string("importance") == "Urgent")
  }

  @Test("the content decides whether two requests are the same, not format, order or case of names")
  func fingerprints() throws {
    let first = try start.validate(body: json(#"{"to":"tel:+14255550120","subject":"a"}"#))
    let second = try start.validate(
      body: xml("<input><property name='Subject'>a</property><property name='to'>tel : +14255550120</property></input>")
    )
    let other = try start.validate(body: json(#"{"to":"tel:+14255550120","subject":"b"}"#))
    #expect(first.fingerprint == second.fingerprint)
    #expect(first.fingerprint != other.fingerprint)
    #expect(first.fingerprint != Parameters().fingerprint)
    #expect(Fingerprint(high: first.fingerprint.high, low: first.fingerprint.low) == second.fingerprint)
  }

  @Test(
    "blanks around the scheme's colon are dropped",
    arguments: [
      ("tel : +14255551234", "tel:+14255551234"), (" sip : john@contoso.com ", "sip:john@contoso.com"),
      ("SIP:x@y", "sip:x@y"), ("+1 425", "+1 425"), ("a b:c", "a b:c"), ("", ""), (":", ":"), ("1:2", "1:2"),
      ("tel:\n+1", "tel:+1"),
    ])
  func spacedURI(_ pair: (String, String)) {
    #expect(SpacedURI.normalized(pair.0) == pair.1)
  }

  @Test("query strings: encoded, bare, repeated, and numbers with a bare plus")
  func queryStrings() {
    func parse(_ text: String) -> [String] { QueryString.parse(text).map { "\($0.name)=\($0.value)" } }
    #expect(parse("") == [])
    #expect(parse("a=1&b&c=&=d&&a=2") == ["a=1", "b=", "c=", "=d", "a=2"])
    #expect(parse("s=a+b%20c%2Bd%zz") == ["s=a b c+d%zz"])
    #expect(parse("to=+14255550120") == ["to=+14255550120"])
    #expect(parse("to=tel%3A+14255550120") == ["to=tel:+14255550120"])
    #expect(parse("to=tel:%2B14255550120") == ["to=tel:+14255550120"])
    #expect(parse("s=1+2") == ["s=1 2"])
    #expect(parse("s=a%3Db=c") == ["s=a=b=c"])
  }

  @Test("the largest bodies are read in time that grows with their length only")
  func large() throws {
    let items = String(repeating: "<item/>", count: 37_000)
    let body = try xml("<input><propertyList name='a'>\(items)</propertyList></input>")
    #expect(body.properties["a"] == .list(Array(repeating: "", count: 37_000)))
    let entities = String(repeating: "&lt;", count: 64_000)
    #expect(
      try xml("<input><property name='a'>\(entities)</property></input>").properties["a"]
        == .text(String(repeating: "<", count: 64_000)))
    let attributes = (0..<20_000).map { "a\($0)='' " }.joined()
    #expect(try xml("<input \(attributes)/>") == .empty)
    let namespaces = (0..<10_000).map { "xmlns:a\($0)='b\($0)' a\($0):c=''" }.joined(separator: " ")
    #expect(try xml("<input \(namespaces)/>") == .empty)
    let numbers = "a=x" + String(repeating: "+1", count: 100_000)
    #expect(QueryString.parse(numbers).first?.value.count == 200_001)
    func members(_ count: Int) -> String { (0..<count).map { "\"n\($0)\":1" }.joined(separator: ",") }
    #expect(try json("{\(members(500))}").properties.count == 500)
    #expect(throws: UCWAError.self) { try json("{\(members(20_000))}") }
    let list = String(repeating: "1,", count: 100_000)
    #expect(try json("{\"a\":[\(list)1]}").properties["a"] == .other)
  }
}
