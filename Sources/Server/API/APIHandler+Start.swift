import CallControl
import HTTP
import Numbering
import Store
import UCWA

/// Starting a call: every check before anything rings, then the call goes to its shard.
extension APIHandler {
  func startPhoneAudio(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    try checkPhoneAudio(call.account)
    let invited = try invited(parameters.string("to") ?? "", call.account)
    try start(
      CallRequest(
        .startPhoneAudio, parameters, path: call.parameters, invited: invited,
        place: .thread(parameters.string("threadId"))), call)
  }

  /// Calls again in a conversation whose call is over. A path without a conversation means the newest that fits.
  func addPhoneAudio(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    try checkPhoneAudio(call.account)
    let invited = try invited(parameters.string("to") ?? "", call.account)
    try start(
      CallRequest(
        .addPhoneAudio, parameters, path: call.parameters, invited: invited,
        place: call.parameters.first.map { .conversation($0) } ?? .newest(with: invited.contactID)), call)
  }

  /// Refuses a user who may not place calls.
  func checkPhoneAudio(_ account: Account) throws(UCWAError) {
    guard account.user.phoneAudioEnabled else { throw .phoneAudioNotAllowed }
  }

  /// Refuses to ring further phones for a call that is up, while the server is being stopped.
  func checkOpen() throws(UCWAError) {
    guard !context.admission.isClosed else {
      throw .serviceUnavailable(Message(.takesNoNewCalls), retryAfter: AdmissionControl.retryAfterClosing)
    }
  }

  /// Begins a call for whichever operation asks for it, and answers 201 with the place of its invitation once it is
  /// recorded. The same operation sent again gets the first answer.
  func start(_ request: CallRequest, _ call: Call) throws(UCWAError) {
    let account = call.account
    try checkPhoneAudio(account)
    let own = try ownPhone(request.phoneNumber, call)
    let other = request.invited
    // By where the calls would go, because one telephone can be named as number and as user.
    guard ![[other.destination.uri], other.telephones].contains([own.destination.uri]) else {
      throw Self.ownPhoneInvited
    }
    let invitationID = Identifier.make()
    let fingerprint = request.fingerprint
    switch call.application.begin(request.operationID, fingerprint: fingerprint, invitation: invitationID) {
    case .new: break
    case .repeated(let first): return answerRepeated(first, call)
    case .refused(let error): throw error
    }
    let requested = Clock.microseconds
    let conversation: ConversationEntry?
    do throws(UCWAError) {
      conversation = try admit(request.place, invitationID, call, now: requested)
    } catch {
      call.application.forget(request.operationID, invitation: invitationID)
      throw error
    }
    // What is added to a conversation goes on with what that is about.
    let earlier = request.place.isAddition ? conversation : nil
    let plan = CallPlan(
      key: CallPlan.newKey(), userURI: account.user.uri, userContactID: account.user.contactID,
      userName: account.user.name, workNumber: workNumber(account.user), applicationID: call.application.id,
      applicationBase: call.application.base,
      conversationID: conversation?.id ?? Identifier.make(), invitationID: invitationID,
      operationID: request.operationID, phoneNumber: own.number.telURI, to: other.uri, toContactID: other.contactID,
      toName: other.name, displayedNumber: displayedNumber(other, account),
      importance: request.importance ?? earlier?.importance ?? "Normal", subject: request.subject ?? earlier?.subject,
      threadID: threadID(request.place, conversation), customContent: request.customContent,
      created: Clock.wallMilliseconds, own: own.destination, other: other.destination,
      delegator: request.delegator.map(person), isAddition: request.place.isAddition)
    let settings = callSettings(other, account)
    let (space, responder, format, language) = (call.space, call.responder, call.format, call.application.language)
    context.shard.post { shard in
      shard.begin(
        plan, settings: settings, fingerprint: fingerprint, continuing: conversation, space: space,
        starter: responder, format: format, language: language, requested: requested)
    }
  }

  private func threadID(_ place: CallRequest.Place, _ conversation: ConversationEntry?) -> String {
    if let conversation { return conversation.threadID }
    if case .thread(let thread?) = place { return thread }
    return Identifier.make()
  }

  /// The same request again: the first answer, and nothing new.
  func answerRepeated(_ invitationID: String, _ call: Call) {
    call.responder.respond(.created(call.application.base + "/communication/invitations/" + invitationID))
  }

  private func callSettings(_ other: Invited, _ account: Account) -> CallSettings {
    let trunk = other.destination.trunk
    var settings = CallSettings()
    settings.ringOwnPhone = context.configuration.timeouts.ringOwnPhone
    settings.ringTarget = context.configuration.timeouts.ringTarget
    settings.session = context.configuration.timeouts.session
    settings.sessionMinimum = context.configuration.timeouts.sessionMinimum
    settings.offersToOtherSide = context.routing.offersFirst(trunk)
    if case .automatic = trunk.offerless { settings.mayFallBack = true } else { settings.mayFallBack = false }
    settings.joinsEarlyMedia = trunk.earlyMedia
    settings.ringsGroup = other.isGroup
    settings.host = context.serverName
    settings.playsProgress = account.user.playsTones
    settings.confirmation = account.user.confirmationKey?.first
    settings.confirmationTime = context.configuration.timeouts.confirmation
    return settings
  }

  // MARK: Whom to ring

  func ownPhone(
    _ given: String?, _ call: Call
  ) throws(UCWAError) -> (number: DialableNumber, destination: CallPlan.Destination) {
    let given =
      given ?? call.application.profile.communication.phoneNumber ?? call.account.user.callViaWorkPhone?.number
    guard let number = try ownNumber(given, call.account) else {
      throw .parameterValidationFailure([BadParameter(name: "phoneNumber", reason: Message(.noPhoneToRing))])
    }
    guard let destination = context.routing.destination(number) else { throw Self.noTrunk }
    return (number, destination)
  }

  private static let ownPhoneInvited = UCWAError.conflict(Message(.ownPhoneInvited))

  private static let noTrunk = UCWAError.serviceUnavailable(
    Message(.noTrunk), retryAfter: 60)

  /// The invited side: how it is reached and how it is shown.
  struct Invited: Sendable {
    var uri: String
    var contactID: String
    var name: String?
    var destination: CallPlan.Destination
    /// Where the telephones are that ring for a user of this server whose calls come in here; else empty.
    var telephones: [String] = []
    /// Whether it is a group, whose members ring.
    var isGroup = false
  }

  func invited(_ to: String, _ account: Account) throws(UCWAError) -> Invited {
    let target: CallTarget
    do throws(NumberingError) {
      target = try CallTarget.parse(to, plan: context.dialPlan, region: account.user.region)
    } catch {
      switch error {
      case .normalizationFailed: throw .normalizationFailed(parameter: "to")
      default:
        var refusal = UCWAError.parameterValidationFailure([BadParameter(name: "to", reason: Message(.notCallable))])
        refusal.debugInfo = "\(error)"
        throw refusal
      }
    }
    switch target {
    case .number(let number): return try invited(number, account)
    // A port is of no account in finding a user.
    case .sip(let user, let host, _): return try invited(sip: target.uri, user: user, host: host, account)
    }
  }

  private func invited(_ number: DialableNumber, _ account: Account) throws(UCWAError) -> Invited {
    let user = try lookUp { () throws(StoreError) in try context.accounts.user(workNumber: number.number) }
    let local = user.flatMap {
      number.kind == .emergency
        ? nil : context.routing.destination($0, from: account.user.uri, number: number, context.dialPlan)
    }
    guard let destination = local ?? context.routing.destination(number) else {
      throw number.kind == .emergency
        ? .forbidden(Message(.emergencyRefused))
        : Self.noTrunk
    }
    return Invited(
      uri: number.telURI, contactID: number.number, name: user?.name, destination: destination,
      telephones: telephones(user, destination))
  }

  private func invited(
    sip uri: String, user: String, host: String, _ account: Account
  ) throws(UCWAError) -> Invited {
    let address = "\(user)@\(host)"
    if let user = try lookUp({ () throws(StoreError) in try context.accounts.user(uri: "sip:" + address) }) {
      guard
        let destination = context.routing.destination(
          user, from: account.user.uri, number: nil, context.dialPlan)
      else { throw .destinationNotFound }
      return Invited(
        uri: uri, contactID: user.contactID, name: user.name, destination: destination,
        telephones: telephones(user, destination))
    }
    if let group = try lookUp({ () throws(StoreError) in try context.groups.group(uri: "sip:" + address) }) {
      return try invited(group, account)
    }
    if isOwnDomain(host) { throw .destinationNotFound }
    guard let destination = context.routing.destination(sip: uri) else { throw Self.noTrunk }
    return Invited(uri: uri, contactID: address, name: nil, destination: destination)
  }

  private func telephones(_ user: Store.User?, _ destination: CallPlan.Destination) -> [String] {
    guard let user, destination.trunk.isLocal else { return [] }
    return context.routing.ownPhones(of: user, context.dialPlan).map(\.destination.uri)
  }

  func target(_ text: String, _ account: Account) throws(NumberingError) -> CallTarget {
    try CallTarget.parse(text, plan: context.dialPlan, region: account.user.region)
  }

  /// Whether this server is responsible for a SIP domain.
  func isOwnDomain(_ domain: String) -> Bool {
    let configured = context.configuration.domains
    let domain = domain.lowercased()
    return configured.isEmpty
      ? context.accounts.domains.contains(domain) : configured.contains { $0.lowercased() == domain }
  }

  private func workNumber(_ user: Store.User) -> String? {
    user.workNumber.flatMap { try? context.dialPlan.normalize($0, region: user.region).number }
  }

  private func person(_ user: Store.User) -> CallPlan.Person {
    CallPlan.Person(uri: user.uri, contactID: user.contactID, name: user.name, workNumber: workNumber(user))
  }

  private func displayedNumber(_ other: Invited, _ account: Account) -> String {
    switch account.user.ownPhoneDisplay {
    case .target: SIPText.user(ofURI: other.uri) ?? other.contactID
    case .workNumber: workNumber(account.user) ?? SIPText.user(ofURI: account.user.uri) ?? "anonymous"
    case .fixed(let number): (try? context.dialPlan.normalize(number, region: account.user.region).number) ?? number
    }
  }

  /// Finds the call its place among the user's conversations and the server's calls.
  ///
  /// - Returns: The conversation that the call continues; nil for a new one.
  private func admit(
    _ place: CallRequest.Place, _ invitationID: String, _ call: Call, now: Int64
  ) throws(UCWAError) -> ConversationEntry? {
    let conversation = try call.space.reserve(
      place, invitation: invitationID, limit: context.configuration.limits.conversationsPerUser)
    switch context.admission.admit(now: now) {
    case .admitted: return conversation
    case .refused(let seconds):
      call.space.giveBack(invitation: invitationID)
      throw .serviceUnavailable(Message(.serverFull), retryAfter: seconds)
    case .closed(let seconds):
      call.space.giveBack(invitation: invitationID)
      throw .serviceUnavailable(Message(.takesNoNewCalls), retryAfter: seconds)
    }
  }
}
