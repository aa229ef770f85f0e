import Testing

@testable import Numbering

@Suite("Hostile texts")
struct HostileTextTests {
  /// Always the same sequence, so that a failure can be repeated (SplitMix64).
  private struct Sequence: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  @Test("any text is a target that survives being read again, or an error", arguments: 0..<4)
  func random(_ seed: Int) throws {
    var random = Sequence(state: UInt64(seed))
    let plan = try DialPlan(rules: [DialPlanRule(pattern: #"(\d+)#(\d*)"#, template: "$1;ext=$2")], defaultRegion: "US")
    let pieces = [
      "+", "1", "425", "5550100", "9", "0", "*", "#", " ", "-", "(", ")", "x", "ext", ",", ";", "ext=",
      "phone-context=",
      "postd=", "isub=", "tel:", "sip:", "sips:", "@", "contoso.test", "dana", "%2B", "%00", "%", "[::1]", ":", "5060",
      "?",
      "user=phone", "\u{0}", "\r\n", "\u{202E}", "٤", "é", "👍🏽", "\u{301}", "<", ">", "\"", "911", "=", ".", "/",
    ]
    let whole = ["tel:+14255550100", "sip:dana@contoso.test", "425 555 0100", "+14255550100;ext=5", "911"]
    let plain = try DialPlan(defaultRegion: "US")
    var targets = 0
    for _ in 0..<2000 {
      // Something that is right, with things thrown in at any place.
      var text = whole.randomElement(using: &random) ?? ""
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        let place = text.indices.randomElement(using: &random) ?? text.startIndex
        text.insert(contentsOf: pieces.randomElement(using: &random) ?? "", at: place)
      }
      guard let target = try? CallTarget.parse(text, plan: plan) else { continue }
      targets += 1
      #expect(
        target.uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3C && $0 != 0x3E }, "\(text)")
      #expect(try CallTarget.parse(target.uri, plan: plain).uri == target.uri, "\(text)")
    }
    #expect(targets > 400)
  }
}
