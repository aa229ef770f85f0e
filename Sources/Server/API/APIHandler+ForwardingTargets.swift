import Numbering
import Store
import UCWA

/// Whether calls can be forwarded to where a user wants them.
extension APIHandler {
  private var forwardingTargets: ForwardingTargets {
    ForwardingTargets(accounts: context.accounts, log: context.log)
  }

  /// Whether calls can be forwarded to a voicemail.
  var hasVoicemail: Bool { context.configuration.voicemailURI != nil }

  /// Refuses a target of which there is nobody.
  ///
  /// - Throws: 409 without a target; 403 if the user has no delegates, no team, or if there is no voicemail; 409 if
  ///   nobody of those there are can be called, or if the team is made of too many groups.
  func check(_ target: CallForwarding.Target?, _ user: Store.User) throws(UCWAError) {
    switch target {
    case nil: throw .conflict(Message(.forwardingTargetMissing))
    case .contact?: break
    case .delegates?: try checkDelegates(user)
    case .team?: try checkTeam(user)
    case .voicemail?: if !hasVoicemail { throw .forbidden(Message(.noVoicemail)) }
    }
  }

  func checkDelegates(_ user: Store.User) throws(UCWAError) {
    guard try !delegations(of: user).delegates.isEmpty else {
      throw .forbidden(Message(.noDelegates), subcode: .noDelegatesConfigured)
    }
    guard forwardingTargets.delegates(of: user).contains(where: \.phoneAudioEnabled) else {
      throw UCWAError(
        status: 409, code: .conflict, subcode: .noDelegatesConfigured, message: Message(.delegatesWithoutPhoneAudio))
    }
  }

  func checkTeam(_ user: Store.User) throws(UCWAError) {
    guard let group = user.teamGroup else {
      throw .forbidden(Message(.noTeam), subcode: .noTeamMembersConfigured)
    }
    guard forwardingTargets.team(of: user).contains(where: \.phoneAudioEnabled) else {
      throw UCWAError(
        status: 409, code: .conflict, subcode: .noTeamMembersConfigured, message: Message(.teamEmpty))
    }
    try checkSize(of: group)
  }

  /// Refuses a group that stands for more groups than `limits.ringGroups`, itself and nested ones counted once each.
  private func checkSize(of group: String) throws(UCWAError) {
    let limit = context.configuration.limits.ringGroups
    let count = try lookUp { () throws(StoreError) in
      try context.groups.expandedGroups(of: group, limit: limit + 1)
    }
    guard count <= limit else { throw .tooManyGroups(limit: limit) }
  }

  /// Refuses to change where unanswered calls go while all calls go elsewhere at once.
  func checkUnanswered(_ forwarding: CallForwarding) throws(UCWAError) {
    guard forwarding.active != .immediateForward else { throw .forbidden(Message(.unansweredWhileForwarding)) }
  }

  /// Refuses `Contact` where no contact was chosen: only the operation that names one can do that.
  func checkContact(_ target: CallForwarding.Target?) throws(UCWAError) {
    if case .contact? = target { return }
    throw .parameterValidationFailure([BadParameter(name: "target", reason: Message(.contactByOperation))])
  }

  /// The number or address to which calls are to go, as `startPhoneAudio` reads whom to call.
  ///
  /// - Throws: 400 NormalizationFailed if it cannot be dialled, 400 ParameterValidationFailure for what cannot be
  ///   called, for an emergency number and for the user himself; 409 TooManyGroups for a group of too many groups.
  func forwardingTarget(_ parameters: Parameters, _ call: Call) throws(UCWAError) -> CallForwarding.Target {
    let target: CallTarget
    do throws(NumberingError) {
      target = try self.target(parameters.string("target") ?? "", call.account)
    } catch {
      if case .normalizationFailed = error { throw .normalizationFailed(parameter: "target") }
      throw Self.badTarget(.notCallable)
    }
    switch target {
    case .number(let number): return .contact(try forwardingURI(number, call.account.user))
    case .sip(let user, let host, _):
      return .contact(try forwardingURI(of: "sip:\(user)@\(host)", given: target.uri, call.account))
    }
  }

  private func forwardingURI(_ number: DialableNumber, _ user: Store.User) throws(UCWAError) -> String {
    guard number.kind != .emergency else { throw Self.badTarget(.forwardingToEmergency) }
    let found = try lookUp { () throws(StoreError) in try context.accounts.user(workNumber: number.number) }
    // The work number may stand in the directory as the PBX writes it.
    guard found?.uri != user.uri, telURI(user.workNumber, user) != number.telURI else {
      throw Self.badTarget(.forwardingToSelf)
    }
    return number.telURI
  }

  private func forwardingURI(
    of address: String, given uri: String, _ account: Account
  ) throws(UCWAError) -> String {
    switch try identity(address, account) {
    case .user(let user)?:
      guard user.uri != account.user.uri else { throw Self.badTarget(.forwardingToSelf) }
      return user.uri
    case .group(let group)?:
      try checkSize(of: group.uri)
      return group.uri
    case .telephone?, .federated?: return uri
    case nil: throw Self.badTarget(.forwardingToNobody)
    }
  }

  private static func badTarget(_ reason: MessageKey) -> UCWAError {
    .parameterValidationFailure([BadParameter(name: "target", reason: Message(reason))])
  }
}
