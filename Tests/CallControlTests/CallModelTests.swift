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

  /// What a real phone would hold for one leg.
  struct FarEnd {
    var isInvited = false
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
    /// The socket for tones, what plays, and whether the own phone's audio is known to it.
    var mediaIsOpen = false
    var tone: CallTone?
    var knowsOwn = false
    var heard: [CallTone] = []
    /// Whether the key that confirms the call was pressed while it was awaited.
    var isConfirmed = false
    /// Operations that began, and how many were settled with a notice.
    var changes = 0
    var settled = 0
    var trace: [String] = []

    mutating func feed(_ event: CallEvent) {
      trace.append("\(event)".prefix(60).description)
      let wasPossible = isPossible(event)
      let before = changes
      if call.phase == .confirming, case .pressed(.own, call.settings.confirmation, let signal) = event,
        call.keys.signal ?? signal == signal
      {
        isConfirmed = true
      }
      for action in call.handle(event) { perform(action) }
      if let wasPossible { #expect((changes == before + 1) == wasPossible, "offered and refused: \(trace)") }
      #expect(!(call.canHold && call.canResume))
      if call.phase == .connected || call.phase == .joining || call.phase == .aligning {
        #expect(tone == nil, "a tone while talking: \(trace)")
      }
      if call.phase == .connected { #expect(!mediaIsOpen, "\(trace)") }
      if call.phase == .confirming { #expect(timers.contains(.confirmation), "it waits for ever: \(trace)") }
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
      case .invite(let leg, let description):
        if leg == .own, let endpoint = call.settings.media { #expect(description?.audio == endpoint) }
        if leg == .other, call.settings.confirmation != nil { #expect(isConfirmed, "not confirmed: \(trace)") }
        ends[leg] = FarEnd(isInvited: true)
      case .cancel(let leg): ends[leg]!.isCancelled = true
      case .acknowledge(let leg, _):
        #expect(ends[leg]!.awaitsAck || ends[leg]!.reinviteAwaitsAck, "ACK for nothing: \(trace)")
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
      case .openMedia:
        #expect(mediaIsOpen, "\(trace)")
        knowsOwn = true
      case .play(let tone):
        #expect(mediaIsOpen && knowsOwn, "\(trace)")
        if tone == .ringback || tone == .busy || tone == .congestion { #expect(call.settings.playsProgress) }
        self.tone = tone
        if let tone { heard.append(tone) }
      case .closeMedia:
        #expect(mediaIsOpen, "closed twice: \(trace)")
        mediaIsOpen = false
        tone = nil
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
          events.append(.answered(leg, body))
          let status = end.isCancelled ? 487 : [302, 404, 486, 488, 503, 603].randomElement(using: &generator)!
          events.append(
            .refused(leg, Refusal(status: status, contacts: ["sip:\(UInt8.random(in: 0..<9, using: &generator))@c"])))
          if Bool.random(using: &generator) { events.append(.answered(leg, nil)) }
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
      if ends[.own]!.isUp, call.settings.confirmation != nil {
        let key: Character = Int.random(in: 0..<3, using: &generator) == 0 ? "1" : "2"
        let signal: KeySignal = Bool.random(using: &generator) ? .media : .message
        events += [.pressed(.own, key, by: signal), .pressed(.other, "1", by: .message)]
      }
      if redirecting { events += [.redirectAccepted, .redirectRefused(.otherSideHungUp)] }
      return events
    }

    mutating func step(_ event: CallEvent) {
      switch event {
      case .answered(let leg, _):
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
    // How often the walk came to what it is to try: one that never gets there proves nothing.
    var (confirmed, rang, failed) = (0, 0, 0)
    for _ in 0..<2500 {
      let hasMedia = Bool.random(using: &generator)
      var world = World(
        call: .test(offering: Bool.random(using: &generator)) {
          if hasMedia { $0.media = Bodies.tones }
          $0.playsProgress = Bool.random(using: &generator)
          if Bool.random(using: &generator) { $0.confirmation = "1" }
        })
      world.mediaIsOpen = hasMedia
      world.feed(.start)
      var steps = 0
      while !world.finished, steps < 200 {
        steps += 1
        let operations: [CallEvent] =
          steps > 40 ? [.cancel, .stop] : [.cancel, .stop, .applicationEnded, .shutdown]
        let isQuiet = steps <= 40 && Int.random(in: 0..<12, using: &generator) != 0
        var choices = world.possible(&generator)
        if world.call.isConnected, steps <= 40 { choices += [.hold, .resume, .timer(.glare)] }
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
      if world.isConfirmed { confirmed += 1 }
      if world.heard.contains(.ringback) { rang += 1 }
      if world.heard.contains(.congestion) || world.heard.contains(.busy) { failed += 1 }
      #expect(!world.mediaIsOpen, "the socket is left open: \(world.trace)")
      #expect(world.completed == 1, "\(world.completed) completed: \(world.trace)")
      #expect(world.disconnected == world.connected, "\(world.trace)")
      for (leg, end) in world.ends {
        let isLeft = end.isInvited || end.awaitsAck || (end.isUp && !end.hasBye)
        #expect(!isLeft, "\(leg) left standing: \(end) \(world.trace)")
      }
      if !world.finished || world.completed != 1 { return }
    }
    #expect(confirmed > 50 && rang > 50 && failed > 50, "confirmed \(confirmed), rang \(rang), failed \(failed)")
  }
}
