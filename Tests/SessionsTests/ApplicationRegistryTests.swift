import Sessions
import Testing
import UCWA

@Suite("The lives of applications")
struct ApplicationRegistryTests {
  private var generator = SplitMix(seed: 1)
  private var registry = ApplicationRegistry(
    limits: ApplicationLimits(
      perUser: 2, instances: 3, idleWithoutChannel: 100, idleWithChannel: 30, withoutActivity: 60, remembered: 50,
      rememberedCount: 3))

  private func at(_ seconds: Int) -> Instant { Instant(milliseconds: 0).adding(seconds: seconds) }

  private func key(_ endpoint: String, user: String = "sip:dana@contoso.test") -> ApplicationKey {
    ApplicationKey(user: user, endpointId: endpoint, userAgent: "Test/1", culture: "en-US")
  }

  private mutating func create(_ endpoint: String, user: String = "sip:dana@contoso.test", at second: Int = 0) -> String
  {
    switch registry.register(key(endpoint, user: user), instanceId: nil, now: at(second), using: &generator) {
    case .created(let id), .existing(let id, _): return id
    case .refused(let error):
      Issue.record("\(error)")
      return ""
    }
  }

  private mutating func failure(_ id: String, user: String = "sip:dana@contoso.test", at second: Int) -> ErrorSubcode? {
    do throws(UCWAError) {
      _ = try registry.find(id, user: user, now: at(second))
      return nil
    } catch {
      return error.subcode
    }
  }

  @Test("the same key again finds the same application, a new instance of it is told apart")
  mutating func same() {
    let id = create("a")
    #expect(id.count == 12 && id.allSatisfy(\.isNumber))
    let again = registry.register(key("a"), instanceId: nil, now: at(1), using: &generator)
    #expect(again == .existing(id: id, isNewInstance: false))
    let instance = registry.register(key("a"), instanceId: "i", now: at(1), using: &generator)
    #expect(instance == .existing(id: id, isNewInstance: true))
    #expect(create("b") != id)
    #expect(registry.applications(of: "sip:dana@contoso.test").count == 2)
  }

  @Test("a user has a limit, others have their own")
  mutating func limit() {
    let first = create("a")
    _ = create("b")
    let third = registry.register(key("c"), instanceId: nil, now: at(0), using: &generator)
    #expect(third == .refused(.tooManyApplications(limit: 2)))
    _ = create("a", user: "sip:joe@contoso.test")
    #expect(registry.remove(first, instanceId: nil) == .application)
    _ = create("c")
    #expect(registry.count == 3)
  }

  @Test("an idle application answers 410 for a while, then 404")
  mutating func tombstones() {
    let id = create("a")
    #expect(registry.expire(now: at(99)) == [])
    #expect(failure(id, at: 99) == nil)
    #expect(registry.expire(now: at(198)) == [])
    #expect(registry.expire(now: at(199)) == [.application(id)])
    #expect(failure(id, at: 200) == .inactiveApplicationExpired)
    #expect(failure(id, user: "sip:joe@contoso.test", at: 200) == .applicationNotFound)
    #expect(failure(id, at: 248) == .inactiveApplicationExpired)
    #expect(failure(id, at: 249) == .applicationNotFound)
    #expect(registry.expire(now: at(250)) == [])
    #expect(failure(id, at: 200) == .applicationNotFound)
    #expect(create("a", at: 250) != id)
  }

  @Test("one that was deleted is gone at once, and none is seen by another user")
  mutating func deleted() {
    let id = create("a")
    #expect(failure(id, user: "sip:joe@contoso.test", at: 0) == .applicationNotFound)
    #expect(registry.remove(id, instanceId: nil) == .application)
    #expect(registry.remove(id, instanceId: nil) == nil)
    #expect(failure(id, at: 0) == .applicationNotFound)
  }

  @Test("with the event channel in use it lives as long as the polls go on")
  mutating func polls() {
    let id = create("a")
    registry.pollBegan(id, now: at(10))
    #expect(registry.expire(now: at(5000)) == [])
    registry.pollEnded(id, now: at(5000))
    registry.pollBegan(id, now: at(5001))
    registry.pollEnded(id, now: at(5200))
    #expect(registry.expire(now: at(5229)) == [])
    #expect(registry.expire(now: at(5230)) == [.application(id)])
    registry.pollBegan(id, now: at(5231))
    registry.pollEnded(id, now: at(5231))
  }

  @Test("an instance ends alone while others go on")
  mutating func instances() {
    let id = create("a")
    _ = registry.register(key("a"), instanceId: "i", now: at(0), using: &generator)
    #expect(registry.remove(id, instanceId: "i") == .instance)
    #expect(registry.remove(id, instanceId: "") == .application)
  }

  @Test("an application has so many instances and no more")
  mutating func instanceLimit() {
    _ = create("a")
    for name in ["i", "j", "i"] {
      if case .refused = registry.register(key("a"), instanceId: name, now: at(0), using: &generator) {
        Issue.record("refused")
      }
    }
    let fourth = registry.register(key("a"), instanceId: "k", now: at(0), using: &generator)
    #expect(fourth == .refused(.tooManyInstances(limit: 3)))
  }

  @Test("an instance that was idle for too long ends, and the application goes on with the others")
  mutating func idleInstances() throws {
    let id = create("a")
    for name in ["i", "j"] { _ = registry.register(key("a"), instanceId: name, now: at(0), using: &generator) }
    registry.pollBegan(id, instance: "i", now: at(1))
    registry.pollBegan(id, instance: "j", now: at(1))
    registry.pollEnded(id, instance: "j", now: at(50))
    #expect(registry.expire(now: at(79)) == [])
    #expect(registry.expire(now: at(80)) == [.instance("j", application: id)])
    #expect(try registry.find(id, user: "sip:dana@contoso.test", now: at(90)).instances == ["", "i"])
    #expect(registry.expire(now: at(100)) == [.instance("", application: id)])
    #expect(registry.expire(now: at(5000)) == [])
    registry.pollEnded(id, instance: "i", now: at(5000))
    #expect(registry.expire(now: at(5030)) == [.application(id)])
  }

  @Test("requests that name no instance keep the application and the instance seen last")
  mutating func lastInstance() throws {
    let id = create("a")
    for (second, name) in [(1, "i"), (2, "j")] {
      _ = registry.register(key("a"), instanceId: name, now: at(second), using: &generator)
    }
    _ = try registry.find(id, user: "sip:dana@contoso.test", now: at(90))
    #expect(
      Set(registry.expire(now: at(150))) == [.instance("", application: id), .instance("i", application: id)])
    #expect(registry.expire(now: at(189)) == [])
    #expect(registry.expire(now: at(190)) == [.application(id)])
  }

  @Test("one that made its user available must report activity, polls or not")
  mutating func activity() {
    let id = create("a")
    registry.pollBegan(id, now: at(0))
    registry.reportActivity(id, now: at(10))
    registry.reportActivity(id, now: at(50))
    #expect(registry.expire(now: at(109)) == [])
    #expect(registry.expire(now: at(110)) == [.application(id)])
    #expect(failure(id, at: 111) == .inactiveApplicationExpired)
    registry.reportActivity(id, now: at(112))
    registry.restore(id: "123456789012", key: key("b"), instances: [""], madeAvailable: true, now: at(200))
    #expect(registry.expire(now: at(260)) == [.application("123456789012")])
  }

  @Test("ended applications are remembered up to a number")
  mutating func remembered() {
    let ids = (0..<5).map { create("a", user: "sip:user\($0)@contoso.test") }
    #expect(Set(registry.expire(now: at(100))) == Set(ids.map { .application($0) }))
    let known = ids.indices.filter {
      failure(ids[$0], user: "sip:user\($0)@contoso.test", at: 101) == .inactiveApplicationExpired
    }
    #expect(known.count == 3)
  }

  @Test("one that was stored comes back as it was")
  mutating func restored() throws {
    registry.restore(id: "123456789012", key: key("a"), instances: ["i"], now: at(0))
    #expect(create("a") == "123456789012")
    #expect(try registry.find("123456789012", user: "sip:dana@contoso.test", now: at(0)).instances == ["i", ""])
  }
}
