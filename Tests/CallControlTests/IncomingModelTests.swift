import Testing

@testable import CallControl

/// Random interleavings of a caller, his phones and the user's operations against a model of the far ends, from the
/// INVITE that comes in to the end of the call that came of it.
@Suite struct IncomingModelTests {
  typealias Generator = CallModelTests.Generator

  /// What a phone holds.
  struct Phone {
    var isInvited = false
    var isCancelled = false
    var awaitsAck = false
    var isUp = false
    var hasBye = false
    var isLeft: Bool { isInvited || awaitsAck || (isUp && !hasBye) }
  }

  struct World {
    var call: IncomingCall
    let isOffering: Bool
    var phones: [Phone]
    var timers: Set<IncomingTimer> = []
    var isRecording = false
    var started = 0
    var completed = 0
    var connected: CallModelTests.World?
    /// Whether the caller has his final response, or gave up.
    var isAnswered = false
    var finished = false
    /// Phones about whose 302 an answer is due.
    var redirecting: Set<Int> = []
    /// Whether it was the voicemail, or somebody else than the user, who got the call.
    var isElsewhere = false
    var events: [IncomingEvent] = []

    init(_ plan: RingPlan, offering: Bool, sessions: Bool) {
      call = .test(plan, offering: offering, sessions: sessions)
      isOffering = offering
      phones = Array(repeating: Phone(), count: plan.phones.count)
    }

    var trace: String { events.map { "\($0)".prefix(40) }.joined(separator: ", ") }

    mutating func step(_ event: IncomingEvent) {
      events.append(event)
      var answer: [UInt8]?
      switch event {
      case .recorded, .recordFailed: isRecording = false
      case .answered(let index, let body):
        answer = body
        phones[index].isInvited = false
        phones[index].awaitsAck = true
        phones[index].isUp = true
      case .refused(let index, _): phones[index] = Phone()
      case .byeCompleted(let index): phones[index] = Phone()
      case .redirectAccepted(let index), .redirectRefused(let index): redirecting.remove(index)
      case .cancelled: isAnswered = true
      case .timer(let timer): timers.remove(timer)
      default: break
      }
      for action in call.handle(event) { perform(action, answer) }
    }

    private mutating func perform(_ action: IncomingAction, _ answer: [UInt8]?) {
      switch action {
      case .record(first: true): isRecording = true
      case .record(first: false): #expect(started == 1)
      case .notify(.started): started += 1
      case .notify(.connected), .notify(.failed): completed += 1
      case .notify: #expect(started == 1 && completed == 0, "\(trace)")
      case .redirect(let index, _):
        #expect(!phones[index].isInvited)
        redirecting.insert(index)
      case .invite(let index, let offer):
        #expect((offer != nil) == isOffering)
        #expect(!phones[index].isLeft, "invited twice: \(trace)")
        #expect(connected == nil && !isAnswered, "rings for nobody: \(trace)")
        phones[index].isInvited = true
      case .cancel(let index, _):
        #expect(phones[index].isInvited && !phones[index].isCancelled, "CANCEL for nothing: \(trace)")
        phones[index].isCancelled = true
      case .acknowledge(let index, _):
        #expect(phones[index].awaitsAck, "ACK for nothing: \(trace)")
        phones[index].awaitsAck = false
      case .bye(let index):
        #expect(phones[index].isUp && !phones[index].awaitsAck, "BYE out of turn: \(trace)")
        phones[index].hasBye = true
      case .release(let index):
        // Dropped after its time, or gone.
        phones[index] = Phone()
        redirecting.remove(index)
      case .respond(let status, let description):
        #expect(!isAnswered, "a second final response: \(trace)")
        if status >= 200 { isAnswered = true }
        if status == 200 { #expect(connected != nil && description?.hasAudio == true) }
      case .connect(let index, let joined):
        #expect(connected == nil && !isAnswered)
        connected = Self.world(joined, offering: isOffering, answer)
        connected?.step(
          .sessionsBegun(own: .none, caller: SessionTerms(expires: 600, refresher: .uac, isSupported: true)))
        isElsewhere = call.plan.phones[index].party != .own
        #expect(joined.isDetached == isElsewhere)
        phones[index] = Phone()
      case .startTimer(let timer, _): timers.insert(timer)
      case .stopTimer(let timer): timers.remove(timer)
      case .finish:
        #expect(!finished)
        finished = true
      }
    }

    /// The far ends of the call that goes on: the phone that answered, and the caller, whose ACK is still to come.
    private static func world(_ call: Call, offering: Bool, _ body: [UInt8]?) -> CallModelTests.World {
      var world = CallModelTests.World(call: call)
      let phone = body.flatMap(SessionDescription.init)?.audio
      let caller = offering ? SessionDescription(Bodies.other)?.audio : nil
      world.ends[.own] = .init(awaitsAck: !offering, isUp: true, receives: phone, sends: caller)
      world.ends[.other] = .init(isUp: true, owesAck: true, proposes: caller, receives: caller, sends: phone)
      world.completed = 1
      world.connected = 1
      return world
    }

    func possible(_ generator: inout Generator) -> [IncomingEvent] {
      if isRecording { return [.recorded] + (isAnswered ? [] : [.cancelled]) }
      var events: [IncomingEvent] = []
      for (index, phone) in phones.enumerated() {
        if phone.isInvited {
          let status = phone.isCancelled ? 487 : [302, 404, 480, 486, 503, 603].randomElement(using: &generator)!
          events += [.provisional(index, status: [100, 180, 183].randomElement(using: &generator)!)]
          events += [.refused(index, Refusal(status: status, contacts: status == 302 ? ["sip:0112@lab.test"] : []))]
          if !phone.isCancelled, Int.random(in: 0..<8, using: &generator) == 0 {
            events.append(.refused(index, Refusal(status: 422, minimumSession: 3600)))
          }
          let isSilent = Int.random(in: 0..<8, using: &generator) == 0
          events += [.answered(index, isSilent ? nil : Bodies.phone(40_000 + index))]
        }
        if phone.hasBye { events.append(.byeCompleted(index)) }
      }
      for index in redirecting { events += [.redirectAccepted(index), .redirectRefused(index)] }
      if events.isEmpty || Int.random(in: 0..<12, using: &generator) == 0 {
        if !isAnswered {
          events += [.cancelled, .hungUp, .decline(status: 603), .declineHere, .declineHere, .shutdown]
        }
        events += timers.map { .timer($0) }
      }
      return events
    }
  }

  @Test(arguments: 0..<4)
  func everyInterleavingEndsAllLegsAndCompletesOnce(batch: UInt64) {
    var generator = Generator(state: batch &* 104_729 &+ 5)
    var (connected, failed, held, elsewhere, declined, refreshed) = (0, 0, 0, 0, 0, 0)
    for _ in 0..<5_000 {
      var world = World(
        .random(&generator), offering: Bool.random(using: &generator), sessions: Bool.random(using: &generator))
      world.step(.start)
      var steps = 0
      while !world.finished || world.connected?.finished == false, steps < 400 {
        steps += 1
        // Phones that rang for nothing are going away while the call that came of it goes on.
        if var call = world.connected, !call.finished, world.finished || Bool.random(using: &generator) {
          walk(&call, steps, &generator)
          world.connected = call
          continue
        }
        guard let event = world.possible(&generator).randomElement(using: &generator) else { continue }
        world.step(event)
      }
      #expect(world.finished, "not finished: \(world.call.phase) \(world.trace)")
      #expect(world.started == 1 && world.completed == 1, "\(world.trace)")
      #expect(world.isAnswered, "the caller waits for ever: \(world.trace)")
      #expect(!world.phones.contains { $0.isLeft }, "\(world.phones) \(world.trace)")
      guard let call = world.connected else {
        failed += 1
        continue
      }
      connected += 1
      held += call.settled
      refreshed += call.refreshes
      elsewhere += world.isElsewhere ? 1 : 0
      declined += world.events.contains { if case .declineHere = $0 { true } else { false } } ? 1 : 0
      #expect(call.finished, "not finished: \(call.call.phase) \(call.trace)")
      #expect(call.disconnected == (world.isElsewhere ? 0 : 1), "\(call.trace)")
      for (leg, end) in call.ends {
        #expect(!(end.isInvited || end.awaitsAck || (end.isUp && !end.hasBye)), "\(leg) left: \(end) \(call.trace)")
      }
      if !world.finished || !call.finished { return }
    }
    #expect(connected > 500 && failed > 500 && held > 100, "\(connected) \(failed) \(held)")
    #expect(elsewhere > 300 && declined > 8, "\(elsewhere) \(declined)")
    #expect(refreshed > 100, "\(refreshed)")
  }

  private func walk(_ world: inout CallModelTests.World, _ steps: Int, _ generator: inout Generator) {
    var choices = world.possible(&generator)
    if steps < 60 {
      choices += [.hold, .resume, .timer(.glare), .takeOver, .timer(.ringNew)]
      choices += [.transfer(by: nil)]
    }
    if choices.isEmpty || steps > 100 || Int.random(in: 0..<30, using: &generator) == 0 {
      choices += [.stop, .shutdown]
      choices += world.timers.map { .timer($0) }
    }
    if world.call.settings.hasSessionTimers, steps < 60, Int.random(in: 0..<5, using: &generator) == 0 {
      choices = [.timer(.sessionOwn), .timer(.sessionOther)]
    }
    guard let event = choices.randomElement(using: &generator) else { return }
    if case .timer(let timer) = event {
      if world.timers.contains(timer) { world.take(event) }
    } else {
      world.step(event)
    }
  }
}

extension RingPlan {
  /// Any plan that call forwarding can make, and some that it does not.
  static func random(_ generator: inout CallModelTests.Generator) -> RingPlan {
    var phones: [Phone] = []
    if Int.random(in: 0..<4, using: &generator) > 0 {
      phones += Array(repeating: Phone(.own), count: Int.random(in: 1...3, using: &generator))
    }
    let party = [Party.contact, .delegate, .team].randomElement(using: &generator) ?? .team
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: phones += Array(repeating: Phone(party), count: Int.random(in: 1...2, using: &generator))
    case 1: phones += Array(repeating: Phone(party, .delayed), count: Int.random(in: 1...2, using: &generator))
    default: break
    }
    if Bool.random(using: &generator) {
      phones.append(Phone(Bool.random(using: &generator) ? .voicemail : .contact, .last))
    }
    let isWithout = !phones.contains { $0.party == .own } && Bool.random(using: &generator)
    return RingPlan(
      phones, delay: .seconds(5), patience: .seconds(20),
      exclusion: phones.isEmpty ? .noPhone : isWithout ? [.doNotDisturb, .busy].randomElement(using: &generator) : nil)
  }
}
