import SIP
import Synchronization
import Testing

@testable import Server

/// Which trunk a request comes from.
@Suite struct TrunkSourcesTests {
  private static func trunk(_ name: String, _ host: String, _ port: Int) -> Trunk {
    Trunk(
      name: name, host: host, port: port, transport: "udp", credentials: nil, fromDomain: nil, offerless: .automatic)
  }

  private static let sources = TrunkSources([
    trunk("a", "192.0.2.1", 5060), trunk("b", "192.0.2.1", 5070), trunk("c", "[2001:db8::1]", 5060),
  ])

  @Test(
    arguments: [
      ("192.0.2.1:5060", "a"), ("192.0.2.1:5070", "b"), ("192.0.2.1:49152", "a"), ("[2001:db8::1]:5060", "c"),
      ("[2001:DB8:0:0::1]:40000", "c"), ("[::ffff:192.0.2.1]:5070", "b"), ("192.0.2.10:5060", nil),
      ("192.0.2.1", nil), ("trunk.contoso.test:5060", nil), ("", nil), (":5060", nil), (nil, nil),
    ] as [(String?, String?)])
  func byAddressAndPort(source: String?, name: String?) {
    #expect(Self.sources.trunk(source)?.name == name)
  }

  @Test func namesAreLookedUp() async throws {
    let sources = TrunkSources([Self.trunk("local", "localhost", 5060)])
    try await eventually("localhost is found") { sources.trunk("127.0.0.1:5060") != nil }
    #expect(sources.trunk("192.0.2.1:5060") == nil)
  }

  @Test func tellsAllAddressesAtOnceAndWhenAnotherIsFound() async throws {
    let told = Mutex<[Set<SIPAddress>]>([])
    let fixed = try #require(SIPAddress("192.0.2.1"))
    let sources = TrunkSources([Self.trunk("a", "192.0.2.1", 5060), Self.trunk("b", "localhost", 5060)]) { addresses in
      told.withLock { $0.append(addresses) }
    }
    #expect(told.withLock { $0.first } == [fixed])
    let local = try #require(SIPAddress("127.0.0.1"))
    try await eventually("localhost is told") { told.withLock { $0.last?.isSuperset(of: [fixed, local]) == true } }
    // What has not changed is not told again.
    let count = told.withLock { $0.count }
    sources.refresh()
    try await eventually("a look-up without news") { sources.trunk("127.0.0.1:5060")?.name == "b" }
    #expect(told.withLock { $0.count } == count)
  }

  @Test func strangersMakeOneLineInTenSeconds() {
    var strangers = Strangers()
    #expect(strangers.add(now: 5) == Strangers.Count(requests: 1))
    #expect(strangers.add(now: 6, wrongCredentials: true) == nil)
    #expect(strangers.add(now: 9_999) == nil)
    #expect(strangers.add(now: 10_005) == Strangers.Count(requests: 3, wrongCredentials: 1))
    #expect(strangers.add(now: 10_006) == nil)
  }
}
