@testable import CallControl

/// What can happen to a call.
extension CallModelTests.World {
  typealias Generator = CallModelTests.Generator
  typealias Fork = CallModelTests.Fork

  /// Whether the re-INVITE that is out is the last of its change.
  var isAligning: Bool {
    call.phase == .aligning || call.change?.step == .alignOther || call.change?.step == .alignOwn
      || call.change?.step == .reopenOther
      || call.replacement?.step == .aligning || call.replacement?.step == .realigning
  }

  /// Events that the far ends could send now.
  /// The server ends and starts anew while nothing is under way: the far ends notice nothing.
  mutating func restart() -> Bool {
    guard let saved = call.saved, !saved.isUnsettled, !mediaIsOpen, ends[.new]?.isEmpty != false,
      [LegID.own, .other].allSatisfy({ ends[$0].map { $0.mayReoffer && !$0.hasRefresh && !$0.askedUpdate } ?? false })
    else { return false }
    call = Call(restoring: saved, settings: call.settings, jitter: 1)
    timers = []
    feed(.recovered(isUnsettled: false))
    return true
  }

  func possible(_ generator: inout Generator) -> [CallEvent] {
    var events: [CallEvent] = []
    for leg in LegID.allCases {
      let end = ends[leg]!
      // A phone keeps its port, but now and then it moves, unless it was just told that the other has.
      let mayMove = !isAligning && Int.random(in: 0..<6, using: &generator) == 0
      let port =
        end.receives.flatMap { mayMove ? nil : $0.port } ?? 40_000 + Int.random(in: 0..<30, using: &generator)
      let body = Bodies.phone(port)
      if end.isInvited {
        events.append(.provisional(leg, status: [100, 180, 181, 183].randomElement(using: &generator)!))
        events += early(leg, body, &generator)
        let name = leg == .other && call.knowsForks ? ["one", "two", "three"].randomElement(using: &generator) : nil
        let said = name.flatMap { end.forks[$0]?.receives }.flatMap { mayMove ? nil : Bodies.phone($0.port) }
        let terms = terms(&generator)
        events.append(.answered(leg, said ?? body, fork: name, terms: terms))
        let status = end.isCancelled ? 487 : [302, 404, 486, 488, 503, 603].randomElement(using: &generator)!
        events.append(
          .refused(leg, Refusal(status: status, contacts: ["sip:\(UInt8.random(in: 0..<9, using: &generator))@c"])))
        if !end.isCancelled { events.append(.refused(leg, tooShort(&generator))) }
        if Bool.random(using: &generator) { events.append(.answered(leg, nil, fork: name)) }
      }
      if end.hasReinvite {
        events.append(.reanswered(leg, body, terms: terms(&generator)))
        events.append(.reinviteRefused(leg, Refusal(status: [481, 488, 491].randomElement(using: &generator)!)))
        events.append(.reinviteRefused(leg, tooShort(&generator)))
      }
      if end.hasRefresh {
        events.append(.updateAnswered(leg, terms: terms(&generator)))
        let status = [405, 408, 481, 491, 500].randomElement(using: &generator)!
        events += [.updateRefused(leg, Refusal(status: status)), .updateRefused(leg, tooShort(&generator))]
      }
      if end.isUp, !end.hasBye, !end.askedUpdate { events.append(.updated(leg, nil, terms: terms(&generator))) }
      if end.isUp, !end.awaitsAck { events.append(.hungUp(leg)) }
      if end.mayReoffer {
        events.append(.reoffered(leg, Bool.random(using: &generator) ? body : nil, terms: terms(&generator)))
        events.append(.updated(leg, body, terms: terms(&generator)))
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

  /// What a phone could say of the session timer.
  func terms(_ generator: inout Generator) -> SessionTerms {
    let refreshers: [SessionTerms.Refresher?] = [.uac, .uas, nil]
    return SessionTerms(
      expires: [nil, 30, 90, 1800].randomElement(using: &generator)!,
      refresher: refreshers.randomElement(using: &generator)!, isSupported: Bool.random(using: &generator),
      takesUpdate: Bool.random(using: &generator))
  }

  private func tooShort(_ generator: inout Generator) -> Refusal {
    Refusal(status: 422, minimumSession: Int32.random(in: 90..<3000, using: &generator))
  }

  /// What the forks of a leg could send reliably, and what could become of its PRACKs.
  func early(_ leg: LegID, _ body: [UInt8], _ generator: inout Generator) -> [CallEvent] {
    ["one", "two"].flatMap { name -> [CallEvent] in
      let fork = ends[leg]!.forks[name] ?? Fork()
      guard !fork.awaitsPrack else { return [] }
      let status = [180, 181, 183].randomElement(using: &generator)!
      let response = ReliableResponse(status: status, fork: name, sequence: fork.sequence + 1)
      let said = fork.receives.map { Bodies.phone($0.port) } ?? body
      let failure: [CallEvent] = fork.sequence > 0 ? [.prackFailed(leg, fork: name)] : []
      return [.reliable(leg, response, Bool.random(using: &generator) ? said : nil)] + failure
    }
  }

  /// Whether a far end, a timer or the server can cause the event now.
  func canHappen(_ event: CallEvent) -> Bool {
    switch event {
    case .provisional(let leg, _), .answered(let leg, _, _, _), .refused(let leg, _): ends[leg]!.isInvited
    case .reliable(let leg, let response, _):
      ends[leg]!.isInvited && ends[leg]!.forks[response.fork]?.awaitsPrack != true
    case .prackFailed(let leg, let fork): ends[leg]!.forks[fork]?.awaitsPrack == false
    case .updateAnswered(let leg, _), .updateRefused(let leg, _): ends[leg]!.hasRefresh
    case .updated(let leg, nil, _): ends[leg]!.isUp && !ends[leg]!.hasBye && !ends[leg]!.askedUpdate
    case .updated(let leg, _?, _): ends[leg]!.mayReoffer
    case .sessionsBegun: false
    case .reanswered(let leg, _, _), .reinviteRefused(let leg, _): ends[leg]!.hasReinvite
    case .byeCompleted(let leg): ends[leg]!.hasBye
    // RFC 3261, section 15, has a phone wait for the ACK; not all do.
    case .hungUp(let leg): ends[leg]!.isUp
    case .reoffered(let leg, _, _): ends[leg]!.mayReoffer
    case .acknowledged(let leg, _), .unacknowledged(let leg): ends[leg]!.owesAck
    case .redirectAccepted, .redirectRefused: redirecting
    case .timer(let timer): timers.contains(timer)
    case .start, .recordFailed: false
    case .transfer(let leg?): ends[leg]!.isUp
    default: true
    }
  }
}
