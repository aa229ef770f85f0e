import Testing

/// An input made to be slow for one parser, as long as wanted.
struct WorstInput: Sendable, CustomTestStringConvertible {
  let target: String
  let name: String
  /// The input, of about that many bytes.
  let bytes: @Sendable (Int) -> [UInt8]

  init(_ target: String, _ name: String, _ bytes: @escaping @Sendable (Int) -> [UInt8]) {
    self.target = target
    self.name = name
    self.bytes = bytes
  }

  var testDescription: String { "\(target): \(name)" }

  /// `prefix`, then `unit` as often as it fits, then `suffix`.
  private static func repeated(
    _ target: String, _ name: String, _ prefix: String, _ unit: String, _ suffix: String = ""
  ) -> WorstInput {
    WorstInput(target, name) { count in
      var bytes = Array(prefix.utf8)
      let unit = Array(unit.utf8)
      while bytes.count < count { bytes += unit }
      return bytes + Array(suffix.utf8)
    }
  }

  /// An event as `EventCoding` writes it, with such a path.
  private static func event(_ href: String) -> String {
    let reference = "\u{2}me" + href + "\u{0}"
    return reference + "\u{7}updated" + reference + "\u{0}\u{0}\u{0}\u{0}\u{4}High\u{0}"
  }

  /// What reading the sources suggests; add what the fuzzer finds slow.
  static let all: [WorstInput] = [
    repeated("http", "short header fields", "GET / HTTP/1.1\r\nHost: a\r\n", "A:b\r\n", "\r\n"),
    repeated(
      "http", "one-byte chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n"),
    repeated("http", "blanks in a value", "GET / HTTP/1.1\r\nHost: a\r\nA: ", " ", "b\r\n\r\n"),
    repeated("http", "requests behind each other", "", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    repeated("json", "nested lists", #"{"a":"#, "["),
    repeated("json", "a list of texts that ends in a number", #"{"a":["#, #""b","#, "1]}"),
    repeated("json", "links", #"{"_links":{"a":["#, #"{"href":"b"},"#, #"{"href":"b"}]}}"#),
    repeated("json", "a text of escapes", #"{"subject":""#, #"\u00e9"#, #""}"#),
    repeated("json", "control characters in a text", #"{"subject":""#, "\n", #""}"#),
    WorstInput("json", "members") { count in
      Array(("{" + (0..<count / 12).map { #""k\#($0)":1"# }.joined(separator: ",") + "}").utf8)
    },
    repeated("xml", "comments before the outermost element", "", "<!-- -->", "<input/>"),
    repeated("xml", "a comment that does not end", "<!--", "-"),
    repeated("xml", "elements", "<input>", "<a/>", "</input>"),
    repeated("xml", "items", #"<input><propertyList name="a">"#, "<item>b</item>", "</propertyList></input>"),
    repeated("xml", "character references", #"<input><property name="a">"#, "&#9;", "</property></input>"),
    repeated("xml", "CDATA sections", #"<input><property name="a">"#, "<![CDATA[b]]>", "</property></input>"),
    WorstInput("xml", "attributes") { count in
      Array(("<input " + (0..<count / 10).map { "a\($0)=\"\" " }.joined() + "/>").utf8)
    },
    WorstInput("xml", "namespaces") { count in
      Array(("<input " + (0..<count / 14).map { "xmlns:a\($0)=\"b\" " }.joined() + "/>").utf8)
    },
    repeated("multipart", "boundaries that nearly match", "multipart/mixed; boundary=aaaaaaaab\n", "--aaaaaaaa"),
    repeated("multipart", "boundaries with more behind them", "multipart/mixed; boundary=b\n--b\n", "\n--b-"),
    repeated("multipart", "blanks behind a boundary", "multipart/mixed; boundary=b\n--b\n\n--b", " ", "x"),
    repeated("multipart", "empty parts", "multipart/mixed; boundary=b\n", "--b\n"),
    repeated("multipart", "lines of a head", "multipart/mixed; boundary=b\n--b\n", "a:b\n"),
    repeated("multipart", "dashes", "multipart/mixed; boundary=\(String(repeating: "-", count: 190))b\n", "-"),
    repeated("form", "empty fields", "", "=&"),
    repeated("form", "percent signs", "a=", "%"),
    repeated("form", "blanks and signs", "a=", "+1"),
    repeated("form", "encoded colons", "a=", "%3A+"),
    repeated("header", "media ranges", "", "*/*,"),
    repeated("header", "parameters", "application/json", ";q=0.1"),
    repeated("header", "blanks", "application/json", " ", "x"),
    repeated("header", "combining characters", "a", "\u{301}"),
    repeated("header", "quotation marks", "application/json;a=\"", "\\\""),
    repeated("path", "segments", "/ucwa/v1/applications/1/people/", "a/"),
    repeated("path", "slashes", "/ucwa/v1/applications/1", "/"),
    repeated("path", "percent signs", "/ucwa/v1/applications/1/people/", "%41"),
    repeated("path", "queries", "/ucwa/v1/applications/1/events?", "ack=1&"),
    repeated("sdp", "media lines", "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n", "m=audio 1 RTP/AVP 0\r\n"),
    repeated(
      "sdp", "attributes", "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 1 RTP/AVP 0\r\n", "a=rtpmap:0 PCMU/8000\r\n"),
    repeated("sdp", "formats", "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 1 RTP/AVP", " 0", "\r\n"),
    repeated("sip", "parameters of a Reason", "Q.850", ";cause=x"),
    repeated("sip", "brackets", "", "<"),
    repeated("digest", "parameters of a letter", "Digest ", "a=b,"),
    repeated("digest", "escapes in a text", "Digest username=\"", "\\\"", "\""),
    repeated("digest", "blanks", "Digest ", " ", "a=b"),
    repeated("datauri", "percent signs", "data:text/plain,", "%20"),
    repeated("datauri", "blanks", "data:text/plain,", " ", "x"),
    repeated("datauri", "parameters", "data:text/plain", ";a=b", ",x"),
    repeated("datauri", "base64", "data:a/b;base64,", "AAAA"),
    repeated(
      "record", "events with long paths",
      "\u{1}\u{7F}" + event("\u{0}\u{0}\u{7F}" + String(repeating: "a", count: 127)), event("\u{0}\u{7F}\u{0}")),
    repeated("record", "a long text", "\u{7F}", "a"),
    repeated("json5", "comments", "", "/**/", "1"),
    repeated("json5", "members of one name", "{", "a:1,", "}"),
    repeated("json5", "unknown keys", "{", "abcdefghijk:1,", "}"),
    repeated("json5", "a text", "\"", "\\n", "\""),
  ]
}
