import CallControl
import Store
import Testing

@testable import Server

/// Every setting of call forwarding with everything that can happen to a call, on a mock clock.
@Suite struct RingOrderTests {
  /// What happens, and at which second.
  enum Step: Sendable {
    case answers(String)
    case refuses(String, Int)
    case declines(everywhere: Bool)
    case hangsUp
  }

  /// One call from the INVITE to its end, in words: who rings and stops ringing, what the caller is answered, and what the
  /// applications learn.
  struct Rehearsal {
    private var call: IncomingCall
    private let names: [String]
    private var now = 0
    private var timers: [IncomingTimer: Int] = [:]
    private(set) var lines: [String] = []
    /// Final responses to the caller.
    private(set) var finals: [Int] = []
    /// How often the applications were told how it ended for the user.
    private(set) var completions = 0
    private(set) var isFinished = false
    private(set) var isLeftToOthers = false
    private(set) var ringing: Set<String> = []
    private var step: [String: [String]] = [:]
    private static let kinds = ["rings", "stops", "caller", "application"]

    init(_ order: RingOrder) {
      names = order.targets.map(\.uri)
      let offer = SessionDescription(Array(SIPCaller.offer.utf8))
      var settings = CallSettings()
      settings.host = "127.0.0.1"
      call = IncomingCall(order.plan, offer: offer, settings: settings, sessionID: 1)
      take(.start)
      take(.recorded)
      flush()
    }

    mutating func run(_ story: [(second: Int, step: Step)]) {
      for (second, what) in story {
        pass(to: second)
        switch what {
        case .answers(let name): answer(name)
        case .refuses(let name, let status):
          if let index = index(name) { refuse(index, status) }
        case .declines(let everywhere): if call.canDecline { take(everywhere ? .decline(status: 603) : .declineHere) }
        case .hangsUp: if finals.isEmpty { take(.cancelled) }
        }
        flush()
      }
      pass(to: 1_000)
    }

    private mutating func refuse(_ index: Int, _ status: Int) {
      guard ringing.remove(names[index]) != nil else { return }
      take(.refused(index, Refusal(status: status)))
    }

    private mutating func answer(_ name: String) {
      guard let index = index(name), ringing.remove(name) != nil else { return }
      take(.answered(index, Array(SIPCaller.offer.utf8)))
    }

    private func index(_ name: String) -> Int? { names.firstIndex(of: name) }

    /// Lets the timers run out that do so until then, in order.
    private mutating func pass(to second: Int) {
      while let next = timers.min(by: { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }),
        next.value <= second
      {
        now = next.value
        timers[next.key] = nil
        take(.timer(next.key))
        flush()
      }
      now = max(now, second)
    }

    private mutating func take(_ event: IncomingEvent) {
      var cancelled: [Int] = []
      for action in call.handle(event) {
        switch action {
        case .invite(let index, _):
          ringing.insert(names[index])
          step["rings", default: []].append(names[index])
        case .cancel(let index, let isElsewhere):
          ringing.remove(names[index])
          cancelled.append(index)
          step["stops", default: []].append(names[index] + (isElsewhere ? " (elsewhere)" : ""))
        case .respond(let status, _):
          if status >= 200 { finals.append(status) }
          step["caller", default: []].append("\(status)")
        case .notify(let notice): note(notice)
        case .connect(_, let joined): isLeftToOthers = joined.isDetached
        case .startTimer(let timer, let delay): timers[timer] = now + Int(delay.components.seconds)
        case .stopTimer(let timer): timers[timer] = nil
        case .finish: isFinished = true
        case .bye(let index): cancelled.append(index)
        case .record, .acknowledge, .release, .redirect: break
        }
      }
      if case .recorded = event { for index in names.indices where ringing.contains(names[index]) { alert(index) } }
      for index in cancelled {
        take(.refused(index, Refusal(status: 487)))
        take(.byeCompleted(index))
      }
      if case .timer = event { for index in names.indices where ringing.contains(names[index]) { alert(index) } }
      if case .refused = event { for index in names.indices where ringing.contains(names[index]) { alert(index) } }
      if case .declineHere = event { for index in names.indices where ringing.contains(names[index]) { alert(index) } }
    }

    private mutating func alert(_ index: Int) { take(.provisional(index, status: 180)) }

    private mutating func note(_ notice: CallNotice) {
      let text: String? =
        switch notice {
        case .progressed(let phase): phase.rawValue
        case .connected: "Connected"
        case .failed(let outcome): "\(outcome.phase.rawValue)/\(outcome.subcode.rawValue)"
        default: nil
        }
      switch notice {
      case .connected, .failed: completions += 1
      default: break
      }
      if let text { step["application", default: []].append(text) }
    }

    private mutating func flush() {
      let parts = Self.kinds.compactMap { kind in step[kind].map { "\(kind) \($0.joined(separator: " "))" } }
      if !parts.isEmpty { lines.append("\(now): " + parts.joined(separator: ", ")) }
      step = [:]
    }
  }

  static func target(_ name: String, _ party: RingPlan.Party) -> RingTarget {
    let trunk = Trunk(
      name: "t", host: "127.0.0.1", port: 5060, transport: "udp", credentials: nil, fromDomain: nil, offerless: .never)
    return RingTarget(party: party, destination: CallPlan.Destination(trunk: trunk, uri: "sip:\(name)"), uri: name)
  }

  static let own = ["mobile", "desk"].map { target($0, .own) }

  static func resolve(_ target: CallForwarding.Target, _ isBeside: Bool) -> [RingTarget] {
    switch target {
    case .contact(let name): [Self.target(name, .contact)]
    case .delegates: ["delegate1", "delegate2"].map { Self.target($0, .delegate) }
    case .team: ["team1"].map { Self.target($0, .team) }
    case .voicemail: [Self.target("voicemail", .voicemail)]
    }
  }

  static func order(
    _ forwarding: CallForwarding, _ now: RingOrder.Circumstances = .init(), own: [RingTarget] = Self.own
  ) -> RingOrder {
    RingOrder(forwarding, now, own: own, settings: CallSettings(), resolve: resolve)
  }

  static func forwarding(_ change: (inout CallForwarding) -> Void) -> CallForwarding {
    var forwarding = CallForwarding()
    change(&forwarding)
    return forwarding
  }

  static let everyone = ["mobile", "desk", "contact", "delegate1", "delegate2", "team1", "voicemail", "last"]

  // MARK: All of them

  static let settings: [CallForwarding] = {
    var all: [CallForwarding] = []
    for last: CallForwarding.Target? in [nil, .voicemail, .contact("last")] {
      var base = CallForwarding()
      base.handlesUnanswered = last != nil
      base.unanswered = last ?? .voicemail
      all.append(base)
      for target in [CallForwarding.Target.contact("contact"), .delegates, .voicemail] {
        var forwarding = base
        (forwarding.active, forwarding.immediate) = (.immediateForward, target)
        all.append(forwarding)
      }
      for target in [CallForwarding.Target.contact("contact"), .delegates, .team] {
        for delay in [0, 10, 25] {
          var forwarding = base
          (forwarding.active, forwarding.simultaneous) = (.simultaneousRing, target)
          forwarding.simultaneousDelay = delay
          all.append(forwarding)
        }
      }
    }
    return all
      + all.filter { $0.handlesUnanswered && $0.unanswered == .voicemail }.map { settings in
        forwarding {
          $0 = settings
          $0.period = .workHours
        }
      }
  }()

  /// What can be met: of the hours only where they count, and of a user without phones once.
  static func circumstances(_ settings: CallForwarding) -> [(now: RingOrder.Circumstances, own: [RingTarget])] {
    var all: [(now: RingOrder.Circumstances, own: [RingTarget])] = [(.init(), [])]
    for isWork in settings.period == .always ? [true] : [true, false] {
      for (disturb, busy) in [(false, false), (true, false), (false, true)] {
        all.append((.init(isWorkTime: isWork, doNotDisturb: disturb, isBusy: busy), own))
      }
    }
    all.append((.init(mayForward: false), own))
    return all
  }

  static var stories: [[(second: Int, step: Step)]] {
    var stories: [[(second: Int, step: Step)]] = [[], everyone.map { (3, .refuses($0, 486)) }]
    for second in [3, 12, 28] {
      stories += everyone.map { [(second, .answers($0))] }
      stories += [486, 404, 603].map { status in everyone.map { (second, .refuses($0, status)) } }
      stories += [
        [(second, .declines(everywhere: true))], [(second, .declines(everywhere: false))], [(second, .hangsUp)],
        [(second, .declines(everywhere: false)), (second + 2, .answers("voicemail")), (second + 3, .answers("team1"))],
        [(second, .refuses("mobile", 486)), (second + 4, .refuses("desk", 486)), (second + 5, .answers("voicemail"))],
      ]
    }
    return stories
  }

  @Test(arguments: settings.indices) func everyCombinationEndsOnceForEverybody(index: Int) {
    let settings = Self.settings[index]
    var outcomes: Set<Int> = []
    for (now, own) in Self.circumstances(settings) {
      let order = Self.order(settings, now, own: own)
      for story in Self.stories {
        var rehearsal = Rehearsal(order)
        rehearsal.run(story)
        func say() -> Comment { "\(settings) \(now) \(story): \(rehearsal.lines)" }
        #expect(rehearsal.completions == 1, say())
        #expect(rehearsal.isFinished && rehearsal.ringing.isEmpty, say())
        let hasHungUp = story.contains { if case .hangsUp = $0.step { true } else { false } }
        #expect(rehearsal.finals.count == 1 || (hasHungUp && rehearsal.finals.isEmpty), say())
        check(settings, now, own, rehearsal, say)
        outcomes.insert(rehearsal.finals.first ?? 0)
      }
    }
    #expect(outcomes.isSuperset(of: [200, 480, 486, 603, 0]), "the stories are not all alike")
  }

  /// What the settings promise, whatever happens.
  private func check(
    _ settings: CallForwarding, _ now: RingOrder.Circumstances, _ own: [RingTarget], _ rehearsal: Rehearsal,
    _ comment: () -> Comment
  ) {
    let isInForce = now.mayForward && (settings.period == .always || now.isWorkTime)
    let all = rehearsal.lines.joined(separator: "\n")
    let isForwarded = isInForce && settings.active == .immediateForward
    let ringsOwn = !own.isEmpty && !isForwarded && !now.doNotDisturb && !now.isBusy
    #expect(all.contains("rings mobile desk") == ringsOwn, comment())
    if !isInForce || settings.active == .none {
      #expect(!["delegate1", "team1", "contact"].contains { all.contains($0) }, comment())
    }
    if !now.mayForward { #expect(!["voicemail", "last"].contains { all.contains($0) }, comment()) }
    let isUsers = rehearsal.finals == [200] && !rehearsal.isLeftToOthers
    #expect(all.contains("Connected") == (isUsers || all.contains("ConnectedElsewhere")), comment())
  }

  // MARK: One by one

  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var settings: CallForwarding
    var now = RingOrder.Circumstances()
    var story: [(second: Int, step: Step)]
    var lines: [String]
    var testDescription: String { name }
  }

  @Test(arguments: rows) func oneByOne(row: Row) {
    var rehearsal = Rehearsal(Self.order(row.settings, row.now))
    rehearsal.run(row.story)
    #expect(rehearsal.lines == row.lines)
  }
}
