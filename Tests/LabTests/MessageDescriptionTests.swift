import Testing

@testable import Lab

@Suite struct MessageDescriptionTests {
  private let body = Array(
    """
    --b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1\r\ncontent-type: application/sdp\r\n\r\n\
    v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n--b1--\r\n
    """.utf8)

  @Test(arguments: ["multipart/mixed;boundary=b1", "Multipart/Mixed; x=y; Boundary=\"b1\"; z=1"])
  func aPartOfMany(contentType: String) {
    let part = MessageDescription.part(of: body, contentType: contentType)
    #expect(part.map { String(decoding: $0, as: UTF8.self) } == "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n")
  }

  @Test(arguments: ["multipart/mixed", "multipart/mixed;boundary=", "multipart/mixed;boundary=other", "é;boundary=b1"])
  func noPart(contentType: String) {
    #expect(MessageDescription.part(of: body, contentType: contentType) == nil)
  }

  @Test func aPartThatIsCutOff() {
    #expect(MessageDescription.part(of: body.dropLast(8).map { $0 }, contentType: "multipart/mixed;boundary=b1") == nil)
  }
}
