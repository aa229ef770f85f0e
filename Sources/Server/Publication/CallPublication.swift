import CallControl
import Store
import UCWA

/// One call as its user's applications see it: turns what happened into resources, events and the journal's record.
///
/// Lives on the call's shard; only what it publishes is shared.
struct CallPublication {
  /// Who answered.
  struct AnsweredParty: Sendable {
    var uri: String
    var name: String?
    var contactID: String
  }

  private let plan: CallPlan
  private let fingerprint: Fingerprint
  private(set) var invitationState: InvitationState = .connecting
  private var callState: CallState = .connecting
  private var ownPhoneIsUp = false
  private var answered: AnsweredParty?
  private var completed: Int64?
  private let invitations: [InvitationReference]
  private let created: Int64

  init(_ plan: CallPlan, fingerprint: Fingerprint, continuing earlier: ConversationEntry?) {
    self.plan = plan
    self.fingerprint = fingerprint
    invitations =
      (earlier?.invitations ?? []) + [InvitationReference(id: plan.invitationID, operationID: plan.operationID)]
    created = earlier?.created ?? plan.created
  }

  // MARK: Resources

  private var local: UCWA.Participant {
    UCWA.Participant(
      conversation: plan.conversationID, name: plan.userName, uri: plan.userURI, organizer: true, role: .leader,
      workPhoneNumber: plan.workNumber.map { "tel:" + $0 }, contactLink: .contact(plan.userContactID),
      hasAudio: ownPhoneIsUp)
  }

  private var remote: UCWA.Participant? {
    answered.map { party in
      UCWA.Participant(
        conversation: plan.conversationID, id: PercentEncoding.pathSegment(party.contactID), name: party.name,
        uri: party.uri, sourceNetwork: party.name == nil ? .unknown : .sameEnterprise,
        otherPhoneNumber: party.uri.hasPrefix("tel:") ? party.uri : nil, contactLink: .contact(party.contactID),
        hasAudio: callState == .connected)
    }
  }

  private var isOver: Bool { callState == .disconnected }

  private var invitation: Resource {
    var invitation = UCWA.PhoneAudioInvitation(
      id: plan.invitationID, conversation: plan.conversationID, direction: .outgoing, state: invitationState,
      importance: Importance(rawValue: plan.importance) ?? .normal)
    invitation.operationId = plan.operationID
    invitation.phoneNumber = plan.phoneNumber
    invitation.subject = plan.subject
    invitation.threadId = plan.threadID
    invitation.to = plan.to
    invitation.customContent = plan.customContent
    invitation.from = local
    invitation.toLink = .contact(plan.toContactID)
    invitation.canCancel = completed == nil
    if let remote { invitation.acceptedByParticipant = [remote] }
    return invitation.resource
  }

  private var phoneAudio: UCWA.PhoneAudio {
    UCWA.PhoneAudio(conversation: plan.conversationID, state: callState, canStop: !isOver)
  }

  private var conversation: Resource {
    let state: ConversationState =
      switch callState {
      case .connected: .connected
      case .disconnected: .disconnected
      default: .connecting
      }
    var conversation = UCWA.Conversation(id: plan.conversationID, state: state)
    conversation.activeModalities = isOver ? [] : [.audio]
    conversation.created = created
    conversation.importance = Importance(rawValue: plan.importance) ?? .normal
    conversation.participantCount = callState == .connected ? 1 : 0
    conversation.subject = plan.subject
    conversation.threadId = plan.threadID
    conversation.phoneAudio = phoneAudio
    return conversation.resource
  }

  private var participants: Resource {
    UCWA.Participants(
      conversation: plan.conversationID,
      participants: callState == .connected ? remote.map { [$0] } ?? [] : []
    ).resource
  }

  private func audio(_ participant: UCWA.Participant) -> ResourceSnapshot {
    ResourceSnapshot(
      UCWA.ParticipantAudio(
        participant: participant, audioDirection: callState == .connected ? .sendReceive : .inactive,
        audioMuted: false
      ).resource)
  }

  // MARK: What happened

  /// Publishes what happened and gives the events for the application, in order.
  mutating func publish(_ notice: CallNotice, answeredBy party: AnsweredParty?, in space: UserSpace) -> [Event] {
    switch notice {
    case .started: return started(space)
    case .ownPhoneAnswered: return ownPhoneAnswered(space)
    case .progressed(let phase): return progressed(phase, space)
    case .connected: return connected(party, space)
    case .failed(let outcome): return ended(outcome, space, wasConnected: false)
    case .disconnected(let outcome): return ended(outcome, space, wasConnected: true)
    }
  }

  private var sender: EventReference { .conversation(plan.conversationID) }
  private static let conversations = EventReference("conversations", .conversations)
  private var participantsReference: EventReference {
    EventReference("participants", .participants(conversation: plan.conversationID))
  }

  /// Builds every resource anew and makes them what a GET returns.
  private func put(_ space: UserSpace) -> (entry: ConversationEntry, invitation: ResourceSnapshot) {
    let entry = ConversationEntry(
      id: plan.conversationID, threadID: plan.threadID, created: created, applicationID: plan.applicationID,
      callKey: isOver ? nil : plan.key, invitations: invitations,
      ended: isOver ? completed ?? Clock.wallMilliseconds : nil, conversation: ResourceSnapshot(conversation),
      phoneAudio: ResourceSnapshot(phoneAudio.resource), localParticipant: ResourceSnapshot(local.resource),
      localAudio: ownPhoneIsUp ? audio(local) : nil,
      participant: callState == .connected ? remote.map { ResourceSnapshot($0.resource) } : nil,
      participantAudio: callState == .connected ? remote.map(audio) : nil,
      participants: ResourceSnapshot(participants))
    let invitation = ResourceSnapshot(invitation)
    space.put(entry, invitation: invitation, id: plan.invitationID)
    return (entry, invitation)
  }

  private mutating func started(_ space: UserSpace) -> [Event] {
    let isNew = space.conversation(plan.conversationID) == nil
    let (entry, invitation) = put(space)
    return [
      isNew
        ? Event(.added, entry.conversation, from: .communication, in: Self.conversations)
        : Event(.updated, entry.conversation, from: .communication),
      Event(.started, invitation, from: .communication),
      Event(isNew ? .added : .updated, entry.localParticipant, from: sender),
      Event(.updated, entry.phoneAudio, from: sender),
    ]
  }

  private mutating func ownPhoneAnswered(_ space: UserSpace) -> [Event] {
    ownPhoneIsUp = true
    let (entry, _) = put(space)
    var events = [Event(.updated, entry.localParticipant, from: sender)]
    if let audio = entry.localAudio { events.append(Event(.added, audio, from: sender)) }
    return events
  }

  private mutating func progressed(_ phase: InvitationPhase, _ space: UserSpace) -> [Event] {
    invitationState = InvitationState(rawValue: phase.rawValue) ?? .connecting
    let (_, invitation) = put(space)
    return [Event(.updated, invitation, from: .communication, isStep: true)]
  }

  private mutating func connected(_ party: AnsweredParty?, _ space: UserSpace) -> [Event] {
    invitationState = .connected
    callState = .connected
    answered = party
    completed = Clock.wallMilliseconds
    let (entry, invitation) = put(space)
    var events: [Event] = []
    if let participant = entry.participant {
      events.append(Event(.added, participant, from: sender, in: participantsReference))
    }
    if let audio = entry.participantAudio { events.append(Event(.added, audio, from: sender)) }
    events.append(Event(.updated, entry.phoneAudio, from: sender, isStep: true))
    events.append(Event(.updated, entry.conversation, from: .communication, isStep: true))
    events.append(Event(.completed, invitation, from: .communication, status: .success))
    return events
  }

  private mutating func ended(_ outcome: Outcome, _ space: UserSpace, wasConnected: Bool) -> [Event] {
    let before = space.conversation(plan.conversationID)
    if !wasConnected { invitationState = InvitationState(rawValue: outcome.phase.rawValue) ?? .failed }
    callState = .disconnected
    ownPhoneIsUp = false
    completed = Clock.wallMilliseconds
    let (entry, invitation) = put(space)
    let reason = Reason(outcome)
    var events: [Event] = []
    if !wasConnected {
      events.append(Event(.completed, invitation, from: .communication, status: .failure, reason: reason))
    }
    if let audio = before?.participantAudio {
      events.append(Event(.deleted, EventReference(audio.rel, audio.href), from: sender))
    }
    if let participant = before?.participant {
      events.append(
        Event(.deleted, EventReference(participant.rel, participant.href), from: sender, in: participantsReference))
    }
    if let audio = before?.localAudio {
      events.append(Event(.deleted, EventReference(audio.rel, audio.href), from: sender))
    }
    events.append(Event(.updated, entry.phoneAudio, from: sender, reason: reason, isStep: true))
    events.append(Event(.updated, entry.conversation, from: .communication, isStep: true))
    return events
  }

  /// Puts back the resources of a call of an earlier process; what was under way then has ended, and the events say so.
  mutating func restore(_ record: InvitationRecord, in space: UserSpace) -> [Event] {
    invitationState = InvitationState(rawValue: record.state) ?? .failed
    completed = record.completed
    callState = .disconnected
    if record.completed != nil, !record.isConnected {
      _ = put(space)
      return []
    }
    let wasConnected = record.completed != nil
    let outcome = Outcome(
      .failed, .serviceFailure, .callTerminated,
      wasConnected
        ? "The server was restarted and no longer controls the call."
        : "The server was restarted before the call was connected.")
    return ended(outcome, space, wasConnected: wasConnected)
  }

  // MARK: Journal

  /// The invitation as the journal keeps it now.
  func record(isConnected: Bool) -> JournalRecord {
    InvitationRecord(
      plan, fingerprint: fingerprint, state: invitationState, completed: completed, isConnected: isConnected
    )
    .journalRecord
  }
}

extension Reason {
  init(_ outcome: Outcome) {
    self.init(
      ErrorCode(rawValue: outcome.code.rawValue) ?? .serviceFailure,
      ErrorSubcode(rawValue: outcome.subcode.rawValue), message: outcome.message)
  }
}

extension InvitationRecord {
  init(_ plan: CallPlan, fingerprint: Fingerprint, state: InvitationState, completed: Int64?, isConnected: Bool) {
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
    self.isConnected = isConnected
  }
}
