import Testing

@testable import Server

@Suite struct UserAgentPatternTests {
  @Test(arguments: [
    ("Toy", "toy"), ("OldApp/1.*", "oldapp/1."), ("OldApp/1.*", "OldApp/1.2 (Phone)"), ("*", ""),
    ("*phone*", "A Phone B"),
    ("a*b*c", "aXbYc"), ("a*b*c", "abbc"), ("a*bb", "abbb"), ("**x", "x"),
  ])
  func fits(_ row: (String, String)) { #expect(UserAgentPattern(row.0).matches(row.1)) }

  @Test(arguments: [
    ("Toy", "Toys"), ("OldApp/1.*", "OldApp/2.0"), ("OldApp/1.*", "My OldApp/1.2"), ("a*b*c", "acb"), ("ab*ba", "aba"),
    ("", "x"), ("*x", "xy"),
  ])
  func doesNotFit(_ row: (String, String)) { #expect(!UserAgentPattern(row.0).matches(row.1)) }
}
