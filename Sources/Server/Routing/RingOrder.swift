import CallControl
import Store

/// One telephone that rings for a call that comes in.
struct RingTarget: Sendable {
  /// Whose it is.
  var party: RingPlan.Party
  /// Where it is.
  var destination: CallPlan.Destination
  /// The telephone itself, if it is the user's own, as a `tel:` URI; else the one who is called there.
  var uri: String
  /// Who is called there; nil if it is the user himself.
  var contact: CallPublication.AnsweredParty?
  /// What the call is to him if he is a user of this server.
  var role: LocalCalls.Role?
}

/// Who rings for a call: what a user's settings make of it.
struct RingOrder: Sendable {
  /// What the settings meet when the call comes.
  struct Circumstances: Sendable {
    /// Whether it is working time.
    var isWorkTime = true
    /// Whether the user does not want to be disturbed.
    var doNotDisturb = false
    /// Whether he is in another call and wants no second one.
    var isBusy = false
    /// Whether his call forwarding applies to this call.
    var mayForward = true
  }

  /// When which phone rings.
  let plan: RingPlan
  /// The phones, counted as in ``plan``.
  let targets: [RingTarget]
  /// Why the call goes elsewhere, as those are told to whom it goes.
  let reason: DiversionHistory.Reason

  /// - Parameters:
  ///   - forwarding: The user's settings.
  ///   - now: What they meet.
  ///   - own: His own phones.
  ///   - settings: How long phones ring.
  ///   - resolve: Who is at a target, and whether he is to ring beside others; none if nobody can be called there.
  init(
    _ forwarding: CallForwarding, _ now: Circumstances, own: [RingTarget], settings: CallSettings,
    resolve: (CallForwarding.Target, _ isBeside: Bool) -> [RingTarget]
  ) {
    let isInForce = now.mayForward && (forwarding.period == .always || now.isWorkTime)
    let active = isInForce ? forwarding.active : .none
    var targets: [RingTarget] = []
    var phones: [RingPlan.Phone] = []
    func add(_ found: [RingTarget], _ stage: RingPlan.Stage) {
      for target in found where !targets.contains(where: { $0.destination.uri == target.destination.uri }) {
        targets.append(target)
        phones.append(RingPlan.Phone(target.party, stage))
      }
    }
    var exclusion: RingPlan.Exclusion?
    if active == .immediateForward, let target = forwarding.immediate {
      add(resolve(target, target == .delegates), .first)
    }
    // Forwarding that leads nowhere must not make the user unreachable.
    let isForwarded = !targets.isEmpty
    var delay = Duration.zero
    if !isForwarded {
      exclusion = now.doNotDisturb ? .doNotDisturb : now.isBusy ? .busy : own.isEmpty ? .noPhone : nil
      if exclusion == nil { add(own, .first) }
      if active == .simultaneousRing, let target = forwarding.simultaneous {
        delay = .seconds(forwarding.simultaneousDelay)
        add(resolve(target, true), delay > .zero ? .delayed : .first)
      }
    }
    // What is sent on at once is no unanswered call, whatever comes of it (UCWA 2.0, unansweredCallSettings).
    if now.mayForward, forwarding.handlesUnanswered, !isForwarded {
      add(resolve(forwarding.unanswered, false), .last)
    }
    let hasLast = phones.contains { $0.stage == .last }
    let hasDelayed = phones.contains { $0.stage == .delayed }
    let ringing = isForwarded ? settings.ringTarget : settings.ringOwnPhone + (hasDelayed ? delay : .zero)
    plan = RingPlan(
      phones, delay: delay, patience: hasLast ? .seconds(forwarding.unansweredDelay) : ringing,
      lastPatience: settings.ringTarget, exclusion: exclusion)
    self.targets = targets
    reason =
      switch exclusion {
      case nil: isForwarded ? .unconditional : .noAnswer
      case .doNotDisturb: .doNotDisturb
      case .busy: .userBusy
      case .noPhone: .away
      }
  }
}
