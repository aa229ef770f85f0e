import HTTP
import Testing

@Suite struct MediaTypeTests {
  @Test(
    arguments: [
      ("application/json", "application/json", nil), ("Application/JSON; Charset=UTF-8", "application/json", "UTF-8"),
      ("application/json;charset=\"utf-8\"", "application/json", "utf-8"),
      ("application/json;charset='utf-8'", "application/json", "utf-8"),
      ("application/json ; charset = utf-8 ; x=y", "application/json", "utf-8"),
      ("application/json;charset=\"utf-8", "application/json", "utf-8"),
      ("application/json;;charset=utf-8;", "application/json", "utf-8"),
      ("application/json; x=\"a;charset=no\"; charset=yes", "application/json", "yes"),
      ("application/json; x=\"a\\\"b\"; charset=yes", "application/json", "yes"),
      ("application/json; charset", "application/json", ""), ("*/*;q=0.1", "*/*", nil), ("*", "*/*", nil),
    ] as [(String, String, String?)])
  func `is read with its parameters`(text: String, essence: String, charset: String?) throws {
    let type = try #require(MediaType(text))
    #expect(type.essence == essence)
    #expect(type.parameter("CHARSET") == charset)
  }

  @Test(arguments: ["", "json", "/", "a/", "/b", "a/b/c", "a b/c", ";", "application/json, text/xml", "ä/b"])
  func `what is no media type is nil`(text: String) {
    #expect(MediaType(text) == nil)
  }

  @Test func `JSON and XML are told by subtype or suffix`() throws {
    for text in ["application/json", "application/vnd.microsoft.com.ucwa+json"] {
      #expect(try #require(MediaType(text)).isJSON)
    }
    for text in ["text/xml", "application/xml", "application/vnd.microsoft.com.ucwa+xml"] {
      #expect(try #require(MediaType(text)).isXML)
    }
    #expect(try #require(MediaType("text/plain")).isJSON == false)
  }
}
