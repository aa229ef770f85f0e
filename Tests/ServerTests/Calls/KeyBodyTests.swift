import Testing

@testable import Server

@Suite struct KeyBodyTests {
  @Test(arguments: [
    ("Signal=1\r\nDuration=160\r\n", Character("1")), ("Signal= 5\r\nDuration= 250", "5"), ("Signal=*\n", "*"),
    ("Duration=100\r\nsignal=#\r\n", "#"), ("Signal=a", "A"), ("Signal=10", "*"), ("Signal=11", "#"),
  ])
  func relay(body: String, key: Character) {
    #expect(KeyBody.read(Array(body.utf8), type: "application/dtmf-relay") == .key(key))
    #expect(KeyBody.read(Array(body.utf8), type: "Application/DTMF-Relay") == .key(key))
  }

  @Test(arguments: [("1", Character("1")), (" 9 \r\n", "9"), ("#", "#")]) func plain(body: String, key: Character) {
    #expect(KeyBody.read(Array(body.utf8), type: "application/dtmf") == .key(key))
  }

  @Test(arguments: ["", "Signal", "Signal=", "Signal=12", "Signal=flash", "Signal=16", "Signal=E", "Digit=1", "=1"])
  func noKeyInARelay(body: String) {
    #expect(KeyBody.read(Array(body.utf8), type: "application/dtmf-relay") == .nothing)
  }

  @Test func whatIsTooLongOrNoTextIsNoKey() {
    let long = Array("Signal=1\r\n".utf8) + Array(repeating: UInt8(ascii: "\n"), count: 300)
    #expect(KeyBody.read(long, type: "application/dtmf-relay") == .nothing)
    #expect(KeyBody.read([0xFF], type: "application/dtmf") == .nothing)
    #expect(KeyBody.read([0x31, 0xFE], type: "application/dtmf") == .nothing)
  }

  @Test func otherTypes() {
    #expect(KeyBody.read(Array("1".utf8), type: "text/plain") == .unknownType)
    #expect(KeyBody.read(Array("1".utf8), type: nil) == .unknownType)
    #expect(KeyBody.read([], type: nil) == .nothing)
    #expect(KeyBody.read([], type: "text/plain") == .nothing)
  }
}
