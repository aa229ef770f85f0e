import Sessions
import Testing
import UCWA

@Suite("The event channel")
struct EventChannelTests {
  private var scene = Scene()

  @Test("the first ack is 1, and a request is held until there is something")
  mutating func held() {
    #expect(scene.channel.ack == 1)
    scene.poll(1, ack: 1)
    scene.advance(seconds: 100)
    #expect(scene.answers.isEmpty)
    #expect(scene.channel.isPolled)
    scene.append("a")
    #expect(scene.answers[1] == .events(1, ["a"]))
    #expect(!scene.channel.isPolled)
  }

  @Test("what waits is sent at once when asked for")
  mutating func waiting() {
    scene.append("a")
    scene.append("b")
    scene.poll(1, ack: 1)
    #expect(scene.answers[1] == .events(1, ["a", "b"]))
  }

  @Test("events that belong together go together")
  mutating func together() {
    scene.poll(1, ack: 1)
    scene.append(together: ["a", "b", "c"])
    #expect(scene.answers[1] == .events(1, ["a", "b", "c"]))
  }

  @Test("a timeout after 180 s is answered with the same ack again, and nothing to acknowledge")
  mutating func timeout() {
    scene.poll(1, ack: 1)
    scene.advance(milliseconds: 179_999)
    #expect(scene.answers.isEmpty)
    scene.advance(milliseconds: 1)
    #expect(scene.answers[1] == .empty(1))
    scene.poll(2, ack: 1)
    scene.append("a")
    #expect(scene.answers[2] == .events(1, ["a"]))
  }

  @Test("a timeout that was set is remembered")
  mutating func rememberedTimeout() {
    scene.poll(1, ack: 1, timeout: 600)
    scene.advance(seconds: 599)
    #expect(scene.answers.isEmpty)
    scene.advance(seconds: 1)
    #expect(scene.answers[1] == .empty(1))
    scene.poll(2, ack: 1)
    scene.advance(seconds: 599)
    #expect(scene.answers[2] == nil)
    scene.advance(seconds: 1)
    #expect(scene.answers[2] == .empty(1))
  }

  @Test("medium events wait 5 s, low ones 15 s, from the moment they came")
  mutating func aggregation() {
    scene.poll(1, ack: 1)
    scene.append("low", .added, .low)
    scene.advance(seconds: 11)
    scene.append("medium", .added, .medium)
    scene.advance(milliseconds: 3999)
    #expect(scene.answers.isEmpty)
    scene.advance(milliseconds: 1)
    #expect(scene.answers[1] == .events(1, ["low", "medium"]))
    scene.poll(2, ack: 2)
    scene.append("m", .added, .medium)
    scene.advance(milliseconds: 4999)
    #expect(scene.answers[2] == nil)
    scene.advance(milliseconds: 1)
    #expect(scene.answers[2] == .events(2, ["m"]))
  }

  @Test("intervals that were set are remembered, and count for what already waits")
  mutating func intervals() {
    scene.append("m", .added, .medium)
    scene.advance(seconds: 8)
    scene.poll(1, ack: 1, medium: 10, low: 20)
    #expect(scene.answers.isEmpty)
    scene.advance(seconds: 2)
    #expect(scene.answers[1] == .events(1, ["m"]))
    scene.poll(2, ack: 2)
    scene.append("l", .added, .low)
    scene.advance(seconds: 19)
    #expect(scene.answers[2] == nil)
    scene.advance(seconds: 1)
    #expect(scene.answers[2] == .events(2, ["l"]))
  }

  @Test("a high or real-time event takes all that waits along, in order", arguments: [EventPriority.high, .realtime])
  mutating func immediate(_ priority: EventPriority) {
    scene.poll(1, ack: 1)
    scene.append("l", .added, .low)
    scene.append("m", .added, .medium)
    #expect(scene.answers.isEmpty)
    scene.append("h", .added, priority)
    #expect(scene.answers[1] == .events(1, ["l", "m", "h"]))
  }

  @Test("low and medium events do not hold up the empty answer, nor does it lose them")
  mutating func timeoutWithWaiting() {
    scene.poll(1, ack: 1, timeout: 180, low: 1800)
    scene.advance(seconds: 170)
    scene.append("l", .added, .low)
    scene.advance(seconds: 10)
    #expect(scene.answers[1] == .empty(1))
    scene.poll(2, ack: 1, low: 5)
    #expect(scene.answers[2] == .events(1, ["l"]))
  }

  @Test("a package that was not acknowledged is sent again, the same object with the same bytes")
  mutating func resend() throws {
    scene.append("a")
    scene.poll(1, ack: 1)
    let first = try #require(scene.channel.unacknowledged)
    let bytes = first.bytes(.json, base: "/a")
    scene.append("b")
    scene.poll(2, ack: 1)
    scene.poll(3, ack: 1)
    #expect(scene.answers[2] == .events(1, ["a"]))
    #expect(scene.answers[3] == .events(1, ["a"]))
    #expect(scene.channel.unacknowledged === first)
    #expect(first.bytes(.json, base: "/a") == bytes)
    scene.poll(4, ack: 2)
    #expect(scene.answers[4] == .events(2, ["b"]))
  }

  @Test("a package sent to a client that had left is sent again")
  mutating func lost() {
    scene.poll(1, ack: 1)
    scene.append("a")
    scene.depart(1)
    scene.poll(2, ack: 1)
    #expect(scene.answers[2] == .events(1, ["a"]))
  }

  @Test("asking for the next package acknowledges the one before; it is then forgotten")
  mutating func acknowledge() {
    scene.append("a")
    scene.poll(1, ack: 1)
    scene.poll(2, ack: 2)
    #expect(scene.answers[2] == nil)
    #expect(scene.channel.unacknowledged == nil)
    #expect(scene.channel.ack == 2)
    scene.poll(3, ack: 1)
    #expect(scene.answers[3] == .resync(1, to: 2))
    #expect(scene.channel.isPolled)
  }

  @Test("an ack out of order leads to the oldest package not acknowledged", arguments: [-1, 0, 2, 3, 99])
  mutating func outOfOrder(_ ack: Int) {
    scene.poll(1, ack: ack)
    #expect(scene.answers[1] == .resync(ack, to: 1))
    #expect(!scene.channel.isPolled)
    scene.append("a")
    scene.poll(2, ack: 1)
    if ack != 2 {
      scene.poll(3, ack: ack)
      #expect(scene.answers[3] == .resync(ack, to: 1))
    }
    scene.poll(4, ack: 1)
    #expect(scene.answers[4] == .events(1, ["a"]))
  }

  @Test("extreme acks do no harm", arguments: [Int.min, Int.max])
  mutating func extremes(_ ack: Int) {
    scene.append("a")
    scene.poll(1, ack: 1)
    scene.poll(2, ack: ack)
    #expect(scene.answers[2] == .resync(ack, to: 1))
  }

  @Test("of two pending requests the newer stays unless the older has a higher priority")
  mutating func replaced() {
    scene.poll(1, ack: 1)
    scene.poll(2, ack: 1)
    #expect(scene.answers[1] == .replaced)
    scene.poll(3, ack: 1, priority: 5)
    #expect(scene.answers[2] == .replaced)
    scene.poll(4, ack: 1, priority: 4)
    #expect(scene.answers[4] == .replaced)
    scene.poll(5, ack: 1, priority: 5)
    #expect(scene.answers[3] == .replaced)
    scene.append("a")
    #expect(scene.answers[5] == .events(1, ["a"]))
  }

  @Test("a refused request changes no settings")
  mutating func refusedSettings() {
    scene.poll(1, ack: 1, priority: 1)
    scene.poll(2, ack: 1, medium: 1000)
    #expect(scene.answers[2] == .replaced)
    scene.append("m", .added, .medium)
    scene.advance(seconds: 5)
    #expect(scene.answers[1] == .events(1, ["m"]))
  }

  @Test("a client that left is replaced without a word")
  mutating func departed() {
    scene.poll(1, ack: 1, priority: 9)
    scene.depart(1)
    #expect(!scene.channel.isPolled)
    scene.poll(2, ack: 1)
    scene.depart(1)
    scene.append("a")
    #expect(scene.answers == [2: .events(1, ["a"])])
  }

  @Test("a late wake-up, or one with nothing due, does no harm")
  mutating func wakeUps() {
    scene.perform(scene.channel.timerFired(now: scene.now))
    scene.poll(1, ack: 1)
    scene.append("a")
    let early = scene.wakeAt
    scene.advance(seconds: 100)
    scene.poll(2, ack: 2)
    // The earlier request took its timer with it.
    #expect(scene.wakeAt != early)
    scene.perform(scene.channel.timerFired(now: scene.now))
    #expect(scene.answers[2] == nil)
    #expect(scene.wakeAt != nil)
    scene.advance(seconds: 180)
    #expect(scene.answers[2] == .empty(2))
    #expect(scene.wakeAt == nil)
  }

  @Test("an update that waits is replaced by a later one of the same resource, in the later one's place")
  mutating func merge() {
    scene.append("a", .updated)
    scene.append("b", .added)
    scene.append("a", .updated)
    scene.poll(1, ack: 1)
    #expect(scene.answers[1] == .events(1, ["b", "a"]))
  }

  @Test("steps are kept")
  mutating func steps() {
    scene.append("a", .updated, isStep: true)
    scene.append("a", .updated)
    scene.append("a", .updated, isStep: true)
    scene.poll(1, ack: 1)
    #expect(scene.answers[1] == .events(1, ["a", "a", "a"]))
  }

  @Test(
    "nothing is merged across a completion, nor across the beginning or end of the resource",
    arguments: [EventType.completed, .started, .added, .deleted])
  mutating func barriers(_ type: EventType) {
    scene.append("a", .updated)
    scene.append("a", type)
    scene.append("a", .updated)
    scene.append("a", .updated)
    scene.poll(1, ack: 1)
    #expect(scene.answers[1] == .events(1, ["a", "a", "a"]))
  }

  @Test("a completion of another resource is a barrier too")
  mutating func foreignCompletion() {
    scene.append("a", .updated)
    scene.append("b", .completed)
    scene.append("a", .updated)
    scene.poll(1, ack: 1)
    #expect(scene.answers[1] == .events(1, ["a", "b", "a"]))
  }

  @Test("what replaces an urgent event is as urgent")
  mutating func mergedUrgency() {
    scene.append("a", .updated, .high)
    scene.append("a", .updated, .low)
    scene.poll(1, ack: 1)
    #expect(scene.answers[1] == .events(1, ["a"]))
    scene.append("b", .updated, .medium)
    scene.advance(seconds: 4)
    scene.append("b", .updated, .medium)
    scene.poll(2, ack: 2)
    scene.advance(seconds: 1)
    #expect(scene.answers[2] == .events(2, ["b"]))
  }

  @Test("an event that was sent is not merged with a later one")
  mutating func frozen() {
    scene.append("a", .updated)
    scene.poll(1, ack: 1)
    scene.append("a", .updated)
    scene.poll(2, ack: 1)
    scene.poll(3, ack: 2)
    #expect(scene.answers[2] == .events(1, ["a"]))
    #expect(scene.answers[3] == .events(2, ["a"]))
  }

  @Test("too many events: those before the gap are sent with resume, those after the answer follow")
  mutating func overflow() {
    scene = Scene(limit: 3)
    for name in ["a", "b", "c"] { scene.append(name) }
    #expect(!scene.channel.hasOverflowed)
    scene.append("d")
    scene.append("e")
    #expect(scene.channel.hasOverflowed)
    scene.poll(1, ack: 1)
    #expect(scene.answers[1] == .package(ack: 1, events: ["a", "b", "c"], .resume(2)))
    scene.append("f")
    scene.poll(2, ack: 1)
    #expect(scene.answers[2] == scene.answers[1])
    scene.poll(3, ack: 2)
    #expect(scene.answers[3] == .events(2, ["f"]))
  }

  @Test("too many low events release a pending request at once")
  mutating func overflowWhilePending() {
    scene = Scene(limit: 2)
    scene.poll(1, ack: 1)
    for name in ["a", "b", "c"] { scene.append(name, .added, .low) }
    #expect(scene.answers[1] == .package(ack: 1, events: ["a", "b"], .resume(2)))
  }

  @Test("merging makes room before anything is given up")
  mutating func mergeAtLimit() {
    scene = Scene(limit: 1)
    for _ in 0..<10 { scene.append("a", .updated) }
    scene.poll(1, ack: 1)
    #expect(scene.answers[1] == .events(1, ["a"]))
  }

  @Test("a client that was silent while something was reset is sent to read the state anew, once")
  mutating func silence() {
    scene.poll(1, ack: 1)
    scene.depart(1)
    scene.append("a", .added, .low)
    scene.advance(seconds: 60)
    scene.channel.reset(now: scene.now)
    scene.poll(2, ack: 1)
    #expect(scene.answers[2] == .package(ack: 1, events: ["a"], .resume(2)))
    scene.poll(3, ack: 1)
    #expect(scene.answers[3] == scene.answers[2])
    scene.poll(4, ack: 2)
    scene.append("b")
    #expect(scene.answers[4] == .events(2, ["b"]))
  }

  @Test("with nothing to tell but that it was silent, the client is told so at once")
  mutating func emptyResume() {
    scene.poll(1, ack: 1)
    scene.advance(seconds: 180)
    #expect(scene.answers[1] == .empty(1))
    scene.advance(seconds: 60)
    scene.channel.reset(now: scene.now)
    scene.poll(2, ack: 1)
    #expect(scene.answers[2] == .package(ack: 1, events: [], .resume(2)))
  }

  @Test("a client that asks all the time, or never asked, is not sent anywhere")
  mutating func notSilent() {
    scene.channel.reset(now: scene.now)
    scene.poll(1, ack: 1)
    scene.advance(seconds: 100)
    scene.channel.reset(now: scene.now)
    scene.append("a")
    #expect(scene.answers[1] == .events(1, ["a"]))
    scene.advance(seconds: 59)
    scene.channel.reset(now: scene.now)
    scene.poll(2, ack: 2)
    scene.append("b")
    #expect(scene.answers[2] == .events(2, ["b"]))
  }

  @Test("the links of an instance's channel name the instance, and the other parameters may follow")
  func instanceLinks() throws {
    var channel = EventChannel(instance: "a b&+c")
    let now = Instant(milliseconds: 0)
    _ = channel.append(Scene.event("x"), now: now)
    for (ack, links) in [(1, ["next"]), (7, ["resync", "next"])] {
      let actions = channel.poll(PollParameters(ack: ack), request: RequestToken(UInt64(ack)), now: now)
      guard case .respond(_, .package(let package))? = actions.first else {
        Issue.record("no answer")
        continue
      }
      let text = String(decoding: package.bytes(.json, base: "/b"), as: UTF8.self)
      #expect(text.contains(#"{"self":{"href":"/b/events?ack=\#(ack)&instanceId=a%20b%26%2Bc"}"#))
      for rel in links {
        let next = ack == 1 ? 2 : 1
        #expect(text.contains(#""\#(rel)":{"href":"/b/events?ack=\#(next)&instanceId=a%20b%26%2Bc"}"#))
      }
    }
    #expect(
      try PollParameters.parse(QueryString.parse("ack=2&instanceId=a%20b%26%2Bc&timeout=180")).instance == "a b&+c")
  }

  @Test("a channel that ends releases its request and begins anew")
  mutating func ends() {
    scene.append("a")
    scene.poll(1, ack: 1)
    scene.poll(2, ack: 2)
    scene.perform(scene.channel.end(.applicationNotFound))
    #expect(scene.answers[2] == .failure(.applicationNotFound))
    scene.perform(scene.channel.end(.applicationNotFound))
    #expect(scene.channel.ack == 1)
  }

  @Test("a channel that was stored goes on at the same ack")
  mutating func restored() {
    let sent = EventPackage(ack: 7, events: [Scene.event("a")], continuation: .next(8))
    scene.channel = EventChannel(restoring: 0, sent: sent, waiting: [Scene.event("b", .updated, .low)])
    #expect(scene.channel.ack == 7)
    scene.poll(1, ack: 7)
    #expect(scene.answers[1] == .events(7, ["a"]))
    scene.poll(2, ack: 8)
    #expect(scene.answers[2] == .events(8, ["b"]))

    scene.channel = EventChannel(restoring: 9, sent: nil, waiting: [])
    scene.poll(3, ack: 9)
    #expect(scene.answers[3] == nil)
    scene.channel = EventChannel(restoring: 9, sent: nil, waiting: [], isOverflowing: true)
    scene.poll(4, ack: 9)
    #expect(scene.answers[4] == .package(ack: 9, events: [], .resume(10)))
  }

  @Test("an idle channel is small")
  func size() {
    #expect(MemoryLayout<EventChannel>.stride <= 256)
  }

  @Test(
    "a query that is wrong is refused with all that is wrong in it",
    arguments: [
      ("ack=1&timeout=179", ["timeout"]), ("ack=1&timeout=1801&medium=4&low=1801", ["low", "medium", "timeout"]),
      ("ack=x", ["ack"]), ("", ["ack"]), ("ack=1&priority=high", ["priority"]),
    ])
  func badQuery(_ row: (String, [String])) {
    do throws(UCWAError) {
      _ = try PollParameters.parse(QueryString.parse(row.0))
      Issue.record("It was accepted.")
    } catch {
      #expect(error.status == 400)
      #expect(error.subcode == .parameterValidationFailure)
      #expect(error.parameters.map(\.name).sorted() == row.1)
    }
  }

  @Test("a query at the bounds is accepted")
  func goodQuery() throws {
    #expect(try PollParameters.parse(QueryString.parse("ack=5")) == PollParameters(ack: 5))
    #expect(
      try PollParameters.parse(QueryString.parse("low=5&medium=1800&timeout=180&priority=-1&ack=-3&x=1"))
        == PollParameters(ack: -3, priority: -1, timeout: 180, medium: 1800, low: 5))
  }
}
