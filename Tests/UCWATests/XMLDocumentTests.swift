import Testing

@testable import UCWA

@Suite("Documents in XML")
struct XMLDocumentTests {
  @Test(arguments: [
    ("<input/>", ""),
    ("<input><property name='a'>b</property></input>", "b"),
    (
      "\u{FEFF}<?xml version=\"1.0\"?><!-- a --><input><property name=\"a\">b<?c d?><!-- e -->f</property></input>\n",
      "bf"
    ),
    ("<input><property name=\"a\">&lt;&#x1F600;&#9;<![CDATA[&<]]></property></input>", "<\u{1F600}\t&<"),
    ("<input><property name=\"a\">b\r\nc\rd</property></input>", "b\nc\nd"),
    (
      "<x:input xmlns:x=\"http://schemas.microsoft.com/rtc/2012/03/ucwa\"><x:property name=\"a\">b</x:property></x:input>",
      "b"
    ),
    ("<input><property name=\"a\"/><property\n name = \"a\" >b</property ></input >", "b"),
  ])
  func isRead(_ document: String, _ value: String) throws {
    let body = try RequestBody.parse(Array(document.utf8), format: .xml)
    #expect(body.properties["a"] ?? .text("") == .text(value))
  }

  @Test(arguments: [
    "<input>", "<input></inputs>", "<input/><input/>", "<input/>a", "a<input/>", "<input a=\"1\" a=\"2\"/>",
    "<input a=1/>", "<input a/>", "<input a=\"<\"/>", "<input>&a;</input>", "<input>&#0;</input>",
    "<input>&#xD800;</input>", "<input>&#x110000;</input>", "<input>&#;</input>", "<input>]]></input>",
    "<input>\u{1}</input>", "<input>\u{FFFE}</input>", "<!DOCTYPE input><input/>", "<input><!DOCTYPE input></input>",
    "<input><!-- -- --></input>", "<input><!-- ", "<input><?xml version=\"1.0\"?></input>", "<a:input/>",
    "<input a:b=\"c\"/>", "<input xmlns:a=\"\"/>", "<:input/>", "<a:b:input/>", "< input/>", "<1/>", "<input",
    "<input><![CDATA[</input>", "<input xmlns=\"urn:other\"/>", "<output/>",
  ])
  func isRefused(_ document: String) {
    #expect(throws: UCWAError.self) { try RequestBody.parse(Array(document.utf8), format: .xml) }
  }

  /// FoundationXML would end the process.
  @Test func aNameThatIsNotUTF8IsRefused() {
    let document = Array("<inp".utf8) + [0xF4] + Array("t/>".utf8)
    #expect(throws: UCWAError.self) { try RequestBody.parse(document, format: .xml) }
  }

  @Test func moreThanAnyOperationHasIsRefused() {
    let properties = (0...RequestBody.maximumMembers).map { "<property name=\"a\($0)\">b</property>" }.joined()
    #expect(throws: UCWAError.self) { try RequestBody.parse(Array("<input>\(properties)</input>".utf8), format: .xml) }
  }
}
