import CallControl
import UCWA

/// Another phone takes the place of one of the two: the user takes over on another of his, or the call is transferred.
extension CallPublication {
  /// A takeover that is about to begin.
  mutating func begin(_ request: Takeover) {
    takeover = TakeoverState(request: request)
    place.invitations.append(InvitationReference(id: request.invitationID, operationID: request.operationID))
  }

  /// A takeover that was under way when an earlier process ended has failed. The events say so.
  mutating func restore(takeover record: InvitationRecord, in space: UserSpace) -> [Event] {
    begin(
      Takeover(
        invitationID: record.invitationID, operationID: record.operationID,
        fingerprint: Fingerprint(high: record.fingerprint.high, low: record.fingerprint.low),
        phoneNumber: record.phoneNumber, created: record.created, location: ""))
    let begun = record.progress == .unannouncedTakeover ? replacing(.takeover, space) : []
    takeover?.isAnnounced = true
    let outcome = Outcome(.failed, .serviceFailure, .callTerminated, .restartedDuringSetup)
    return begun + replacementFailed(.takeover, outcome, space)
  }

  /// Forgets a takeover that could not be recorded; nil if there is none that is under way.
  mutating func abandonTakeover() -> Takeover? {
    guard let request = takeover?.request, takeover?.completed == nil else { return nil }
    takeover = nil
    place.invitations.removeAll { $0.id == request.invitationID }
    return request
  }

  /// Where the invitation of the operation that is being answered is read.
  var latestLocation: String { takeover?.request.location ?? plan.location }

  func resource(_ takeover: TakeoverState) -> Resource {
    var invitation = UCWA.PhoneAudioInvitation(
      id: takeover.request.invitationID, conversation: place.conversationID, direction: .outgoing,
      state: takeover.state, importance: Importance(rawValue: plan.importance) ?? .normal)
    invitation.operationId = takeover.request.operationID
    invitation.phoneNumber = takeover.request.phoneNumber
    invitation.subject = plan.subject
    invitation.threadId = place.threadID
    invitation.to = plan.to
    invitation.delegator = plan.delegator?.uri
    invitation.delegatorLink = plan.delegator.map { .contact($0.contactID) }
    invitation.from = local
    invitation.toLink = .contact(plan.toContactID)
    invitation.canCancel = takeover.completed == nil
    invitation.replacesPhoneAudioLink = .phoneAudio(conversation: place.conversationID)
    if takeover.state == .connected, let remote { invitation.acceptedByParticipant = [remote] }
    return invitation.resource
  }

  mutating func replacing(_ cause: Replacement.Cause, _ space: UserSpace) -> [Event] {
    isChanging = true
    if cause == .takeover { takeover?.isAnnounced = true } else { callState = .transferring }
    let call = put(space)
    return [
      cause == .takeover ? event(.started, .takeover, of: call, from: .communication) : nil,
      event(.updated, .phoneAudio, of: call, from: sender, isStep: cause != .takeover),
    ].compactMap(\.self)
  }

  mutating func replaced(
    _ cause: Replacement.Cause, _ party: AnsweredParty?, _ space: UserSpace
  ) -> [Event] {
    guard cause != .transfer(by: nil), cause != .transfer(by: .own) else {
      return ended(.transferred, space, wasConnected: true)
    }
    let (wasHeld, before) = (isHeld, remote)
    isChanging = false
    isHeld = false
    callState = .connected
    var events: [Event?] = []
    if cause == .takeover {
      takeover?.settle(.connected)
    } else {
      answered = party
      if let before {
        events = [
          Event(.deleted, EventReference("participantAudio", before.audioHref), from: sender),
          Event(.deleted, EventReference("participant", before.href), from: sender, in: participantsReference),
        ]
      }
    }
    let call = put(space)
    if cause != .takeover {
      events += [
        event(.added, .participant, of: call, from: sender, in: participantsReference),
        event(.added, .participantAudio, of: call, from: sender),
      ]
    } else if wasHeld {
      events.append(event(.updated, .participantAudio, of: call, from: sender))
    }
    if wasHeld { events.append(event(.updated, .localAudio, of: call, from: sender)) }
    events.append(event(.updated, .phoneAudio, of: call, from: sender, isStep: true))
    if cause == .takeover {
      events.append(event(.completed, .takeover, of: call, from: .communication, status: .success))
    }
    return events.compactMap(\.self)
  }

  mutating func replacementFailed(
    _ cause: Replacement.Cause, _ outcome: Outcome, _ space: UserSpace
  ) -> [Event] {
    isChanging = false
    callState = .connected
    let reason = Reason(outcome)
    guard cause == .takeover else {
      return [event(.updated, .phoneAudio, of: put(space), from: sender, reason: reason, isStep: true)]
        .compactMap(\.self)
    }
    takeover?.settle(InvitationState(rawValue: outcome.phase.rawValue) ?? .failed)
    let call = put(space)
    return [
      event(.completed, .takeover, of: call, from: .communication, status: .failure, reason: reason),
      event(.updated, .phoneAudio, of: call, from: sender),
    ].compactMap(\.self)
  }
}
