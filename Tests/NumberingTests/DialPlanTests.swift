import Testing

@testable import Numbering

@Suite("Dial plan")
struct DialPlanTests {
  let plan: DialPlan

  init() throws {
    plan = try DialPlan(defaultRegion: "US")
  }

  @Test(
    "numbers in usual writings",
    arguments: [
      // As printed in the samples.
      ("tel:+14255551234", "tel:+14255551234"), ("tel : +14255551234", "tel:+14255551234"),
      ("tel:+14251111111", "tel:+14251111111"),
      ("+14255550100", "tel:+14255550100"), ("4255550100", "tel:+14255550100"), ("14255550100", "tel:+14255550100"),
      ("(425) 555-0100", "tel:+14255550100"), ("425.555.0100", "tel:+14255550100"),
      ("1-425-555-0100", "tel:+14255550100"), ("+1 (425) 555/0100", "tel:+14255550100"),
      ("011 44 20 7946 0018", "tel:+442079460018"), ("+44 (0)20 7946 0018", "tel:+442079460018"),
      ("TEL:+1-425-555-0100;ext=12", "tel:+14255550100;ext=12"),
      ("tel:+14255550100;EXT=1-2", "tel:+14255550100;ext=12"),
      ("425-555-0100 x123", "tel:+14255550100;ext=123"), ("425-555-0100 ext. 123", "tel:+14255550100;ext=123"),
      ("tel:5550100;phone-context=+1425", "tel:+14255550100"),
      ("tel:4255550100;phone-context=contoso.test", "tel:+14255550100"),
      ("tel:+14255550100;isub=1;unknown", "tel:+14255550100"),
      // Fullwidth, Arabic-Indic and Devanagari digits, marks of writing direction.
      ("＋１４２５５５５０１００", "tel:+14255550100"), ("٤٢٥٥٥٥٠١٠٠", "tel:+14255550100"), ("४२५५५५०१००", "tel:+14255550100"),
      ("\u{202A}+1 425\u{2011}555\u{00A0}0100\u{202C}", "tel:+14255550100"),
      ("1-800-FLOWERS", "tel:+18003569377"),
    ])
  func writings(_ input: String, _ uri: String) throws {
    #expect(try plan.normalize(input).telURI == uri)
  }

  @Test(
    "numbers of a user's own region",
    arguments: [
      ("030 901820", "DE", "+4930901820"), ("020 7946 0018", "GB", "+442079460018"),
      ("00 1 425 5550100", "DE", "+14255550100"),
      ("4255550100", "us", "+14255550100"), ("06 1234 5678", "IT", "+390612345678"),
    ])
  func regions(_ input: String, _ region: String, _ expected: String) throws {
    #expect(try plan.normalize(input, region: region).e164 == expected)
  }

  @Test(
    "what cannot be dialled says why",
    arguments: [
      ("", "it has no digits"), ("   ", "it has no digits"), ("tel:", "it has no digits"),
      ("john", "it is not a telephone number"), ("5550100", "its area code is missing"),
      ("12", "it is too short"), ("+1425", "it is too short"), ("+14255550100123456", "it is too long"),
      ("+999 425 555 0100", "its country code does not exist"), ("425+5550100", "it has a plus sign inside"),
      ("+1425\u{0000}5550100", "it has a character that no telephone number has"),
      ("4255550100\r\nVia: x", "it has a character that no telephone number has"),
      ("tel:4255550100;ext=", "its extension is not 1 to 20 digits"),
      ("tel:4255550100;ext=12a", "its extension is not 1 to 20 digits"),
      ("tel:4255550100;ext=123456789012345678901", "its extension is not 1 to 20 digits"),
      ("tel:4255550100;phone-context=+", "its phone-context is neither a number prefix nor a domain"),
      ("tel:4255550100;phone-context=<x>", "its phone-context is neither a number prefix nor a domain"),
      ("tel:4255550100;postd=pp22", "digits to be sent after the answer (postd) are not supported"),
      ("*21*4255550100#", "service codes need a rule of the dial plan"),
      ("4711", "it is too short"),
    ])
  func failures(_ input: String, _ reason: String) {
    #expect(throws: NumberingError.normalizationFailed(reason: reason)) { try plan.normalize(input) }
  }

  @Test("a text of more than 256 bytes is not looked at")
  func long() {
    let reason = "it is longer than 256 bytes"
    for text in [String(repeating: "4", count: 257), "+1" + String(repeating: " ", count: 100_000) + "4255550100"] {
      #expect(throws: NumberingError.normalizationFailed(reason: reason)) { try plan.normalize(text) }
    }
    #expect(throws: NumberingError.normalizationFailed(reason: "it is too long")) {
      try plan.normalize(String(repeating: "4", count: 49))
    }
    let separators = String(repeating: " ", count: 240)
    #expect((try? plan.normalize("+1425" + separators + "5550100"))?.number == "+14255550100")
  }

  @Test(
    "kinds of numbers",
    arguments: [
      ("+14255550100", NumberKind.fixedOrMobile), ("+18005550100", .tollFree), ("+19005550100", .premiumRate),
      ("+4930901820", .fixed), ("+4915123456789", .mobile), ("+447911123456", .mobile), ("+14251111111", .unknown),
      ("+4990012345678", .unknown), ("+4918012345678", .sharedCost),
    ])
  func kinds(_ input: String, _ kind: NumberKind) throws {
    #expect(try plan.normalize(input).kind == kind)
  }

  @Test(
    "emergency numbers of the region",
    arguments: [
      ("911", "US"), ("112", "DE"), ("110", "DE"), ("999", "GB"), ("tel:112", "GB"), (" 9-1-1 ", "US"), ("９１１", "US"),
      ("tel:911;phone-context=+1", "US"), ("000", "AU"),
    ])
  func emergency(_ input: String, _ region: String) throws {
    let number = try plan.normalize(input, region: region)
    #expect(number.kind == .emergency)
    #expect(number.e164 == nil)
    #expect(plan.isEmergency(number.number, region: region))
  }

  @Test("an unknown region is an error, for the plan and for a user")
  func unknownRegion() {
    #expect(throws: DialPlanError.unknownRegion("XX")) { try DialPlan(defaultRegion: "XX") }
    #expect(throws: NumberingError.self) { try plan.normalize("4255550100", region: "XX") }
    // E.164 needs no region.
    #expect((try? plan.normalize("+14255550100", region: "XX"))?.e164 == "+14255550100")
  }

  @Test("the cache holds what was used lately, and no more than it may")
  func cache() {
    let cache = NumberCache(capacity: 4)
    func key(_ text: String) -> NumberCache.Key { .init(input: text, region: "US") }
    func number(_ text: String) -> DialableNumber { DialableNumber(number: text, kind: .unknown) }
    cache[key("kept")] = number("kept")
    for index in 0..<100 {
      cache[key("\(index)")] = number("\(index)")
      #expect(cache[key("kept")]?.number == "kept")
    }
    #expect((0..<100).filter { cache[key("\($0)")] != nil }.count <= 8)
    #expect(cache[.init(input: "kept", region: "DE")] == nil)
  }

  @Test("the same text means different things in different regions, whichever came first")
  func cachedRegions() throws {
    for _ in 0..<2 {
      #expect(try plan.normalize("030 901820", region: "DE").number == "+4930901820")
      #expect(try plan.normalize("030 901820", region: "IT").number == "+39030901820")
      #expect(throws: NumberingError.self) { try plan.normalize("030 901820") }
    }
  }

  @Test("many threads at once get the same results")
  func threads() async throws {
    let expected = try (100..<200).map { try plan.normalize("425555\($0)9").number }
    await withTaskGroup(of: [String].self) { group in
      for _ in 0..<8 {
        group.addTask { [plan] in
          (100..<200).compactMap { try? plan.normalize("425555\($0)9").number }
        }
      }
      for await numbers in group { #expect(numbers == expected) }
    }
  }
}
