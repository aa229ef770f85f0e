import HTTP
import Testing

@Suite struct MultipartBodyTests {
  private func bodies(_ text: String, boundary: String = "b") -> [String]? {
    MultipartBody(Array(text.utf8), boundary: boundary)?.parts.map { String(decoding: $0.body, as: UTF8.self) }
  }

  @Test(
    arguments: [
      ("--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n", ["one", "two"]),
      ("\r\n--b\r\n\r\none\r\n--b--", ["one"]), ("preamble\r\n--b\r\n\r\none\r\n--b--\r\nepilogue", ["one"]),
      ("--b\n\none\n--b\n\ntwo\n--b--\n", ["one", "two"]), ("--b\r\n\r\none", ["one"]),
      ("--b  \r\n\r\none\r\n--b--  \r\n", ["one"]), ("--b\r\n\r\n\r\n--b--", [""]), ("--b\r\n\r\n--b--", [""]),
      ("--b\r\n--b--", [""]), ("--b\r\n\r\n--bb\r\n\r\n--b--", ["--bb\r\n"]), ("--b\r\n\r\nx--b\r\n--b--", ["x--b"]),
      ("--b--", []), ("", []), ("nothing", []), ("--b", [""]), ("--b\r\nA: b\r\n--b--", [""]),
    ] as [(String, [String])])
  func `parts are found`(text: String, expected: [String]) {
    #expect(bodies(text) == expected)
  }

  @Test func `a batch of requests is taken apart`() throws {
    let type = try #require(MediaType("multipart/batching; boundary=\"77f2569d\""))
    let body =
      "\r\n--77f2569d\r\nContent-Type: application/http; msgtype=request\r\n\r\n"
      + "GET /ucwa/v1/applications/1/me HTTP/1.1\r\nHost: contoso.test\r\n\r\n\r\n--77f2569d--\r\n"
    let parts = try #require(MultipartBody(Array(body.utf8), type: type)).parts
    #expect(parts.count == 1)
    #expect(parts.first?.headers["content-type"] == "application/http; msgtype=request")
    #expect(parts.first?.body.starts(with: "GET /ucwa".utf8) == true)
    #expect(parts.first?.body.suffix(4) == [13, 10, 13, 10])
  }

  @Test func `no boundary, no parts`() throws {
    #expect(bodies("x", boundary: "") == nil)
    #expect(bodies("x", boundary: String(repeating: "b", count: 201)) == nil)
    #expect(MultipartBody([], type: try #require(MediaType("multipart/form-data"))) == nil)
    #expect(MultipartBody([], type: try #require(MediaType("text/plain; boundary=b"))) == nil)
  }

  @Test func `parts are bounded`() {
    #expect(bodies(String(repeating: "--b\r\n\r\n", count: 5000))?.count == 1000)
  }
}
