import Testing

@testable import Server

/// What a Refer-To header names.
@Suite struct ReferTargetTests {
  @Test(arguments: [
    ("<sip:+14255550103@192.0.2.1>", "sip:+14255550103@192.0.2.1"),
    ("\"Erin\" <sip:erin@contoso.test;user=phone>", "sip:erin@contoso.test;user=phone"),
    ("sip:erin@contoso.test", "sip:erin@contoso.test"), ("<tel:+14255550103>", "tel:+14255550103"),
    ("<SIP:erin@contoso.test;method=INVITE>", "SIP:erin@contoso.test"),
    ("<sip:erin@contoso.test?Subject=x>", "sip:erin@contoso.test"),
  ])
  func blind(header: String, uri: String) throws {
    let target = try #require(ReferTarget(header))
    #expect(target.uri == uri && target.replaces == nil)
  }

  @Test func attended() throws {
    let target = try #require(
      ReferTarget("<sip:erin@contoso.test?Replaces=a%40192.0.2.1%3Bto-tag%3D1%3Bfrom-tag%3D2%3Bearly-only&Subject=x>"))
    #expect(target.uri == "sip:erin@contoso.test")
    #expect(target.replaces?.header == "a@192.0.2.1;to-tag=1;from-tag=2;early-only")
  }

  @Test(arguments: [
    "", "<>", "<sip:>", "<mailto:dana@contoso.test>", "<http://contoso.test>", "<sip:erin@contoso.test",
    "<sip:erin@contoso.test;method=BYE>", "<sip:e rin@contoso.test>", "<sip:erin@contoso.test?Replaces=a>",
    "<sip:e@c.test?Replaces=a%3Bto-tag%3D1>", "<sip:e@c.test?Replaces=a%0D%0Ab%3Bto-tag%3D1%3Bfrom-tag%3D2>",
    "<sip:e@c.test?Replaces=a%3Bto-tag%3D1%3Bto-tag%3D2%3Bfrom-tag%3D2>",
    "<sip:e@c.test?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2&Replaces=b%3Bto-tag%3D1%3Bfrom-tag%3D2>",
    "<sip:" + String(repeating: "e", count: 2100) + "@contoso.test>",
  ])
  func none(header: String) { #expect(ReferTarget(header) == nil) }
}
