import Testing

@testable import CallControl

@Suite struct SessionDescriptionTests {
  @Test(arguments: [
    ("", "", "a=sendrecv"), ("", "a=sendonly\r\n", "a=sendonly"), ("a=inactive\r\n", "", "a=rtpmap:0 PCMU/8000"),
  ])
  func aMissingDirectionIsSaid(ofAll: String, ofMedia: String, last: String) throws {
    let text = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
    let media = "m=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
    let description = try #require(SessionDescription(Array((text + ofAll + media + ofMedia).utf8)))
    #expect(description.explicit().lines.last == last)
    #expect(description.explicit().explicit() == description.explicit())
  }

  @Test func keepsWhatItDoesNotKnow() throws {
    let text =
      "v=0\r\no=x 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\na=ice-ufrag:F7gI\r\nm=audio 4000 RTP/SAVP 0\r\nc=IN IP4 192.0.2.9\r\na=crypto:1 X inline:abc\r\n"
    let description = try #require(SessionDescription(Array(text.utf8)))
    #expect(description.bytes == Array(text.utf8))
    #expect(description.audio == .init(address: "192.0.2.9", port: 4000))
    let rewritten = description.with(.init(sessionID: 7, version: 3, host: "::1"))
    #expect(rewritten.lines[1] == "o=- 7 3 IN IP6 ::1")
    #expect(rewritten.lines.contains("a=crypto:1 X inline:abc"))
  }

  @Test(arguments: [
    "", "v=1", "hello", "v=0\r\nnonsense", "v=0\r\ns=-\r\n", "v=0\r\no=x\r\nm=audio",
    "v=0\r\no=x\r\nm=audio 99999999999999999999 RTP/AVP 0",
    "v=0\r\no=x\r\nm=\r\nc=\r\n", "v=0\r\no=\r\nm=audio -5 RTP/AVP 0\r\n",
  ])
  func totalOnNonsense(text: String) {
    let description = SessionDescription(Array(text.utf8))
    #expect(description?.hasAudio != true)
    _ = description?.refusal(.init(sessionID: 1, version: 1, host: "127.0.0.1"))
    _ = description?.heldAnswer(.init(sessionID: 1, version: 1, host: "127.0.0.1"))
  }

  @Test func refusesWhatIsTooLargeOrNotText() {
    #expect(SessionDescription([UInt8](repeating: 65, count: SessionDescription.maximumSize + 1)) == nil)
    #expect(SessionDescription([0xFF, 0xFE, 0x00]) == nil)
  }

  @Test(arguments: ["\r\n", "\n", "\r", "\n\n", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"])
  func everyLineEndEndsALine(end: String) {
    let lines = ["v=0", "o=é 1 1 IN IP4 192.0.2.1", "s=\u{2027}\u{86}", "m=audio 4000 RTP/AVP 0"]
    for last in ["", end] {
      #expect(SessionDescription(Array((lines.joined(separator: end) + last).utf8))?.lines == lines)
    }
  }

  @Test(
    arguments: [[0xC2], [0xE2, 0x80], [0xE2], [0x80, 0xA8], [0xC2, 0xC2, 0x85], [0xF1, 0xE2, 0x80, 0xA8]] as [[UInt8]])
  func aCharacterThatIsCutIsNoText(bytes: [UInt8]) {
    #expect(SessionDescription(Array("v=0\no=x\ns=x".utf8) + bytes) == nil)
    #expect(SessionDescription(Array("v=0\no=x\ns=x".utf8) + bytes + Array("\nt=0 0\n".utf8)) == nil)
  }

  @Test func answersHaveEveryStreamOfTheOffer() throws {
    let text =
      "v=0\r\no=x 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\nm=video 4002 RTP/AVP 96\r\n"
    let offer = try #require(SessionDescription(Array(text.utf8)))
    let origin = SessionDescription.Origin(sessionID: 1, version: 2, host: "127.0.0.1")
    let streams = offer.refusal(origin).lines.filter { $0.hasPrefix("m=") }
    #expect(streams == ["m=audio 0 RTP/AVP 0", "m=video 0 RTP/AVP 96"])
    #expect(offer.heldAnswer(origin).lines.contains("a=inactive"))
    #expect(offer.heldAnswer(origin).audio?.port == 9)
  }
}
