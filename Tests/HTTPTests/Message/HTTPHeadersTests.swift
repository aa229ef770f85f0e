import HTTP
import Testing

@Suite struct HTTPHeadersTests {
  @Test func `names are found in any case and written as given`() {
    var headers: HTTPHeaders = ["WWW-Authenticate": "one", "X-Ms-diagnostics": "two"]
    headers.add("www-authenticate", "three")
    #expect(headers["Www-Authenticate"] == "one")
    #expect(headers.all(named: "WWW-AUTHENTICATE") == ["one", "three"])
    #expect(headers.map(\.name) == ["WWW-Authenticate", "X-Ms-diagnostics", "www-authenticate"])
    #expect(headers["WWW-Authenticat"] == nil)
    #expect(headers.contains("x-ms-DIAGNOSTICS"))
  }

  @Test func `setting replaces all of the name, nil removes them`() {
    var headers: HTTPHeaders = ["A": "1", "B": "2", "a": "3"]
    headers["A"] = "4"
    #expect(headers == ["B": "2", "A": "4"])
    headers["b"] = nil
    #expect(headers == ["A": "4"])
    headers.remove("none")
    #expect(headers.count == 1)
    headers["A"] = nil
    #expect(headers.isEmpty)
  }

  @Test(arguments: [
    ("a\r\nb", "a  b"), ("a\nb", "a b"), ("a\u{0}b", "a b"), ("", ""), ("grün", "grün"), ("tab\there", "tab\there"),
  ])
  func `values hold no line ends`(given: String, kept: String) {
    #expect((["X": given] as HTTPHeaders)["X"] == kept)
  }

  @Test(arguments: [("X Y", "XY"), ("X:Y", "XY"), ("X\r\n", "X")])
  func `names hold only token characters`(given: String, kept: String) {
    #expect(([given: "v"] as HTTPHeaders).map(\.name) == [kept])
  }

  @Test func `a name without token characters adds nothing`() {
    #expect(([" ": "v", "": "v", "\r\n": "v"] as HTTPHeaders).isEmpty)
  }
}
