import Testing

@testable import Numbering

@Suite("Call targets")
struct CallTargetTests {
  let plan: DialPlan

  init() throws {
    plan = try DialPlan(
      rules: [DialPlanRule(pattern: #"4\d{3}"#, template: "$0", isDialable: true)], defaultRegion: "US")
  }

  @Test(
    "forms of a target",
    arguments: [
      // As printed in the samples.
      ("sip:john@contoso.com", "sip:john@contoso.com"), ("sip : john@contoso.com", "sip:john@contoso.com"),
      ("tel : +14255551234", "tel:+14255551234"),
      ("sip:dana@contoso.test", "sip:dana@contoso.test"), ("SIP:Dana@CONTOSO.test", "sip:Dana@contoso.test"),
      (" \n sip:dana@contoso.test ", "sip:dana@contoso.test"), ("dana@contoso.test", "sip:dana@contoso.test"),
      ("sip:dana@contoso.test:5070", "sip:dana@contoso.test:5070"),
      ("sip:dana@[2001:DB8::1]:5070", "sip:dana@[2001:db8::1]:5070"),
      ("sip:dana@contoso.test;transport=tcp?Replaces=x", "sip:dana@contoso.test"),
      ("sip:da%20na@contoso.test", "sip:da%20na@contoso.test"),
      ("sip:+14255550100@contoso.test;user=phone", "tel:+14255550100"),
      ("sip:+1-425-555-0100;ext=12@contoso.test;user=phone", "tel:+14255550100;ext=12"),
      ("sip:+14255550100@contoso.test", "tel:+14255550100"), ("sip:%2B14255550100@contoso.test", "tel:+14255550100"),
      ("sip:4711@contoso.test;USER=PHONE", "tel:4711"), ("sip:4711@contoso.test", "sip:4711@contoso.test"),
      ("4711", "tel:4711"), ("(425) 555-0100", "tel:+14255550100"), ("tel:4255550100;ext=7", "tel:+14255550100;ext=7"),
    ])
  func forms(_ text: String, _ uri: String) throws {
    #expect(try CallTarget.parse(text, plan: plan).uri == uri)
  }

  @Test("an emergency number is one even as the user of a SIP address")
  func emergency() throws {
    guard case .number(let number) = try CallTarget.parse("sip:911@contoso.test", plan: plan) else {
      Issue.record("taken for a SIP user")
      return
    }
    #expect(number.kind == .emergency)
  }

  @Test(
    "what is no target says why",
    arguments: [
      ("", "it is empty"), ("  ", "it is empty"), ("sips:dana@contoso.test", "sips: is not supported, use sip:"),
      ("mailto:dana@contoso.test", "only sip: and tel: can be called"),
      ("sip:dana", "a SIP address has the form sip:user@domain"),
      ("sip:a@b@c", "a SIP address has the form sip:user@domain"),
      ("sip:@contoso.test", "the part before the @ is not a SIP user"),
      ("sip:a:secret@contoso.test", "the part before the @ is not a SIP user"),
      ("sip:a\r\nVia: b@contoso.test", "the part before the @ is not a SIP user"),
      ("sip:a%0d%0aVia@contoso.test", "the part before the @ is not a SIP user"),
      ("sip:a%2@contoso.test", "the part before the @ is not a SIP user"),
      ("\"Dana\" <sip:dana@contoso.test>", "the part before the @ is not a SIP user"),
      ("sip:dana@", "the part after the @ is not a domain"), ("sip:dana@a..b", "the part after the @ is not a domain"),
      ("sip:dana@contoso.test:0", "the part after the @ is not a domain"),
      ("sip:dana@contoso.test:+80", "the part after the @ is not a domain"),
      ("sip:dana@contoso.test:99999", "the part after the @ is not a domain"),
      ("sip:dana@[::1", "the part after the @ is not a domain"),
      ("sip:dana@cont oso", "the part after the @ is not a domain"),
      ("sip:dana@contoso.test>", "the part after the @ is not a domain"),
    ])
  func malformed(_ text: String, _ reason: String) {
    #expect(throws: NumberingError.malformedTarget(reason: reason)) { try CallTarget.parse(text, plan: plan) }
  }

  @Test("a number that cannot be dialled is told from a text that is no target")
  func normalization() {
    #expect(throws: NumberingError.normalizationFailed(reason: "its area code is missing")) {
      try CallTarget.parse("tel:5550100", plan: plan)
    }
    #expect(throws: NumberingError.malformedTarget(reason: "it is longer than 256 bytes")) {
      try CallTarget.parse("sip:" + String(repeating: "a", count: 300) + "@contoso.test", plan: plan)
    }
  }
}
