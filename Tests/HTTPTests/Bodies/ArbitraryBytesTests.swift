import HTTP
import Testing

/// Whatever bytes come, reading them ends.
@Suite struct ArbitraryBytesTests {
  @Test func `every reader takes any bytes`() {
    var random = SplitMix(state: 7)
    let favourites = Array("--b\r\n\r\n;;==\"\"''\\\\%%&&++,,//**:: q=0.name=boundary=".utf8)
    for _ in 0..<5_000 {
      let bytes = random.bytes(upTo: 60, preferring: favourites)
      let text = String(decoding: bytes, as: UTF8.self)
      let type = MediaType(text)
      if let type { #expect(!type.type.isEmpty && !type.subtype.isEmpty) }
      _ = ParameterList(text)["q"]
      _ = FormFields(urlEncoded: bytes)
      _ = FormFields(query: text)
      _ = FormFields(body: bytes, contentType: "multipart/form-data; boundary=b")
      _ = FormFields(body: bytes, contentType: text)
      #expect((MultipartBody(bytes, boundary: "b")?.parts.count ?? 0) <= bytes.count)
      #expect(PercentCoding.decode(text).utf8.count <= 3 * text.utf8.count)
      #expect(PercentCoding.decode(PercentCoding.encode(text)) == text)
      let request = HTTPRequest(method: .get, target: text)
      #expect(request.path.utf8.count <= max(1, text.utf8.count))
      var headers = HTTPHeaders()
      headers.add(text, text)
      #expect(headers.allSatisfy { !$0.value.utf8.contains { $0 == 13 || $0 == 10 } })
    }
  }
}
