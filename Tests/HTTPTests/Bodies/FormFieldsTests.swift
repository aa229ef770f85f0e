import HTTP
import Testing

@Suite struct FormFieldsTests {
  private func pairs(_ fields: FormFields) -> [String] {
    fields.fields.map { "\($0.name)=\($0.value)" }
  }

  @Test(
    arguments: [
      ("", []), ("a=b", ["a=b"]), ("a=b&a=c", ["a=b", "a=c"]), ("a", ["a="]), ("=b", ["=b"]), ("a=b=c", ["a=b=c"]),
      ("&&a=1&&", ["a=1"]), ("a=%2B1+425", ["a=+1 425"]), ("a%20b=c", ["a b=c"]), ("a=%", ["a=%"]),
      ("a=%4", ["a=%4"]), ("a=%zz", ["a=%zz"]), ("a=%C3%BC", ["a=ü"]), ("a=%FF", ["a=\u{FFFD}"]),
      ("a=b\r\n", ["a=b"]), ("grant_type=urn:microsoft.rtc:windows", ["grant_type=urn:microsoft.rtc:windows"]),
      ("username=dana@contoso.test&password=pa$$w0rd%", ["username=dana@contoso.test", "password=pa$$w0rd%"]),
    ] as [(String, [String])])
  func `urlencoded text is read, encoded or not`(text: String, expected: [String]) {
    #expect(pairs(FormFields(urlEncoded: Array(text.utf8))) == expected)
    #expect(pairs(FormFields(query: text)) == expected)
  }

  @Test func `no query has no fields`() {
    #expect(FormFields(query: nil).fields.isEmpty)
    #expect(FormFields(query: "a=1")["A"] == nil)
    #expect(FormFields(query: "a=1&a=2").all(named: "a") == ["1", "2"])
  }

  @Test(arguments: [
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=UTF-8",
    "application/x-www-form-urlencoded;charset=\"utf-8\"", "application/x-www-form-urlencoded; charset='utf-8'",
    "nonsense", "", nil,
  ])
  func `a token form is read under any content type that is not multipart`(contentType: String?) {
    let body = "grant_type=password&username=dana%40contoso.test&password=a+b&extra"
    let fields = FormFields(body: Array(body.utf8), contentType: contentType)
    #expect(fields["grant_type"] == "password")
    #expect(fields["username"] == "dana@contoso.test")
    #expect(fields["password"] == "a b")
  }

  @Test(arguments: ["multipart/form-data; boundary=xyz", "Multipart/Form-Data;Boundary=\"xyz\""])
  func `a multipart token form is read`(contentType: String) {
    let body =
      "--xyz\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\npassword\r\n"
      + "--xyz\r\ncontent-disposition: form-data; name=username\r\nContent-Type: text/plain\r\n\r\n"
      + "dana@contoso.test\r\n--xyz\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n"
      + "--xyz\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\na+b%20&c=\r\n\r\n--xyz--\r\n"
    let fields = FormFields(body: Array(body.utf8), contentType: contentType)
    #expect(
      pairs(fields) == ["grant_type=password", "username=dana@contoso.test", "password=a+b%20&c=\r\n"])
  }

  @Test(arguments: ["", "a b", "ü/%+", "tel:+14255550100", "~-._"])
  func `percent-encoding comes back`(text: String) {
    let encoded = PercentCoding.encode(text)
    #expect(encoded.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "+") })
    #expect(PercentCoding.decode(encoded) == text)
    #expect(PercentCoding.decode(encoded, plusIsBlank: true) == text)
  }

  @Test func `plus is a blank in queries only`() {
    #expect(PercentCoding.decode("a+b") == "a+b")
    #expect(PercentCoding.decode("a+b", plusIsBlank: true) == "a b")
  }
}
