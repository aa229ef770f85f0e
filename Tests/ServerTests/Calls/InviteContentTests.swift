import Testing

@testable import Server

/// What is in the body of an INVITE.
@Suite struct InviteContentTests {
  private static func content(_ type: String?, _ body: String) throws(InviteContent.Refusal) -> InviteContent {
    try InviteContent(type: type, body: Array(body.utf8))
  }

  @Test func offersAndOtherThings() throws {
    let nothing = try Self.content(nil, "")
    #expect(nothing.offer == nil && nothing.content == nil)
    let offer = try Self.content("application/SDP; x=y", SIPCaller.offer)
    #expect(offer.offer?.hasAudio == true && offer.content == nil)
    let text = try Self.content("text/plain;charset=utf-8", "a b")
    #expect(text.offer == nil && text.content?.description == "data:text/plain;charset=utf-8,a+b")
    let odd = try Self.content("text/plain;charset=\"a,b;c\"", "x")
    #expect(odd.content?.charset == nil)
    let both = try Self.content(
      "multipart/mixed;boundary=\"x\"",
      "--x\r\n\r\nhello\r\n--x\r\nContent-Type: application/sdp\r\n\r\n\(SIPCaller.offer)\r\n--x--\r\n")
    #expect(both.offer != nil && both.content?.text == "hello")
  }

  @Test(
    arguments: [
      (nil, "x", InviteContent.Refusal.unsupported), ("nonsense", "x", .unsupported),
      ("multipart/mixed", "--x\r\n\r\n", .unsupported), ("application/sdp", "v=0\r\n", .unusable),
      ("application/sdp", "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 0 RTP/AVP 0\r\n", .unusable),
      ("text/plain", String(repeating: "x", count: InviteContent.maximumSize + 1), .tooLarge),
    ] as [(String?, String, InviteContent.Refusal)])
  func whatIsRefused(type: String?, body: String, refusal: InviteContent.Refusal) {
    #expect(throws: refusal) { try Self.content(type, body) }
  }
}
