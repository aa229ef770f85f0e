import Testing

@testable import CallControl

/// Every event in every state: what cannot happen is ignored, what can leads to an end, and the end leaves nothing.
@Suite struct EveryPairTests {
  typealias World = CallModelTests.World

  /// How a state is reached. The first event is always `start`; answers carry the description of their phone.
  struct Stage: Sendable, CustomTestStringConvertible {
    let name: String
    var offering = false
    /// Whether the own phone hears tones, and whether its user confirms calls by key.
    var tones = false
    var confirms = false
    /// Whether sessions are refreshed.
    var sessions = false
    let events: [CallEvent]

    /// Whether the last event's record may not be committed yet.
    var waitsForRecord: Bool {
      if case .takeOver? = events.last { return true }
      return events.isEmpty
    }

    var testDescription: String { name }
  }

  private static let busy = Refusal(status: 486)
  private static let own200 = CallEvent.answered(.own, Bodies.own)
  private static let other200 = CallEvent.answered(.other, Bodies.other)
  private static let new200 = CallEvent.answered(.new, Bodies.phone(60_000))
  private static let own2xx = CallEvent.reanswered(.own, Bodies.own)
  private static let other2xx = CallEvent.reanswered(.other, Bodies.other)
  private static let moved2xx = CallEvent.reanswered(.other, Bodies.phone(50_002))
  private static let connected = [own200, other200, own2xx]
  private static let watched = [
    own200, .answered(.other, Bodies.other, terms: SessionTerms(takesUpdate: true)), own2xx,
  ]
  private static let heard = [own200, .early(Bodies.other), own2xx]
  private static let held = connected + [.hold, other2xx, own2xx]

  static let stages: [Stage] = [
    Stage(name: "own phone called", events: []),
    Stage(name: "own phone rings", events: [.provisional(.own, status: 180)]),
    Stage(name: "own phone being cancelled", events: [.cancel]),
    Stage(name: "offer asked of the own phone", offering: true, events: [own200]),
    Stage(name: "other side called", events: [own200]),
    Stage(name: "other side called with an offer", offering: true, events: [own200, own2xx]),
    Stage(name: "other side rings", events: [own200, .provisional(.other, status: 180)]),
    Stage(name: "forwarded", events: [own200, .provisional(.other, status: 181)]),
    Stage(name: "redirecting", events: [own200, .refused(.other, Refusal(status: 302, contacts: ["sip:1@c"]))]),
    Stage(name: "other side being cancelled", events: [own200, .cancel]),
    Stage(name: "early media being joined", events: [own200, .early(Bodies.other)]),
    Stage(name: "early media waiting", events: [own200, .reoffered(.own, nil), .early(Bodies.other)]),
    Stage(name: "early media joined", events: heard),
    Stage(name: "early media of an offer joined", offering: true, events: [own200, own2xx] + heard.dropFirst()),
    Stage(
      name: "early media declined",
      events: [own200, .early(Bodies.other), .reinviteRefused(.own, Refusal(status: 488))]),
    Stage(name: "PRACK failed", events: heard + [.prackFailed(.other, fork: "one")]),
    Stage(name: "early media being cancelled", events: heard + [.cancel]),
    Stage(
      name: "other side answered before the own phone took its media",
      events: [own200, .early(Bodies.other), .answered(.other, nil, fork: "one")]),
    Stage(
      name: "another fork answered before the own phone took the media",
      events: [own200, .early(Bodies.other), .answered(.other, Bodies.phone(50_002), fork: "three")]),
    Stage(name: "early media being stopped", events: heard + [.refused(.other, .moved)]),
    Stage(name: "called elsewhere after early media", events: heard + [.refused(.other, .moved), .redirectAccepted]),
    Stage(name: "other side answered", events: [own200, other200]),
    Stage(name: "other side answered an offer", offering: true, events: [own200, own2xx, other200]),
    Stage(name: "waiting after glare", events: [own200, other200, .reinviteRefused(.own, Refusal(status: 491))]),
    Stage(
      name: "other side told where the own phone is", offering: true,
      events: [own200, own2xx, other200, .reanswered(.own, Bodies.phone(40_002))]),
    Stage(name: "connected", events: connected),
    Stage(name: "connected with an offer", offering: true, events: [own200, own2xx, other200, own2xx]),
    Stage(name: "own phone asks for a change", events: connected + [.reoffered(.own, Bodies.own)]),
    Stage(name: "other side asks for an offer", events: connected + [.reoffered(.other, nil)]),
    Stage(name: "change to be acknowledged", events: connected + [.reoffered(.own, Bodies.own), other2xx]),
    Stage(name: "other side being stopped", events: connected + [.hold]),
    Stage(name: "own phone being stopped", events: connected + [.hold, other2xx]),
    Stage(
      name: "hold being undone", events: connected + [.hold, other2xx, .reinviteRefused(.own, Refusal(status: 488))]),
    Stage(name: "held", events: held),
    Stage(name: "a phone asks while held", events: held + [.reoffered(.own, nil)]),
    Stage(name: "other side being opened", events: held + [.resume]),
    Stage(name: "own phone being opened", events: held + [.resume, other2xx]),
    Stage(
      name: "own phone refuses to be opened",
      events: held + [.resume, other2xx, .reinviteRefused(.own, Refusal(status: 488))]),
    Stage(name: "new phone called", events: connected + [.takeOver]),
    Stage(name: "new party rings", events: connected + [.transfer(by: .own), .provisional(.new, status: 180)]),
    Stage(name: "takeover being cancelled", events: connected + [.takeOver, .cancelTakeover]),
    Stage(name: "transfer after its phone hung up", events: connected + [.transfer(by: .own), .hungUp(.own)]),
    Stage(name: "the one that stays is told", events: connected + [.transfer(by: .other), new200]),
    Stage(name: "new phone is told", events: connected + [.takeOver, new200, moved2xx]),
    Stage(
      name: "takeover being undone",
      events: connected + [.takeOver, new200, moved2xx, .reinviteRefused(.new, Refusal(status: 488))]),
    Stage(name: "old phone being released", events: connected + [.takeOver, new200, other2xx]),
    Stage(name: "transferred away", events: connected + [.transfer(by: nil), new200, other2xx]),
    Stage(name: "held call being taken over", events: held + [.takeOver, new200]),
    Stage(name: "key awaited", tones: true, confirms: true, events: [own200]),
    Stage(name: "key awaited in silence", confirms: true, events: [own200]),
    Stage(
      name: "wrong key pressed", tones: true, confirms: true, events: [own200, .pressed(.own, "2", by: .media)]),
    Stage(
      name: "confirmed", offering: true, tones: true, confirms: true,
      events: [own200, .pressed(.own, "1", by: .message)]),
    Stage(name: "ringback", tones: true, events: [own200, .provisional(.other, status: 180)]),
    Stage(name: "busy tone", tones: true, events: [own200, .refused(.other, busy)]),
    Stage(
      name: "failure heard while the other side is being cancelled", tones: true, events: [own200, .timer(.ringOther)]),
    Stage(name: "joined after ringback", tones: true, events: [own200, .provisional(.other, status: 180), other200]),
    Stage(name: "sessions refreshed", sessions: true, events: watched),
    Stage(name: "own phone's session being refreshed", sessions: true, events: watched + [.timer(.sessionOwn)]),
    Stage(name: "other side's session being refreshed", sessions: true, events: watched + [.timer(.sessionOther)]),
    Stage(name: "session refreshed while the other side rings", sessions: true, events: [own200, .timer(.sessionOwn)]),
    Stage(
      name: "early media while a session is refreshed", sessions: true,
      events: [own200, .timer(.sessionOwn), .early(Bodies.other)]),
    Stage(name: "hold waits for a refresh", sessions: true, events: watched + [.timer(.sessionOwn), .hold, other2xx]),
    Stage(
      name: "a phone has moved in a refresh", sessions: true,
      events: watched + [.timer(.sessionOwn), .reanswered(.own, Bodies.phone(40_002))]),
    Stage(
      name: "a phone has moved in a refresh while a new one is called", sessions: true,
      events: watched + [
        .takeOver, .provisional(.new, status: 180), .timer(.sessionOwn), .reanswered(.own, Bodies.phone(40_002)),
      ]),
    Stage(
      name: "the other side refreshes its session", sessions: true,
      events: watched + [.updated(.other, nil, terms: SessionTerms(expires: 1800, refresher: .uac, isSupported: true))]),
    Stage(name: "being ended", events: connected + [.stop]),
    Stage(name: "one leg gone", events: connected + [.stop, .byeCompleted(.own)]),
    Stage(name: "finished", events: connected + [.stop, .byeCompleted(.own), .byeCompleted(.other)]),
  ]

  static let events: [CallEvent] = {
    var events: [CallEvent] = [
      .start, .recordFailed, .cancel, .stop, .hold, .resume, .takeOver, .cancelTakeover, .transfer(by: nil),
      .transfer(by: .own), .transfer(by: .other), .applicationEnded, .redirectAccepted,
      .redirectRefused(.otherSideHungUp), .shutdown,
    ]
    events += [.pressed(.own, "1", by: .media), .pressed(.own, "2", by: .message), .pressed(.other, "1", by: .message)]
    events += CallTimer.allCases.map { .timer($0) }
    for leg in LegID.allCases {
      events += [100, 180, 181, 183].map { .provisional(leg, status: $0) }
      events += [302, 408, 486, 487, 488, 603].map { .refused(leg, Refusal(status: $0, contacts: ["sip:2@c"])) }
      events += [408, 481, 488, 491, 500].map { .reinviteRefused(leg, Refusal(status: $0)) }
      for body in [nil, Bodies.phone(41_000 + Int(leg.rawValue)), Array("nonsense".utf8)] {
        events += [.answered(leg, body), .reanswered(leg, body), .reoffered(leg, body), .acknowledged(leg, body)]
        events.append(.reliable(leg, ReliableResponse(status: 183, fork: "two", sequence: 1), body))
        events += ["one", "two", "three"].map { .answered(leg, body, fork: $0) }
      }
      for body in [nil, Bodies.phone(41_000 + Int(leg.rawValue))] {
        events.append(.updated(leg, body))
        events.append(.updated(leg, body, terms: SessionTerms(expires: 20, isSupported: true)))
      }
      events += [405, 408, 481, 491, 500].map { .updateRefused(leg, Refusal(status: $0)) }
      events += [.updateAnswered(leg), .updateRefused(leg, Refusal(status: 422, minimumSession: 3600))]
      events += [
        .refused(leg, Refusal(status: 422, minimumSession: 3600)),
        .reinviteRefused(leg, Refusal(status: 422, minimumSession: 3600)),
      ]
      events.append(.prackFailed(leg, fork: "one"))
      events += [.byeCompleted(leg), .hungUp(leg), .unacknowledged(leg)]
    }
    return events
  }()

  private static func world(_ stage: Stage) -> World {
    let call = Call.test(offering: stage.offering) {
      if stage.tones { $0.media = Bodies.tones }
      $0.playsProgress = stage.tones
      if stage.confirms { $0.confirmation = "1" }
      if stage.sessions { $0.session = .seconds(1800) }
    }
    var world = World(call: call, checksMedia: false)
    world.mediaIsOpen = stage.tones
    world.feed(.start)
    for event in stage.events { world.take(event) }
    return world
  }

  @Test("each stage is one of its own") func stagesDiffer() {
    for (index, stage) in Self.stages.enumerated() {
      let call = Self.world(stage).call
      for other in Self.stages[..<index] where Self.world(other).call == call {
        Issue.record("\(stage.name) is \(other.name)")
      }
    }
  }

  @Test("nothing is left whatever happens at", arguments: stages) func pairs(stage: Stage) {
    for event in Self.events {
      var world = Self.world(stage)
      let before = world.call
      if world.canHappen(event) {
        world.take(event)
      } else if case .updated(let leg, nil, _) = event {
        world.ends[leg]!.askedUpdate = true
        world.feed(event)
        #expect(world.finished || !world.ends[leg]!.askedUpdate, "\(stage.name)")
      } else if let leg = event.offering {
        // A request is answered in every case, unless an earlier one of the phone is open; and never taken.
        let (wasOpen, owedAck) = (world.ends[leg]!.offered, world.ends[leg]!.owesAck)
        world.ends[leg]!.offered = true
        if case .updated = event { world.ends[leg]!.isUpdate = !wasOpen && !owedAck }
        world.feed(event)
        #expect(world.finished || world.ends[leg]!.offered == wasOpen || owedAck, "\(stage.name)")
        #expect(world.ends[leg]!.owesAck == owedAck || before[leg].state == .established, "\(stage.name)")
      } else if case .recordFailed = event, stage.waitsForRecord {
        // None of the actions behind the record has been carried out: CallSetupTests and ReplacementTests.
        continue
      } else {
        world.feed(event)
        // What no far end can have sent changes nothing that it could notice.
        if event.isMessage { #expect(world.call.phase == before.phase, "\(event.brief) at \(stage.name)") }
      }
      world.drain()
      #expect(world.finished, "\(stage.name), \(event.brief): \(world.trace)")
      #expect(!world.mediaIsOpen, "a socket is left at \(stage.name), \(event.brief): \(world.trace)")
      #expect(world.completed == 1, "\(stage.name), \(event.brief): \(world.trace)")
      #expect(world.disconnected == world.connected, "\(stage.name), \(event.brief): \(world.trace)")
      #expect(world.takeovers == world.takeoversCompleted, "\(stage.name), \(event.brief): \(world.trace)")
      for (leg, end) in world.ends {
        let isLeft = end.isInvited || end.awaitsAck || (end.isUp && !end.hasBye)
        #expect(!isLeft, "\(leg) is left after \(event.brief) at \(stage.name): \(world.trace)")
      }
    }
  }
}

extension CallEvent {
  /// The phone whose offer it is.
  fileprivate var offering: LegID? {
    switch self {
    case .reoffered(let leg, _, _), .updated(let leg, _?, _): leg
    default: nil
    }
  }

  /// Whether it is made of a message from a phone.
  fileprivate var isMessage: Bool {
    switch self {
    case .provisional, .reliable, .prackFailed, .answered, .refused, .reanswered, .reinviteRefused, .byeCompleted,
      .hungUp, .reoffered, .acknowledged, .unacknowledged, .updated, .updateAnswered, .updateRefused, .sessionsBegun:
      true
    default: false
    }
  }
}
