import HTTP
import Store
import UCWA

/// Where the user's calls go besides his own phones: `callForwardingSettings` and what belongs to it
/// (docs/call-forwarding.md).
extension APIHandler {
  static let callForwardingRoutes = [
    Route(.callForwardingSettings, .get, APIHandler.callForwardingSettings),
    Route(.callForwardingSettings, .put, APIHandler.replaceCallForwardingSettings),
    Route(.turnOffCallForwarding, .post, APIHandler.turnOffCallForwarding),
    Route(.immediateForwardSettings, .get, APIHandler.immediateForwardSettings),
    Route(.immediateForwardToContact, .post, APIHandler.immediateForwardToContact),
    Route(.immediateForwardToDelegates, .post, APIHandler.immediateForwardToDelegates),
    Route(.immediateForwardToVoicemail, .post, APIHandler.immediateForwardToVoicemail),
    Route(.simultaneousRingSettings, .get, APIHandler.simultaneousRingSettings),
    Route(.simultaneousRingSettings, .put, APIHandler.replaceSimultaneousRingSettings),
    Route(.simultaneousRingToContact, .post, APIHandler.simultaneousRingToContact),
    Route(.simultaneousRingToDelegates, .post, APIHandler.simultaneousRingToDelegates),
    Route(.simultaneousRingToTeam, .post, APIHandler.simultaneousRingToTeam),
    Route(.unansweredCallSettings, .get, APIHandler.unansweredCallSettings),
    Route(.unansweredCallSettings, .put, APIHandler.replaceUnansweredCallSettings),
    Route(.unansweredCallToContact, .post, APIHandler.unansweredCallToContact),
    Route(.unansweredCallToVoicemail, .post, APIHandler.unansweredCallToVoicemail),
    Route(.resetUnansweredCallSettings, .post, APIHandler.resetUnansweredCallSettings),
  ]

  /// A change of the user's settings that may find that it is not allowed now.
  typealias ForwardingChange = @Sendable (inout CallForwarding) throws(UCWAError) -> Void

  // MARK: Reading

  func callForwardingSettings(_ call: Call) throws(UCWAError) {
    call.answer(try forwarding(call, call.account.user).resource)
  }

  func immediateForwardSettings(_ call: Call) throws(UCWAError) {
    call.answer(try forwarding(call, call.account.user).immediateForwardSettings)
  }

  func simultaneousRingSettings(_ call: Call) throws(UCWAError) {
    call.answer(try forwarding(call, call.account.user).simultaneousRingSettings)
  }

  func unansweredCallSettings(_ call: Call) throws(UCWAError) {
    call.answer(try forwarding(call, call.account.user).unansweredCallSettings)
  }

  /// The settings of a user as an application sees them.
  ///
  /// - Throws: 403 for a user without phone audio.
  func forwarding(_ call: Call, _ user: Store.User) throws(UCWAError) -> CallForwardingSettings {
    guard user.phoneAudioEnabled else { throw .phoneAudioNotAllowed }
    let forwarding = user.forwarding
    let hasDelegates = (try? checkDelegates(user)) != nil
    var settings = CallForwardingSettings(marker: call.application.marker)
    settings.activePeriod = forwarding.period == .always ? .always : .workhours
    settings.activeSetting = CallForwardingState(rawValue: forwarding.active.rawValue) ?? .none
    settings.unansweredCallHandling =
      forwarding.handlesUnanswered && forwarding.active != .immediateForward ? .enabled : .disabled
    settings.immediate.target = forwarding.immediate?.immediateTarget ?? .none
    settings.immediate.contact = contactID(forwarding.immediate, call.account)
    settings.immediate.hasDelegates = hasDelegates
    settings.immediate.hasVoicemail = hasVoicemail
    settings.simultaneous.target = forwarding.simultaneous?.simultaneousTarget ?? .none
    settings.simultaneous.contact = contactID(forwarding.simultaneous, call.account)
    settings.simultaneous.ringDelay = forwarding.simultaneousDelay
    settings.simultaneous.hasDelegates = hasDelegates
    settings.simultaneous.hasTeam = (try? checkTeam(user)) != nil
    settings.unanswered.target = unansweredTarget(forwarding.unanswered)
    settings.unanswered.contact = contactID(forwarding.unanswered, call.account)
    settings.unanswered.ringDelay = forwarding.unansweredDelay
    settings.unanswered.canChange = forwarding.active != .immediateForward
    settings.unanswered.hasVoicemail = hasVoicemail
    return settings
  }

  private func unansweredTarget(_ target: CallForwarding.Target) -> UnansweredCallHandlingTarget {
    if case .contact = target { return .contact }
    return hasVoicemail ? .voicemail : .none
  }

  private func contactID(_ target: CallForwarding.Target?, _ account: Account) -> String? {
    guard case .contact(let uri)? = target else { return nil }
    return ((try? identity(uri, account)) ?? nil)?.id
  }

  // MARK: What is in force

  func replaceCallForwardingSettings(_ call: Call) throws(UCWAError) {
    let user = call.account.user
    let parameters = try replacement(of: try forwarding(call, user).resource, call)
    try checkDirectory()
    let setting = parameters.enumeration("activeSetting", as: CallForwardingState.self)
      .flatMap { CallForwarding.Setting(rawValue: $0.rawValue) }
    let period = parameters.enumeration("activePeriod", as: ActivePeriod.self)
      .flatMap { CallForwarding.Period(rawValue: $0.rawValue) }
    let handling = parameters.enumeration("unansweredCallHandling", as: UnansweredCallHandling.self)
    change(call, replacing: user.forwarding) { (forwarding: inout CallForwarding) throws(UCWAError) in
      if let period { forwarding.period = period }
      if let setting, setting != forwarding.active {
        if setting == .immediateForward { try check(forwarding.immediate, user) }
        if setting == .simultaneousRing { try check(forwarding.simultaneous, user) }
        forwarding.active = setting
      }
      guard let handling else { return }
      // While all calls go elsewhere it is shown as disabled, so that what was read may come back.
      if forwarding.active == .immediateForward, handling == .disabled { return }
      if handling == .enabled, !forwarding.handlesUnanswered {
        try checkUnanswered(forwarding)
        try check(forwarding.unanswered, user)
      }
      forwarding.handlesUnanswered = handling == .enabled
    } then: { changed throws(UCWAError) in
      call.answerReplaced(by: try forwarding(call, changed).resource)
    }
  }

  func turnOffCallForwarding(_ call: Call) throws(UCWAError) {
    let handlesUnanswered = hasVoicemail
    try command(call) { forwarding in
      forwarding.active = .none
      forwarding.period = .always
      forwarding.unanswered = .voicemail
      forwarding.handlesUnanswered = handlesUnanswered
    }
  }

  // MARK: At once

  func immediateForwardToContact(_ call: Call) throws(UCWAError) {
    let target = try forwardingTarget(try parameters(call), call)
    try command(call) { $0.forward(to: target) }
  }

  func immediateForwardToDelegates(_ call: Call) throws(UCWAError) {
    try check(.delegates, call.account.user)
    try command(call) { $0.forward(to: .delegates) }
  }

  func immediateForwardToVoicemail(_ call: Call) throws(UCWAError) {
    try check(.voicemail, call.account.user)
    try command(call) { $0.forward(to: .voicemail) }
  }

  // MARK: As well

  func simultaneousRingToContact(_ call: Call) throws(UCWAError) {
    let target = try forwardingTarget(try parameters(call), call)
    // The operation knows no delay.
    try command(call) { $0.ring(target, after: 0) }
  }

  func simultaneousRingToDelegates(_ call: Call) throws(UCWAError) {
    let delay = try parameters(call).integer("ringDelay")
    try check(.delegates, call.account.user)
    try command(call) { $0.ring(.delegates, after: delay) }
  }

  func simultaneousRingToTeam(_ call: Call) throws(UCWAError) {
    let delay = try parameters(call).integer("ringDelay")
    try check(.team, call.account.user)
    try command(call) { $0.ring(.team, after: delay) }
  }

  func replaceSimultaneousRingSettings(_ call: Call) throws(UCWAError) {
    let user = call.account.user
    let parameters = try replacement(of: try forwarding(call, user).simultaneousRingSettings, call)
    try checkDirectory()
    let target = parameters.enumeration("target", as: SimultaneousRingTarget.self)
    if target == .contact { try checkContact(user.forwarding.simultaneous) }
    if target == .delegates { try check(.delegates, user) }
    if target == .team { try check(.team, user) }
    change(call, replacing: user.forwarding) { forwarding in
      if let delay = parameters.integer("ringDelay") { forwarding.simultaneousDelay = delay }
      switch target {
      case nil, .contact: break
      case .delegates: forwarding.simultaneous = .delegates
      case .team: forwarding.simultaneous = .team
      case .some(.none):
        forwarding.simultaneous = nil
        if forwarding.active == .simultaneousRing { forwarding.active = .none }
      }
    } then: { changed throws(UCWAError) in
      call.answerReplaced(by: try forwarding(call, changed).simultaneousRingSettings)
    }
  }

  // MARK: When nobody takes a call

  func unansweredCallToContact(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    let target = try forwardingTarget(parameters, call)
    try sendUnanswered(to: target, after: parameters.integer("ringDelay"), call)
  }

  func unansweredCallToVoicemail(_ call: Call) throws(UCWAError) {
    let delay = try parameters(call).integer("ringDelay")
    try check(.voicemail, call.account.user)
    try sendUnanswered(to: .voicemail, after: delay, call)
  }

  private func sendUnanswered(
    to target: CallForwarding.Target, after delay: Int?, _ call: Call
  ) throws(UCWAError) {
    try command(call) { (forwarding: inout CallForwarding) throws(UCWAError) in
      try checkUnanswered(forwarding)
      forwarding.unanswered = target
      if let delay { forwarding.unansweredDelay = delay }
      forwarding.handlesUnanswered = true
    }
  }

  func resetUnansweredCallSettings(_ call: Call) throws(UCWAError) {
    let handlesUnanswered = hasVoicemail
    try command(call) { forwarding in
      forwarding.unanswered = .voicemail
      forwarding.unansweredDelay = CallForwarding().unansweredDelay
      forwarding.handlesUnanswered = handlesUnanswered
    }
  }

  func replaceUnansweredCallSettings(_ call: Call) throws(UCWAError) {
    let user = call.account.user
    let parameters = try replacement(of: try forwarding(call, user).unansweredCallSettings, call)
    try checkDirectory()
    let target = parameters.enumeration("target", as: UnansweredCallHandlingTarget.self)
    if target == .contact { try checkContact(user.forwarding.unanswered) }
    if target == .voicemail { try check(.voicemail, user) }
    change(call, replacing: user.forwarding) { (forwarding: inout CallForwarding) throws(UCWAError) in
      try checkUnanswered(forwarding)
      if let delay = parameters.integer("ringDelay") { forwarding.unansweredDelay = delay }
      if target == .voicemail { forwarding.unanswered = .voicemail }
      if target == .some(.none) {
        forwarding.unanswered = .voicemail
        forwarding.handlesUnanswered = false
      }
    } then: { changed throws(UCWAError) in
      call.answerReplaced(by: try forwarding(call, changed).unansweredCallSettings)
    }
  }

  // MARK: Writing

  /// Changes the settings and answers 204.
  private func command(_ call: Call, _ change: @escaping ForwardingChange) throws(UCWAError) {
    guard call.account.user.phoneAudioEnabled else { throw .phoneAudioNotAllowed }
    guard context.accounts.isReadable else {
      throw .serviceUnavailable(Message(.directoryUnreadable), retryAfter: 5)
    }
    self.change(call, replacing: nil, change) { _ in call.responder.respond(.empty(204)) }
  }

  /// Changes the settings in the user's record, read anew so that what the administrator has changed meanwhile stays.
  ///
  /// - Parameters:
  ///   - read: What the client has read, if it must be that still; else 412.
  ///   - then: Answers, with the user as he is now.
  private func change(
    _ call: Call, replacing read: CallForwarding?, _ change: @escaping ForwardingChange,
    then: @escaping @Sendable (Store.User) throws(UCWAError) -> Void
  ) {
    let uri = call.account.user.uri
    context.directoryQueue.run { directory throws(StoreError) -> Result<Store.User, UCWAError> in
      guard var user = try directory.user(uri: uri) else { throw .userNotFound(uri) }
      if let read, read != user.forwarding { return .failure(.preconditionFailed) }
      let before = user.forwarding
      do throws(UCWAError) {
        try change(&user.forwarding)
      } catch {
        return .failure(error)
      }
      if user.forwarding != before { try directory.updateUser(user) }
      return .success(user)
    } then: { result in
      switch result {
      case .success(.success(let user)):
        context.accounts.refresh()
        do throws(UCWAError) { try then(user) } catch { call.refuse(error) }
      case .success(.failure(let error)): call.refuse(error)
      case .failure(let error):
        context.log(.error, "Call forwarding could not be changed: \(error)")
        call.refuse(.serviceUnavailable(Message(.directoryUnwritable), retryAfter: 5))
      case nil: call.refuse(.serviceUnavailable(Message(.directoryBusy), retryAfter: 1))
      }
    }
  }
}

extension CallForwarding {
  /// Sends all calls somewhere at once.
  fileprivate mutating func forward(to target: Target) {
    immediate = target
    active = .immediateForward
  }

  /// Lets others ring as well; without a delay it stays as it is.
  fileprivate mutating func ring(_ target: Target, after delay: Int?) {
    simultaneous = target
    if let delay { simultaneousDelay = delay }
    active = .simultaneousRing
  }
}

extension CallForwarding.Target {
  fileprivate var immediateTarget: ImmediateForwardSettingsTarget {
    switch self {
    case .contact: .contact
    case .delegates: .delegates
    case .voicemail: .voicemail
    case .team: .none
    }
  }

  fileprivate var simultaneousTarget: SimultaneousRingTarget {
    switch self {
    case .contact: .contact
    case .delegates: .delegates
    case .team: .team
    case .voicemail: .none
    }
  }
}
