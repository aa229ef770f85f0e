import CallControl
import Store
import UCWA

/// One call as its user's applications see it: turns what happened into resources, events and the journal's record.
///
/// Lives on the call's shard; only what it publishes is shared.
struct CallPublication: Sendable {
  /// Who answered.
  struct AnsweredParty: Sendable, Equatable {
    var uri: String
    var name: String?
    var contactID: String

    init(uri: String, name: String?, contactID: String) {
      self.uri = uri
      self.name = name
      self.contactID = contactID
    }

    /// One of whom nothing else is known.
    init(uri: String) {
      self.init(
        uri: uri, name: nil, contactID: uri.hasPrefix("tel:") ? String(uri.dropFirst(4)) : uri.withoutSIPScheme)
    }
  }

  let plan: CallPlan
  private let fingerprint: Fingerprint
  var invitationState: InvitationState = .connecting
  var callState: CallState = .connecting
  /// The user's own phone, as a `tel:` URI: of a call that came in the one that has it, or was to ring first.
  private var phoneNumber: String
  var ownPhoneIsUp = false
  /// Whether the applications were told that the call has begun.
  private var isAnnounced = false
  var isHeld = false
  /// Whether holding or resuming is under way.
  var isChanging = false
  var answered: AnsweredParty?
  var completed: Int64?
  /// Who has taken a call that came in in the user's place.
  private(set) var takenBy: AnsweredParty?
  /// Where the call is: the plan's conversation, until somebody else answers than was to be added to it.
  var place: Place
  /// Whether a call is offered once this one is over: the user may call.
  var mayAdd = true
  /// The last takeover by another phone of the user.
  var takeover: TakeoverState?
  /// What is to be shown.
  var unshown: [Showing] = []

  init(_ plan: CallPlan, fingerprint: Fingerprint, continuing earlier: ConversationEntry?) {
    self.plan = plan
    self.fingerprint = fingerprint
    phoneNumber = plan.phoneNumber
    place = Place(
      conversationID: plan.conversationID, threadID: plan.threadID, created: earlier?.created ?? plan.created,
      invitations: (earlier?.invitations ?? [])
        + [InvitationReference(id: plan.invitationID, operationID: plan.operationID)])
  }

  // MARK: Resources

  var local: UCWA.Participant { local(in: place.conversationID, hasAudio: ownPhoneIsUp) }

  private func local(in conversation: String, hasAudio: Bool) -> UCWA.Participant {
    UCWA.Participant(
      conversation: conversation, name: plan.userName, uri: plan.userURI, organizer: true, role: .leader,
      workPhoneNumber: plan.workNumber.map { "tel:" + $0 }, contactLink: .contact(plan.userContactID),
      hasAudio: hasAudio)
  }

  var remote: UCWA.Participant? {
    (answered ?? caller).map { party in
      UCWA.Participant(
        conversation: place.conversationID, id: PercentEncoding.pathSegment(party.contactID), name: party.name,
        uri: party.uri, anonymous: party.isAnonymous, sourceNetwork: party.name == nil ? .unknown : .sameEnterprise,
        otherPhoneNumber: party.uri.hasPrefix("tel:") ? party.uri : nil, contactLink: .contact(party.contactID),
        hasAudio: isUp)
    }
  }

  /// Whether the call is over for the user: it has ended, or he has left it to others by a transfer.
  var isOver: Bool { callState == .disconnected }
  private var isUp: Bool { callState == .connected || callState == .transferring }

  private var invitation: Resource {
    var invitation = UCWA.PhoneAudioInvitation(
      id: plan.invitationID, conversation: plan.conversationID, direction: plan.isIncoming ? .incoming : .outgoing,
      state: invitationState, importance: Importance(rawValue: plan.importance) ?? .normal)
    invitation.operationId = plan.operationID
    invitation.phoneNumber = phoneNumber.isEmpty ? nil : phoneNumber
    invitation.subject = plan.subject
    invitation.threadId = plan.threadID
    invitation.customContent = plan.customContent
    if plan.isIncoming {
      describeIncoming(&invitation, local: local, remote: remote)
      return invitation.resource
    }
    invitation.to = plan.to
    invitation.from = local(in: plan.conversationID, hasAudio: ownPhoneIsUp && !isDerived)
    invitation.toLink = .contact(plan.toContactID)
    invitation.canCancel = completed == nil
    invitation.delegator = plan.delegator?.uri
    invitation.delegatorLink = plan.delegator.map { .contact($0.contactID) }
    if isDerived {
      invitation.derivedConversationLink = .conversation(place.conversationID)
      invitation.derivedPhoneAudioLink = .phoneAudio(conversation: place.conversationID)
    }
    if let remote { invitation.acceptedByParticipant = [remote] }
    return invitation.resource
  }

  private var phoneAudio: UCWA.PhoneAudio {
    var phoneAudio = UCWA.PhoneAudio(conversation: place.conversationID, state: callState, canStop: !isOver)
    phoneAudio.canAdd = isOver && mayAdd
    phoneAudio.canReplace = isUp && !isChanging
    phoneAudio.canTransfer = isUp && !isChanging
    phoneAudio.canHold = isUp && !isHeld && !isChanging
    phoneAudio.canResume = isUp && isHeld && !isChanging
    return phoneAudio
  }

  private var conversation: Resource {
    let state: ConversationState =
      switch callState {
      case .connected, .transferring: .connected
      case .disconnected: .disconnected
      default: plan.isIncoming ? .incoming : .connecting
      }
    var conversation = UCWA.Conversation(id: place.conversationID, state: state)
    conversation.activeModalities = isOver ? [] : [.audio]
    conversation.created = place.created
    conversation.importance = Importance(rawValue: plan.importance) ?? .normal
    conversation.participantCount = isUp ? 1 : 0
    conversation.subject = plan.subject
    conversation.threadId = place.threadID
    conversation.phoneAudio = phoneAudio
    return conversation.resource
  }

  private var participants: Resource {
    UCWA.Participants(
      conversation: place.conversationID,
      participants: isUp ? remote.map { [$0] } ?? [] : []
    ).resource
  }

  private func audio(_ participant: UCWA.Participant) -> Resource {
    UCWA.ParticipantAudio(
      participant: participant, audioDirection: isUp && !isHeld ? .sendReceive : .inactive, audioMuted: false
    ).resource
  }

  // MARK: What happened

  /// Publishes what happened and gives the events for the application, in order.
  mutating func publish(_ notice: CallNotice, answeredBy party: AnsweredParty?, in space: UserSpace) -> [Event] {
    switch notice {
    case .started: return started(space)
    case .ownPhoneAnswered: return ownPhoneAnswered(space)
    case .progressed(let phase): return progressed(phase, space)
    case .redirected: return progressed(.forwarded, reason: Reason(.sentOn), space)
    case .connected: return connected(party, space)
    case .changing: return changing(space)
    case .held: return changed(isHeld: true, space)
    case .resumed: return changed(isHeld: false, space)
    case .changeFailed(let outcome): return changeFailed(outcome, space)
    case .replacing(let cause): return replacing(cause, space)
    case .replaced(let cause): return replaced(cause, party, space)
    case .replacementFailed(let cause, let outcome): return replacementFailed(cause, outcome, space)
    case .failed(let outcome): return ended(outcome, space, wasConnected: false)
    case .disconnected(let outcome): return ended(outcome, space, wasConnected: true)
    }
  }

  var sender: EventReference { .conversation(place.conversationID) }
  static let conversations = EventReference("conversations", .conversations)
  var participantsReference: EventReference {
    EventReference("participants", .participants(conversation: place.conversationID))
  }

  /// The phone of this number has answered the call that came in.
  mutating func answered(onPhone number: String) { phoneNumber = number }

  /// Somebody else has taken the call that came in.
  mutating func taken(by party: AnsweredParty) { takenBy = party }

  /// What a GET is to return when the step is over.
  enum Showing: Sendable {
    case call(ConversationEntry, leaving: ConversationEntry?)
    case takeover(CallSnapshot, invitation: String, conversation: String)
  }

  /// Makes what was published what a GET returns: together with its events, so that who sees it need not wait for them.
  mutating func show(in space: UserSpace) {
    for showing in unshown {
      switch showing {
      case .call(let entry, let left): space.put(entry, invitation: plan.invitationID, leaving: left)
      case .takeover(let call, let invitation, let conversation):
        space.put(call, as: .takeover, invitation: invitation, in: conversation)
      }
    }
    unshown.removeAll()
  }

  /// Makes the call as it is now what a GET is to return.
  mutating func put(_ space: UserSpace) -> CallSnapshot {
    mayAdd = space.mayCall
    let call = CallSnapshot(self)
    unshown.append(.call(entry(call), leaving: nil))
    if let takeover {
      unshown.append(.takeover(call, invitation: takeover.request.invitationID, conversation: place.conversationID))
    }
    return call
  }

  /// The conversation as it is now.
  func entry(_ call: CallSnapshot) -> ConversationEntry {
    ConversationEntry(
      id: place.conversationID, threadID: place.threadID, created: place.created,
      otherContactID: isDerived ? answered?.contactID ?? plan.toContactID : plan.toContactID,
      importance: plan.importance, subject: plan.subject, applicationID: plan.applicationID,
      callKey: isOver ? nil : plan.key, isUp: isUp, invitations: place.invitations,
      ended: isOver ? completed ?? Clock.wallMilliseconds : nil, call: call)
  }

  /// One of the call's resources as it is now; nil if there is none of that kind.
  func resource(_ part: CallSnapshot.Part) -> Resource? {
    switch part {
    case .invitation: invitation
    case .takeover: takeover.map(resource)
    case .conversation: conversation
    case .phoneAudio: phoneAudio.resource
    case .localParticipant: local.resource
    case .localAudio: ownPhoneIsUp ? audio(local) : nil
    // Whoever calls is there from the start: the invitation's `from` leads to him.
    case .participant: isUp || (plan.isIncoming && !isOver) ? remote?.resource : nil
    case .participantAudio: isUp ? remote.map(audio) : nil
    case .participants: participants
    }
  }

  /// An event about one of the call's resources, which it embeds.
  func event(
    _ type: EventType, _ part: CallSnapshot.Part, of call: CallSnapshot, from sender: EventReference,
    in collection: EventReference? = nil, status: EventStatus? = nil, reason: Reason? = nil, isStep: Bool = false
  ) -> Event? {
    call[part].map {
      Event(type, $0, from: sender, in: collection, status: status, reason: reason, isStep: isStep)
    }
  }

  private mutating func started(_ space: UserSpace) -> [Event] {
    isAnnounced = true
    let isNew = space.conversation(place.conversationID) == nil
    let call = put(space)
    return [
      isNew
        ? event(.added, .conversation, of: call, from: .communication, in: Self.conversations)
        : event(.updated, .conversation, of: call, from: .communication),
      event(.started, .invitation, of: call, from: .communication),
      event(isNew ? .added : .updated, .localParticipant, of: call, from: sender),
      event(.updated, .phoneAudio, of: call, from: sender),
    ].compactMap(\.self)
  }

  private mutating func ownPhoneAnswered(_ space: UserSpace) -> [Event] {
    ownPhoneIsUp = true
    let call = put(space)
    return [
      event(.updated, .localParticipant, of: call, from: sender),
      event(.added, .localAudio, of: call, from: sender),
    ].compactMap(\.self)
  }

  private mutating func progressed(
    _ phase: InvitationPhase, reason: Reason? = nil, _ space: UserSpace
  ) -> [Event] {
    invitationState = InvitationState(rawValue: phase.rawValue) ?? .connecting
    return [event(.updated, .invitation, of: put(space), from: .communication, reason: reason, isStep: true)]
      .compactMap(\.self)
  }

  private mutating func connected(_ party: AnsweredParty?, _ space: UserSpace) -> [Event] {
    if plan.isAddition, let party, !plan.invites(party) { return derive(party, space) }
    invitationState = .connected
    callState = .connected
    answered = party
    completed = Clock.wallMilliseconds
    let call = put(space)
    return [
      event(.added, .participant, of: call, from: sender, in: participantsReference),
      event(.added, .participantAudio, of: call, from: sender),
      event(.updated, .phoneAudio, of: call, from: sender, isStep: true),
      event(.updated, .conversation, of: call, from: .communication, isStep: true),
      event(.completed, .invitation, of: call, from: .communication, status: .success),
    ].compactMap(\.self)
  }

  /// Neither holding nor resuming is offered until the one that began is settled.
  private mutating func changing(_ space: UserSpace) -> [Event] {
    isChanging = true
    return [event(.updated, .phoneAudio, of: put(space), from: sender)].compactMap(\.self)
  }

  private mutating func changed(isHeld: Bool, _ space: UserSpace) -> [Event] {
    isChanging = false
    self.isHeld = isHeld
    let call = put(space)
    return [
      event(.updated, .participantAudio, of: call, from: sender),
      event(.updated, .localAudio, of: call, from: sender),
      event(.updated, .phoneAudio, of: call, from: sender, isStep: true),
    ].compactMap(\.self)
  }

  private mutating func changeFailed(_ outcome: Outcome, _ space: UserSpace) -> [Event] {
    isChanging = false
    return [event(.updated, .phoneAudio, of: put(space), from: sender, reason: Reason(outcome), isStep: true)]
      .compactMap(\.self)
  }

  mutating func ended(_ outcome: Outcome, _ space: UserSpace, wasConnected: Bool) -> [Event] {
    let (hadRemote, hadLocalAudio) = (isUp ? remote : nil, ownPhoneIsUp)
    if !wasConnected { invitationState = InvitationState(rawValue: outcome.phase.rawValue) ?? .failed }
    callState = .disconnected
    ownPhoneIsUp = false
    completed = Clock.wallMilliseconds
    let call = put(space)
    let reason = Reason(outcome)
    var events: [Event?] = []
    if !wasConnected {
      events.append(
        event(.completed, .invitation, of: call, from: .communication, status: .failure, reason: reason))
    }
    if let remote = hadRemote {
      events.append(Event(.deleted, EventReference("participantAudio", remote.audioHref), from: sender))
      events.append(
        Event(.deleted, EventReference("participant", remote.href), from: sender, in: participantsReference))
    }
    if hadLocalAudio {
      events.append(Event(.deleted, EventReference("participantAudio", local.audioHref), from: sender))
    }
    events.append(event(.updated, .phoneAudio, of: call, from: sender, reason: reason, isStep: true))
    events.append(event(.updated, .conversation, of: call, from: .communication, isStep: true))
    return events.compactMap(\.self)
  }

  /// Puts back the resources of a call of an earlier process; what was under way then has ended, and the events say so.
  mutating func restore(_ record: InvitationRecord, in space: UserSpace) -> [Event] {
    if let derivation = record.derivation { restore(derivation, completed: record.completed) }
    invitationState = InvitationState(rawValue: record.state) ?? .failed
    completed = record.completed
    takenBy = record.takenByURI.map { AnsweredParty(uri: $0) }
    isAnnounced = true
    if record.completed != nil, !record.isConnected {
      callState = .disconnected
      _ = put(space)
      return []
    }
    let begun = record.progress == .unannounced ? started(space) : []
    callState = .disconnected
    ownPhoneIsUp = record.progress == .ownPhone
    let wasConnected = record.completed != nil
    let outcome = Outcome(
      .failed, .serviceFailure, .callTerminated,
      wasConnected ? .restartedDuringCall : .restartedDuringSetup)
    return begun + ended(outcome, space, wasConnected: wasConnected)
  }

  /// Puts back the resources of a call that is up. The events say that it is connected, if the record does not know yet.
  mutating func resume(_ record: InvitationRecord, _ call: CallRecord, in space: UserSpace) -> [Event] {
    if let derivation = record.derivation { restore(derivation, completed: record.completed) }
    isAnnounced = true
    answered = call.answered
    isHeld = call.isHeld
    guard record.completed == nil else {
      ownPhoneIsUp = true
      (invitationState, callState, completed) = (.connected, .connected, record.completed)
      _ = put(space)
      return []
    }
    ownPhoneIsUp = record.progress == .ownPhone
    let earlier = ownPhoneIsUp ? [] : publish(.ownPhoneAnswered, answeredBy: call.answered, in: space)
    return earlier + publish(.connected, answeredBy: call.answered, in: space)
  }

  // MARK: Journal

  /// The record that must be there before anything rings.
  var firstRecord: JournalRecord {
    takeover.map { InvitationRecord(plan, $0, in: place).journalRecord } ?? record(isConnected: false)
  }

  /// The call's invitations as the journal keeps them now.
  func records(isConnected: Bool) -> [JournalRecord] {
    [record(isConnected: isConnected)] + (takeover.map { [InvitationRecord(plan, $0, in: place).journalRecord] } ?? [])
  }

  private var progress: InvitationRecord.Progress {
    guard isAnnounced else { return .unannounced }
    return ownPhoneIsUp ? .ownPhone : .started
  }

  /// The invitation as the journal keeps it now.
  func record(isConnected: Bool) -> JournalRecord {
    var record = InvitationRecord(
      plan, fingerprint: fingerprint, state: invitationState, completed: completed,
      progress: isConnected ? .connected : progress,
      derivation: derivation)
    record.phoneNumber = phoneNumber
    record.takenByURI = takenBy?.uri
    return record.journalRecord
  }
}

extension Reason {
  init(_ outcome: Outcome) {
    self.init(
      ErrorCode(rawValue: outcome.code.rawValue) ?? .serviceFailure,
      ErrorSubcode(rawValue: outcome.subcode.rawValue), message: Message(outcome: outcome.text))
  }
}

extension InvitationRecord {
  init(
    _ plan: CallPlan, fingerprint: Fingerprint, state: InvitationState, completed: Int64?, progress: Progress,
    derivation: InvitationRecord.Derivation? = nil
  ) {
    userURI = plan.userURI
    applicationID = plan.applicationID
    conversationID = plan.conversationID
    invitationID = plan.invitationID
    operationID = plan.operationID
    self.fingerprint = (fingerprint.high, fingerprint.low)
    phoneNumber = plan.phoneNumber
    to = plan.to
    contactID = plan.toContactID
    toName = plan.toName
    importance = plan.importance
    subject = plan.subject
    threadID = plan.threadID
    customContent = plan.customContent?.description
    created = plan.created
    self.state = state.rawValue
    self.completed = completed
    self.progress = progress
    calledURI = plan.calledURI
    delegatorURI = plan.delegator?.uri ?? plan.provenance.delegator?.uri
    forwardedByURI = plan.provenance.forwardedBy?.uri
    transferredByURI = plan.provenance.transferredBy?.uri
    onBehalfOfURI = plan.provenance.onBehalfOf?.uri
    self.derivation = derivation
  }
}
