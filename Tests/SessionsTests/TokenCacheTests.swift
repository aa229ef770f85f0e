import Sessions
import Testing

@Suite("Tokens that were found good")
struct TokenCacheTests {
  private func at(_ seconds: Int) -> Instant { Instant(milliseconds: 0).adding(seconds: seconds) }

  @Test("a token is known until it expires")
  func expiry() {
    var cache = TokenCache<String, Int>(capacity: 10)
    cache.insert(1, for: "a", expires: at(10))
    #expect(cache.identity(for: "a", now: at(9)) == 1)
    #expect(cache.identity(for: "a", now: at(10)) == nil)
    #expect(cache.count == 0)
    #expect(cache.identity(for: "b", now: at(0)) == nil)
  }

  @Test("the one put in first gives way, unless it was put in anew")
  func capacity() {
    var cache = TokenCache<Int, Int>(capacity: 3)
    for key in 1...3 { cache.insert(key, for: key, expires: at(10)) }
    cache.insert(10, for: 1, expires: at(10))
    cache.insert(4, for: 4, expires: at(10))
    #expect(cache.identity(for: 1, now: at(0)) == 10)
    #expect(cache.identity(for: 2, now: at(0)) == nil)
    #expect(cache.identity(for: 3, now: at(0)) == 3)
    for round in 0..<10_000 { cache.insert(round, for: round % 5, expires: at(10)) }
    #expect(cache.count <= 3)
    #expect(cache.identity(for: 4, now: at(0)) == 9999)
  }

  @Test("tokens can be taken out, one or all of a user")
  func removal() {
    var cache = TokenCache<String, Int>()
    cache.insert(1, for: "a", expires: at(10))
    cache.insert(1, for: "b", expires: at(10))
    cache.insert(2, for: "c", expires: at(10))
    cache.remove("a")
    cache.remove { $0 == 1 }
    #expect(cache.count == 1)
    #expect(cache.identity(for: "c", now: at(0)) == 2)
  }
}
