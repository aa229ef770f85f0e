import HTTP
import Testing

@Suite struct AcceptHeaderTests {
  static let offers = ["application/json", "application/xml"]

  @Test(
    arguments: [
      ([], 0), ([""], 0), (["*/*"], 0), (["application/json"], 0), (["application/xml"], 1), (["text/html"], nil),
      (["application/xml, application/json"], 0), (["application/json;q=0.5, application/xml"], 1),
      (["application/json; q=0.5", "application/xml;q=0.501"], 1), (["application/*;q=0.1, application/json;q=0"], 1),
      (["*/*;q=0"], nil), (["APPLICATION/XML"], 1), (["application/xml; charset=utf-8"], 1),
      (["text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"], 0), (["garbage"], 0), (["application/xml;q=abc"], 1),
      (["application/xml;x=\",application/json\""], 1), (["application/json;q=0.000, */*;q=0.001"], 1),
      (["application/json;q=1.5,application/xml;q=0.9"], 0),
    ] as [([String], Int?)])
  func `the best offer is found`(values: [String], expected: Int?) {
    #expect(AcceptHeader(values).best(of: Self.offers) == expected)
  }

  @Test func `the most specific range decides`() {
    let accept = AcceptHeader(["*/*;q=0.9, application/*;q=0.5, application/json;q=0.25"])
    #expect(accept.quality(of: "application/json") == 250)
    #expect(accept.quality(of: "application/xml") == 500)
    #expect(accept.quality(of: "text/plain") == 900)
  }
}
