import SIP
import Testing

@testable import Server

/// How many answers strangers get.
@Suite struct StrangerBudgetTests {
  private static func address(_ index: Int) throws -> SIPAddress {
    try #require(SIPAddress("10.\(index >> 16 & 255).\(index >> 8 & 255).\(index & 255)"))
  }

  @Test func oneAddressGetsFewAnswers() throws {
    var budget = StrangerBudget()
    let source = try Self.address(1)
    #expect((0..<100).count { _ in budget.spend(source, now: 0) } == 20)
    #expect((0..<100).count { _ in budget.spend(source, now: 1_000) } == 10)
    #expect((0..<100).count { _ in budget.spend(source, now: 60_000) } == 20)
    // A clock that goes back gives nothing.
    #expect(budget.spend(source, now: 1_000) == false)
  }

  @Test func allTogetherGetFiftyInASecond() throws {
    var budget = StrangerBudget()
    let first = try (0..<10_000).count { budget.spend(try Self.address($0), now: 0) }
    let later = try (0..<10_000).count { budget.spend(try Self.address(10_000 + $0), now: 500) }
    #expect(first == 50 && later == 25)
    #expect(budget.count <= 100)
  }

  @Test func addressesOfOneNetworkAreOneInIPv6() throws {
    var budget = StrangerBudget()
    let answers = try (0..<100).count { index in
      budget.spend(try #require(SIPAddress("2001:db8::\(index)")), now: 0)
    }
    #expect(answers == 20)
  }

  @Test func wrongCredentialsCostMoreAndThenAreNotLookedAt() throws {
    var budget = StrangerBudget()
    let source = try Self.address(1)
    var looks = 0
    for _ in 0..<100 where budget.looksAt(source, now: 0) {
      looks += 1
      budget.failed(source, now: 0)
    }
    #expect(looks == 4)
    #expect(budget.spend(source, now: 0) == false)
    // Two in a second, in the long run.
    for second in 1...100 {
      for _ in 0..<100 where budget.looksAt(source, now: Int64(second) * 1_000) {
        looks += 1
        budget.failed(source, now: Int64(second) * 1_000)
      }
    }
    #expect((190...210).contains(looks), "\(looks)")
    // Others are not hurt.
    let other = try Self.address(2)
    #expect(budget.looksAt(other, now: 0) == true)
    #expect(budget.spend(other, now: 0) == true)
  }

  @Test func whoHasCalledIsAnsweredThoughOthersFlood() throws {
    var budget = StrangerBudget()
    let friend = try Self.address(1)
    budget.succeeded(friend, now: 0)
    for index in 2..<1_000 { _ = budget.spend(try Self.address(index), now: 0) }
    #expect((0..<1_000).count { _ in budget.spend(friend, now: 0) } == 100)
    #expect((0..<1_000).count { _ in budget.spend(friend, now: 1_000) } == 100)
    budget.failed(friend, now: 1_000)
    #expect((0..<1_000).count { _ in budget.spend(friend, now: 1_000) } < 20)
  }

  @Test func memoryIsBounded() throws {
    var budget = StrangerBudget()
    for index in 0..<10_000 {
      budget.failed(try Self.address(index), now: 0)
      budget.succeeded(try Self.address(100_000 + index), now: Int64(index))
    }
    #expect(budget.count <= StrangerBudget.mostSources + StrangerBudget.mostTrusted)
    // The last who called is known, the first is not.
    let last = try Self.address(109_999)
    #expect((0..<1_000).count { _ in budget.spend(last, now: 9_999) } == 100)
    // In time there is room for others.
    let another = try Self.address(99_999)
    #expect(budget.looksAt(another, now: 60_000) == true)
    budget.failed(another, now: 60_000)
    #expect(budget.count <= StrangerBudget.mostTrusted + 1)
  }
}
