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

  /// What a fork of a phone holds of its reliable provisional responses.
  struct Fork {
    /// RSeq of the last one.
    var sequence: UInt32 = 0
    var awaitsPrack = false
    /// What waits for the PRACK is an offer.
    var isOffer = false
    var hasDescribed = false
    var hasFailed = false
  }

  /// What a real phone would hold for one leg.
  struct FarEnd {
    var isInvited = false
    /// The INVITE had an offer.
    var hasOffer = false
    var forks: [String: Fork] = [:]
    /// The fork that answered.
    var winner = ""
    /// Whether the ACK must hold an answer; nil: either will do.
    var needsAnswer: Bool?
    var isCancelled = false
    /// Answered with 200 and not acknowledged.
    var awaitsAck = false
    var isUp = false
    var hasReinvite = false
    var reinviteAwaitsAck = false
    var hasBye = false
    /// The phone's own re-INVITE is open, or answered and not acknowledged by the phone.
    var offered = false
    var owesAck = false
    var isEmpty: Bool { !isInvited && !awaitsAck && !isUp && !hasReinvite && !hasBye && !offered }
  }

  struct World {
    var call: Call
    var ends: [LegID: FarEnd] = [.own: FarEnd(), .other: FarEnd()]
    var timers: Set<CallTimer> = []
    var redirecting = false
    var completed = 0
    var connected = 0
    var disconnected = 0
    var finished = false
    /// Operations that began, and how many were settled with a notice.
    var changes = 0
    var settled = 0
    var trace: [String] = []

    mutating func feed(_ event: CallEvent) {
      trace.append("\(event)".prefix(60).description)
      let wasPossible = isPossible(event)
      let before = changes
      for action in call.handle(event) { perform(action) }
      if let wasPossible { #expect((changes == before + 1) == wasPossible, "offered and refused: \(trace)") }
      #expect(!(call.canHold && call.canResume))
      if call.phase == .connected { #expect(changes - settled == (call.canHold || call.canResume ? 0 : 1), "\(trace)") }
    }

    /// Whether the operation is offered now; nil for what is no operation on the media.
    func isPossible(_ event: CallEvent) -> Bool? {
      switch event {
      case .hold: call.canHold
      case .resume: call.canResume
      default: nil
      }
    }

    mutating func perform(_ action: CallAction) {
      switch action {
      case .record, .accept, .refuse, .rememberOfferRequired: break
      case .notify(.connected):
        let winner = ends[.other]!.forks[ends[.other]!.winner]
        #expect(winner?.awaitsPrack != true, "connected without PRACK: \(trace)")
        completed += 1
        connected += 1
      case .notify(.failed): completed += 1
      case .notify(.disconnected): disconnected += 1
      case .notify(.changing): changes += 1
      case .notify(.held):
        settled += 1
        #expect(call.isHeld && call.canResume)
      case .notify(.resumed):
        settled += 1
        #expect(!call.isHeld && call.canHold)
      case .notify(.changeFailed): settled += 1
      case .notify: break
      case .invite(let leg, let offer): ends[leg] = FarEnd(isInvited: true, hasOffer: offer != nil)
      case .cancel(let leg): ends[leg]!.isCancelled = true
      case .prack(let leg, let response, let answer):
        let fork = ends[leg]!.forks[response.fork]
        #expect(fork?.awaitsPrack == true && fork?.sequence == response.sequence, "PRACK for nothing: \(trace)")
        #expect((answer != nil) == fork?.isOffer, "PRACK with or without answer: \(trace)")
        ends[leg]!.forks[response.fork]?.awaitsPrack = false
      case .acknowledge(let leg, let answer):
        #expect(ends[leg]!.awaitsAck || ends[leg]!.reinviteAwaitsAck, "ACK for nothing: \(trace)")
        if ends[leg]!.awaitsAck, let needed = ends[leg]!.needsAnswer {
          #expect((answer != nil) == needed, "ACK with or without answer: \(trace)")
        }
        ends[leg]!.awaitsAck = false
        ends[leg]!.reinviteAwaitsAck = false
      case .reinvite(let leg, _):
        #expect(ends[leg]!.isUp && !ends[leg]!.hasReinvite && !ends[leg]!.offered, "re-INVITE out of turn: \(trace)")
        ends[leg]!.hasReinvite = true
      case .bye(let leg):
        #expect(ends[leg]!.isUp && !ends[leg]!.awaitsAck, "BYE out of turn: \(trace)")
        ends[leg]!.hasBye = true
      case .respond(let leg, let status, _):
        #expect(ends[leg]!.offered, "response for nothing: \(trace)")
        ends[leg]!.offered = false
        ends[leg]!.owesAck = status == 200
      case .redirect: redirecting = true
      case .startTimer(let timer, _): timers.insert(timer)
      case .stopTimer(let timer): timers.remove(timer)
      case .release: break
      case .finish:
        #expect(!finished)
        finished = true
      }
    }

    /// Events that the far ends could send now.
    func possible(_ generator: inout Generator) -> [CallEvent] {
      var events: [CallEvent] = []
      for leg in LegID.allCases {
        let end = ends[leg]!
        let body = Bodies.phone(40_000 + Int.random(in: 0..<3, using: &generator) * 2)
        if end.isInvited {
          events.append(.provisional(leg, status: [100, 180, 181, 183].randomElement(using: &generator)!))
          events += early(leg, body, &generator)
          let fork = leg == .other && call.knowsForks ? ["one", "two", "three"].randomElement(using: &generator) : nil
          events.append(.answered(leg, body, fork: fork))
          let status = end.isCancelled ? 487 : [302, 404, 486, 488, 503, 603].randomElement(using: &generator)!
          events.append(
            .refused(leg, Refusal(status: status, contacts: ["sip:\(UInt8.random(in: 0..<9, using: &generator))@c"])))
          if Bool.random(using: &generator) { events.append(.answered(leg, nil, fork: fork)) }
        }
        if end.hasReinvite {
          events.append(.reanswered(leg, body))
          events.append(.reinviteRefused(leg, Refusal(status: [481, 488, 491].randomElement(using: &generator)!)))
        }
        if end.isUp, !end.awaitsAck { events.append(.hungUp(leg)) }
        if end.isUp, !end.awaitsAck, !end.offered, !end.owesAck, !end.hasReinvite, !end.reinviteAwaitsAck, !end.hasBye {
          events.append(.reoffered(leg, Bool.random(using: &generator) ? body : nil))
        }
        if end.owesAck { events += [.acknowledged(leg, body), .unacknowledged(leg)] }
        if end.hasBye { events.append(.byeCompleted(leg)) }
      }
      if redirecting { events += [.redirectAccepted, .redirectRefused(.otherSideHungUp)] }
      return events
    }

    /// What the forks of a leg could send reliably, and what could become of its PRACKs.
    func early(_ leg: LegID, _ body: [UInt8], _ generator: inout Generator) -> [CallEvent] {
      ["one", "two"].flatMap { name -> [CallEvent] in
        let fork = ends[leg]!.forks[name] ?? Fork()
        guard !fork.awaitsPrack else { return [] }
        let status = [180, 181, 183].randomElement(using: &generator)!
        let response = ReliableResponse(status: status, fork: name, sequence: fork.sequence + 1)
        let failure: [CallEvent] = fork.sequence > 0 ? [.prackFailed(leg, fork: name)] : []
        return [.reliable(leg, response, Bool.random(using: &generator) ? body : nil)] + failure
      }
    }

    mutating func step(_ event: CallEvent) {
      switch event {
      case .reliable(let leg, let response, let body):
        var fork = ends[leg]!.forks[response.fork] ?? Fork()
        fork.sequence = response.sequence
        fork.awaitsPrack = true
        fork.isOffer = body != nil && !fork.hasDescribed && !ends[leg]!.hasOffer
        fork.hasDescribed = fork.hasDescribed || body != nil
        ends[leg]!.forks[response.fork] = fork
      case .prackFailed(let leg, let fork): ends[leg]!.forks[fork]?.hasFailed = true
      case .answered(let leg, let body, let name):
        let fork = name.flatMap { ends[leg]!.forks[$0] } ?? Fork()
        ends[leg]!.winner = name ?? ""
        if ends[leg]!.hasOffer {
          ends[leg]!.needsAnswer = false
        } else if !fork.hasDescribed {
          ends[leg]!.needsAnswer = body == nil ? nil : true
        } else {
          ends[leg]!.needsAnswer = fork.awaitsPrack || fork.hasFailed ? nil : false
        }
        ends[leg]!.isInvited = false
        ends[leg]!.awaitsAck = true
        ends[leg]!.isUp = true
      case .refused(let leg, _): ends[leg] = FarEnd()
      case .reanswered(let leg, _):
        ends[leg]!.hasReinvite = false
        ends[leg]!.reinviteAwaitsAck = true
      case .reinviteRefused(let leg, _): ends[leg]!.hasReinvite = false
      case .hungUp(let leg), .byeCompleted(let leg): ends[leg]!.isUp = false
      case .reoffered(let leg, _): ends[leg]!.offered = true
      case .acknowledged(let leg, _), .unacknowledged(let leg): ends[leg]!.owesAck = false
      case .redirectAccepted, .redirectRefused: redirecting = false
      default: break
      }
      feed(event)
      switch event {
      case .hungUp(let leg):
        // A phone that hung up keeps only a BYE of ours that crossed its own.
        let crossed = ends[leg]!.hasBye
        #expect(!ends[leg]!.offered, "the phone's re-INVITE was never answered: \(trace)")
        ends[leg] = FarEnd(hasBye: crossed)
      case .byeCompleted(let leg): ends[leg] = FarEnd()
      default: break
      }
    }
  }

  @Test(arguments: 0..<8)
  func everyInterleavingEndsBothLegsAndCompletesOnce(batch: UInt64) {
    var generator = Generator(state: batch &* 7919 &+ 17)
    for _ in 0..<2500 {
      let (offers, joins) = (Bool.random(using: &generator), Int.random(in: 0..<8, using: &generator) != 0)
      var world = World(call: .test(offering: offers) { $0.joinsEarlyMedia = joins })
      world.feed(.start)
      var steps = 0
      while !world.finished, steps < 200 {
        steps += 1
        let operations: [CallEvent] =
          steps > 40 ? [.cancel, .stop] : [.cancel, .stop, .applicationEnded, .shutdown]
        let isQuiet = steps <= 40 && Int.random(in: 0..<12, using: &generator) != 0
        var choices = world.possible(&generator)
        if world.call.isConnected, steps <= 40 { choices += [.hold, .resume] }
        if steps <= 40, world.timers.contains(.glare) { choices.append(.timer(.glare)) }
        if !isQuiet || choices.isEmpty { choices += operations }
        if steps > 40 || choices.isEmpty {
          choices += world.timers.filter { steps > 60 || ($0 != .releaseOwn && $0 != .releaseOther) }.map { .timer($0) }
        }
        let event = choices.randomElement(using: &generator)!
        if case .timer(let timer) = event {
          guard world.timers.contains(timer) else { continue }
          world.timers.remove(timer)
          world.trace.append("timer \(timer)")
          if timer == .releaseOwn { world.ends[.own] = FarEnd() }
          if timer == .releaseOther { world.ends[.other] = FarEnd() }
          world.feed(event)
        } else {
          world.step(event)
        }
      }
      #expect(world.finished, "not finished: \(world.call.phase) \(world.trace)")
      #expect(world.completed == 1, "\(world.completed) completed: \(world.trace)")
      #expect(world.disconnected == world.connected, "\(world.trace)")
      for (leg, end) in world.ends {
        let isLeft = end.isInvited || end.awaitsAck || (end.isUp && !end.hasBye)
        #expect(!isLeft, "\(leg) left standing: \(end) \(world.trace)")
      }
      if !world.finished || world.completed != 1 { return }
    }
  }
}
