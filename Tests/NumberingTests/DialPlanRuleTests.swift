import Testing

@testable import Numbering

@Suite("Dial-plan rules")
struct DialPlanRuleTests {
  let plan: DialPlan

  init() throws {
    plan = try DialPlan(
      rules: [
        DialPlanRule(pattern: #"(4\d{3})"#, template: "$1", isDialable: true),
        DialPlanRule(pattern: #"(\d{4})"#, template: "+1425555$1"),
        DialPlanRule(pattern: #"9(\d{10})"#, template: "+1$1"),
        DialPlanRule(pattern: #"8(\d{3,})"#, template: "$1"),
        DialPlanRule(pattern: #"70(\d)(\d)?"#, template: "+1425555010$1;ext=1$2"),
        DialPlanRule(pattern: #"\*97"#, template: "*97", isDialable: true),
        DialPlanRule(pattern: #"\+1900\d+"#, template: "00", isDialable: true),
        DialPlanRule(pattern: "6", template: "$$", isDialable: true),
      ], defaultRegion: "US")
  }

  @Test(
    "the first rule that fits all of the number wins",
    arguments: [
      ("4711", "tel:4711"), ("tel:4711", "tel:4711"), ("47 11", "tel:4711"), ("0123", "tel:+14255550123"),
      ("9 425 555 0100", "tel:+14255550100"), ("701", "tel:+14255550101;ext=1"), ("7012", "tel:+14255557012"),
      ("*97", "tel:*97"), ("4711;ext=5", "tel:4711;ext=5"), ("47119", nil), ("+14255550100", "tel:+14255550100"),
      ("425-555-0100", "tel:+14255550100"), ("+19005550100", "tel:00"), ("6", nil),
    ])
  func rules(_ input: String, _ uri: String?) {
    #expect((try? plan.normalize(input))?.telURI == uri)
  }

  @Test("an extension that a rule marks is no E.164")
  func asDialled() throws {
    let number = try plan.normalize("4711")
    #expect(number.kind == .asDialled && number.e164 == nil && number.number == "4711")
  }

  @Test("an emergency number is one before any rule and after it", arguments: ["911", "8911", "112"])
  func emergency(_ input: String) throws {
    let catchAll = try DialPlan(
      rules: [
        DialPlanRule(pattern: #"8(\d{3,})"#, template: "$1"),
        DialPlanRule(pattern: ".*", template: "4711", isDialable: true),
      ])
    #expect(try catchAll.normalize(input).kind == .emergency)
    #expect(try catchAll.normalize("912").number == "4711")
  }

  @Test("a bad rule is named")
  func bad() {
    let good = DialPlanRule(pattern: "1", template: "2")
    func error(_ rule: DialPlanRule) -> String? {
      do throws(DialPlanError) {
        _ = try DialPlan(rules: [good, rule])
        return nil
      } catch {
        return error.description
      }
    }
    #expect(
      error(.init(pattern: "(", template: "")) == "dial plan rule 2: pattern \"(\" is not a valid regular expression")
    #expect(
      error(.init(pattern: "a)|(b", template: ""))
        == "dial plan rule 2: pattern \"a)|(b\" is not a valid regular expression")
    #expect(
      error(.init(pattern: "(1)", template: "+$2"))
        == "dial plan rule 2: template \"+$2\" names group $2, but the pattern has 1")
    #expect(error(.init(pattern: "1", template: "1$")) == "dial plan rule 2: template \"1$\" ends with a single $")
    #expect(
      error(.init(pattern: "1", template: "$x"))
        == "dial plan rule 2: template \"$x\" has $x, allowed are $0 to $9 and $$")
  }

  @Test("alternatives in a pattern stay inside it")
  func alternatives() throws {
    let plan = try DialPlan(rules: [DialPlanRule(pattern: "1|2", template: "4711", isDialable: true)])
    #expect((try? plan.normalize("1"))?.number == "4711")
    #expect((try? plan.normalize("12"))?.number == nil)
  }
}
