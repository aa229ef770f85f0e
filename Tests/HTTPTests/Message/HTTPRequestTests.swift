import HTTP
import Testing

@Suite struct HTTPRequestTests {
  @Test(arguments: [
    ("/", "/", nil), ("/a?", "/a", ""), ("/a?b?c", "/a", "b?c"), ("/a#f", "/a", nil), ("/a?b#f?c", "/a", "b"),
    ("*", "*", nil), ("http://contoso.test", "/", nil), ("https://contoso.test/a/b?c", "/a/b", "c"),
    ("http://contoso.test?c", "/", "c"), ("/x://y", "/x://y", nil), ("contoso.test:443", "contoso.test:443", nil),
    ("", "", nil), ("?", "", ""), ("://", "/", nil), ("/a?http://b/c", "/a", "http://b/c"),
  ])
  func `path and query are found in the target`(target: String, path: String, query: String?) {
    let request = HTTPRequest(method: .get, target: target)
    #expect(request.path == path)
    #expect(request.query == query)
  }
}
