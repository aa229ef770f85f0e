import Sessions
import Testing
import UCWA

/// A client that follows the links over a bad network, against a channel to which events come at any time.
@Suite("The event channel against a model")
struct EventChannelModelTests {
  /// What is under way between client and server.
  private struct Model {
    var generator: SplitMix
    var channel: EventChannel
    var now = Instant(milliseconds: 0)
    var wakeAt: Instant?

    var appended = 0
    var received: [Int] = []
    var ack = 1
    /// The request the client waits for; earlier ones it has given up.
    var current: UInt64?
    /// Requests given up that the server has not noticed yet.
    var abandoned: [UInt64] = []
    var lastRequest: UInt64 = 0
    /// Answers on their way, with the request they are for.
    var underWay: [(request: UInt64, package: EventPackage)] = []
    var replaced = 0
    var packages: [Int: [UInt8]] = [:]
    var failures: [String] = []

    /// Requests given up.
    var left = 0

    init(seed: UInt64, instance: String = "") {
      generator = SplitMix(seed: seed)
      channel = EventChannel(limit: 1_000_000, instance: instance)
    }

    mutating func step() {
      switch Int.random(in: 0..<100, using: &generator) {
      case 0..<30: appendSome()
      case 30..<55: pollIfIdle()
      case 55..<62: abandon()
      case 62..<70: notice()
      case 70..<90: deliver()
      case 90..<94: lose()
      case 94..<96: askOutOfOrder()
      default: pass()
      }
    }

    mutating func appendSome() {
      let count = Int.random(in: 1...3, using: &generator)
      let priorities = (0..<count).map { _ in EventPriority.allCases.randomElement(using: &generator) ?? .high }
      append(priorities)
    }

    mutating func append(_ priorities: [EventPriority]) {
      let events = priorities.enumerated().map { Scene.event(String(appended + $0.offset), .added, $0.element) }
      appended += events.count
      perform(channel.append(contentsOf: events, now: now))
    }

    /// What a client of one of several instances does; events come to all of them from elsewhere.
    mutating func poll() {
      switch Int.random(in: 0..<100, using: &generator) {
      case 0..<40: pollIfIdle()
      case 40..<70: abandon()
      case 70..<80: notice()
      case 80..<92: deliver()
      case 92..<95: lose()
      case 95..<97: askOutOfOrder()
      default: pass()
      }
    }

    mutating func pollIfIdle() {
      guard current == nil else { return }
      lastRequest += 1
      current = lastRequest
      perform(channel.poll(PollParameters(ack: ack), request: RequestToken(lastRequest), now: now))
    }

    mutating func abandon() {
      guard let request = current else { return }
      abandoned.append(request)
      current = nil
      left += 1
    }

    mutating func notice() {
      guard !abandoned.isEmpty else { return }
      let request = abandoned.remove(at: Int.random(in: abandoned.indices, using: &generator))
      channel.departed(RequestToken(request))
    }

    mutating func askOutOfOrder() {
      // Another tab with an old or invented ack; its answer must be a resync and change nothing.
      let wrong = channel.ack + (Bool.random(using: &generator) ? -1 : 3)
      let before = channel.isPolled
      lastRequest += 1
      let actions = channel.poll(PollParameters(ack: wrong), request: RequestToken(lastRequest), now: now)
      guard actions.count == 1, case .respond(_, .package(let package)) = actions[0],
        package.continuation == .resync(channel.ack), package.events.isEmpty, channel.isPolled == before
      else {
        failures.append("ack \(wrong) was not answered with a resync")
        return
      }
    }

    mutating func deliver() {
      guard !underWay.isEmpty else { return }
      let (request, package) = underWay.removeFirst()
      guard request == current else { return }
      current = nil
      for event in package.events { received.append(Int(Scene.name(event)) ?? -1) }
      switch package.continuation {
      case .next(let next), .resume(let next), .resync(let next): ack = next
      }
    }

    mutating func lose() {
      guard !underWay.isEmpty else { return }
      let (request, _) = underWay.removeFirst()
      if request == current { current = nil }
    }

    mutating func pass() {
      now = Instant(milliseconds: now.milliseconds + Int64.random(in: 1...40_000, using: &generator))
      if let wake = wakeAt, wake <= now {
        wakeAt = nil
        perform(channel.timerFired(now: now))
      }
    }

    mutating func perform(_ actions: [ChannelAction]) {
      for action in actions {
        switch action {
        case .wake(let moment): wakeAt = moment
        case .respond(let token, .failure):
          replaced += 1
          if token.rawValue == current { failures.append("the client's own request was replaced") }
        case .respond(let token, .package(let package)):
          check(package)
          underWay.append((token.rawValue, package))
        }
      }
    }

    mutating func check(_ package: EventPackage) {
      guard !package.events.isEmpty else { return }
      let bytes = package.bytes(.json, base: "/a")
      if let before = packages[package.ack], before != bytes { failures.append("package \(package.ack) changed") }
      packages = [package.ack: bytes]
    }

    mutating func settle() {
      // The network is well again: all that is left must arrive.
      for _ in 0..<10 {
        pollIfIdle()
        if underWay.isEmpty {
          now = now.adding(seconds: 200)
          wakeAt = nil
          perform(channel.timerFired(now: now))
        }
        while !underWay.isEmpty { deliver() }
      }
    }
  }

  @Test("each event arrives exactly once and in order", arguments: 1...20)
  func exactlyOnce(_ seed: Int) {
    var model = Model(seed: UInt64(seed))
    for _ in 0..<500 { model.step() }
    model.settle()
    #expect(model.failures == [])
    #expect(model.received == Array(0..<model.appended))
    #expect(model.appended > 100)
  }

  @Test("each instance sees each event exactly once and in order, whatever the others do")
  func instances() {
    var generator = SplitMix(seed: 4711)
    var models = (0..<3).map { Model(seed: UInt64($0), instance: $0 == 0 ? "" : "i\($0)") }
    var count = 0
    // Until 10,000 events have flowed and each client has given up 10,000 requests.
    while count < 10_000 || models.contains(where: { $0.left < 10_000 }) {
      for index in models.indices { models[index].poll() }
      if count < 10_000, Int.random(in: 0..<5, using: &generator) == 0 {
        let priority = EventPriority.allCases.randomElement(using: &generator) ?? .high
        for index in models.indices { models[index].append([priority]) }
        count += 1
      }
    }
    for index in models.indices {
      models[index].settle()
      #expect(models[index].failures == [])
      #expect(models[index].received == Array(0..<count))
    }
  }
}
