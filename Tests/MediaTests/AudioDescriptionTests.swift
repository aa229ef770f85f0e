import Testing

@testable import Media

@Suite struct AudioDescriptionTests {
  private func read(_ lines: String...) -> AudioDescription? {
    AudioDescription(Array((["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-"] + lines).joined(separator: "\r\n").utf8))
  }

  @Test func aHeldOffer() throws {
    let offer = try #require(read("c=IN IP4 0.0.0.0", "t=0 0", "m=audio 9 RTP/AVP 0 8 9 101", "a=inactive"))
    #expect(offer.address == "0.0.0.0" && offer.port == 9)
    #expect(offer.codecs == [.pcmu, .pcma])
    #expect(offer.direction == .neither && offer.direction.reversed == .neither)
  }

  @Test func theMediaLevelDecides() throws {
    let offer = try #require(
      read(
        "c=IN IP4 192.0.2.1", "a=inactive", "t=0 0", "m=video 4000 RTP/AVP 99", "c=IN IP4 192.0.2.9", "a=sendrecv",
        "m=audio 5000/2 RTP/AVP 8 0", "c=IN IP4 192.0.2.2", "a=rtpmap:8 PCMA/8000", "a=sendonly"))
    #expect(offer.address == "192.0.2.2" && offer.port == 5_000 && offer.audio == 1)
    #expect(offer.codecs == [.pcma, .pcmu])
    #expect(offer.direction == .sends && offer.direction.reversed == .receives)
  }

  @Test func theSessionLevelHoldsWhereTheMediaLevelIsSilent() throws {
    let offer = try #require(read("c=IN IP4 192.0.2.1", "a=recvonly", "t=0 0", "m=audio 5000 RTP/AVP 0"))
    #expect(offer.direction == .receives && offer.direction.reversed == .sends)
  }

  @Test func noUsableAudio() {
    #expect(AudioDescription([]) == nil)
    #expect(AudioDescription([0xFF, 0xFE]) == nil)
    #expect(read("c=IN IP4 192.0.2.1") == nil)
    #expect(read("c=IN IP4 192.0.2.1", "m=audio 0 RTP/AVP 0") == nil, "refused")
    #expect(read("c=IN IP4 192.0.2.1", "m=audio 4000 RTP/SAVP 0") == nil, "encrypted")
    #expect(read("c=IN IP4 192.0.2.1", "m=audio 70000 RTP/AVP 0") == nil)
    #expect(read("c=IN IP4 192.0.2.1", "m=audio") == nil)
    #expect(read("c=IN IP4 192.0.2.1", "m=audio 4000 RTP/AVP 9 101")?.codecs == [])
    #expect(read("c=IN IP4 192.0.2.1", "m=audio 4000 RTP/AVP 0", "a=rtpmap:0 L16/8000")?.codecs == [])
  }

  @Test func anAnswerHasTheShapeOfItsOffer() throws {
    let offer = try #require(
      read("c=IN IP4 192.0.2.1", "t=0 0", "m=video 4000 RTP/AVP 99", "m=audio 5000 RTP/AVP 8 0", "m=text 6 TCP x"))
    let body = AudioDescription.body(
      origin: (7, 3), host: "127.0.0.1", port: 4_002, codecs: [.pcma], direction: .both, answering: offer)
    let lines = String(decoding: body, as: UTF8.self).split(separator: "\r\n")
    #expect(
      lines == [
        "v=0", "o=- 7 3 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", "m=video 0 RTP/AVP 99",
        "m=audio 4002 RTP/AVP 8", "a=rtpmap:8 PCMA/8000", "a=ptime:20", "a=sendrecv", "m=text 0 TCP x",
      ])
    #expect(AudioDescription(body)?.codecs == [.pcma])
  }
}
