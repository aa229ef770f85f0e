import Testing

@testable import CallControl

/// Random interleavings of phones, timers and operations against a model of both far ends.
@Suite struct CallModelTests {
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  @Test(arguments: 0..<8)
  func everyInterleavingEndsBothLegsAndCompletesOnce(batch: UInt64) {
    var generator = Generator(state: batch &* 7919 &+ 17)
    // How often the walk came to what it is to try: one that never gets there proves nothing.
    var reached: [String: Int] = [:]
    for _ in 0..<14_000 {
      let hasMedia = Bool.random(using: &generator)
      var world = World(
        call: .test(offering: Bool.random(using: &generator)) {
          if hasMedia { $0.media = Bodies.tones }
          $0.playsProgress = Bool.random(using: &generator)
          if Bool.random(using: &generator) { $0.confirmation = "1" }
          if Bool.random(using: &generator) { $0.session = .seconds(1800) }
          $0.joinsEarlyMedia = Int.random(in: 0..<8, using: &generator) != 0
        })
      world.mediaIsOpen = hasMedia
      world.feed(.start)
      var steps = 0
      let isKind = Bool.random(using: &generator)
      while !world.finished, steps < 200 {
        steps += 1
        let operations: [CallEvent] =
          steps > 40 ? [.cancel, .stop] : [.cancel, .stop, .applicationEnded, .shutdown]
        let isQuiet = steps <= 40 && Int.random(in: 0..<(isKind ? 60 : 12), using: &generator) != 0
        var choices = world.possible(&generator)
        // Phones that mostly do what they are asked, or the walk would seldom come to a call that is up.
        if isKind, Int.random(in: 0..<5, using: &generator) != 0 {
          let kind = choices.filter(\.isKind)
          if !kind.isEmpty { choices = kind }
        }
        let isFree = world.call.replacement == nil || Int.random(in: 0..<4, using: &generator) == 0
        if world.call.isConnected, steps <= 40, isFree {
          choices += [.hold, .resume, .timer(.ringNew)]
          choices += [.takeOver, .cancelTakeover, .transfer(by: nil)]
          for leg in [LegID.own, .other] where world.ends[leg]!.isUp { choices.append(.transfer(by: leg)) }
        }
        if steps <= 40, world.call.isConnected || Int.random(in: 0..<4, using: &generator) == 0 {
          choices += LegID.allCases.map { .timer($0.sessionTimer) }
        }
        if steps <= 40, world.timers.contains(.glare) { choices.append(.timer(.glare)) }
        if !isQuiet || choices.isEmpty { choices += operations }
        if steps > 40 || choices.isEmpty {
          let releases: Set<CallTimer> = [.releaseOwn, .releaseOther, .releaseNew]
          choices += world.timers.filter { steps > 60 || !releases.contains($0) }.map { .timer($0) }
        }
        if Int.random(in: 0..<8, using: &generator) == 0, world.restart() { reached["restarted", default: 0] += 1 }
        let event = choices.randomElement(using: &generator)!
        if case .timer(let timer) = event {
          guard world.timers.contains(timer) else { continue }
          world.take(event)
        } else {
          world.step(event)
        }
      }
      #expect(world.finished, "not finished: \(world.call.phase) \(world.trace)")
      #expect(!world.mediaIsOpen, "the socket is left open: \(world.trace)")
      #expect(world.completed == 1, "\(world.completed) completed: \(world.trace)")
      #expect(world.disconnected == world.connected, "\(world.trace)")
      #expect(world.takeoversCompleted == world.takeovers, "\(world.trace)")
      for (leg, end) in world.ends {
        let isLeft = end.isInvited || end.awaitsAck || (end.isUp && !end.hasBye)
        #expect(!isLeft, "\(leg) left standing: \(end) \(world.trace)")
      }
      if !world.finished || world.completed != 1 { return }
      reached["connected", default: 0] += world.connected
      reached["changes settled", default: 0] += world.settled
      reached["connected after early media", default: 0] += world.connectedAfterEarlyMedia
      reached["refreshed", default: 0] += world.refreshes
      reached["lost", default: 0] += world.lost
      reached["replaced", default: 0] += world.replaced
      reached["takeovers", default: 0] += world.takeovers
      reached["confirmed", default: 0] += world.isConfirmed ? 1 : 0
      reached["ringback", default: 0] += world.heard.contains(.ringback) ? 1 : 0
      reached["failure heard", default: 0] += world.heard.contains(.congestion) || world.heard.contains(.busy) ? 1 : 0
      reached["detached", default: 0] += world.call.isDetached ? 1 : 0
    }
    for what in [
      "connected", "connected after early media", "changes settled", "replaced", "takeovers", "detached", "confirmed",
      "ringback", "failure heard", "refreshed", "lost", "restarted",
    ] {
      #expect(reached[what] ?? 0 > 100, "\(what): \(reached)")
    }
  }
}

extension CallEvent {
  /// The event in a few words: a body by its port.
  var brief: String {
    func port(_ body: [UInt8]?) -> String { body.flatMap(SessionDescription.init)?.audio.map { " \($0.port)" } ?? " -" }
    return switch self {
    case .answered(let leg, let body, let fork, _): "200 \(leg.rawValue)\(port(body)) \(fork ?? "")"
    case .reliable(let leg, let response, let body):
      "\(response.status) \(leg.rawValue) \(response.fork) \(response.sequence)\(port(body))"
    case .reanswered(let leg, let body, _): "re-200 \(leg.rawValue)\(port(body))"
    case .reoffered(let leg, let body, _): "re-INVITE \(leg.rawValue)\(port(body))"
    case .updated(let leg, let body, _): "UPDATE \(leg.rawValue)\(port(body))"
    case .updateAnswered(let leg, _): "up-200 \(leg.rawValue)"
    case .updateRefused(let leg, let refusal): "up-\(refusal.status) \(leg.rawValue)"
    case .acknowledged(let leg, let body): "ACK \(leg.rawValue)\(port(body))"
    case .refused(let leg, let refusal): "\(refusal.status) \(leg.rawValue)"
    case .reinviteRefused(let leg, let refusal): "re-\(refusal.status) \(leg.rawValue)"
    case .provisional(let leg, let status): "\(status) \(leg.rawValue)"
    default: "\(self)"
    }
  }

  /// Whether a phone takes what it is asked by it, and nobody gives up.
  fileprivate var isKind: Bool {
    switch self {
    case .answered(_, let body, _, _), .reanswered(_, let body, _): body != nil
    case .updateAnswered, .acknowledged, .byeCompleted, .provisional, .reliable: true
    default: false
    }
  }
}
