import UCWA

/// A call that was added to a conversation and that somebody else answers than was invited: he is no part of that
/// conversation, and so the call goes on in a new one.
extension CallPublication {
  /// The conversation a call is in.
  struct Place: Sendable {
    let conversationID: String
    let threadID: String
    /// Milliseconds since 1970.
    let created: Int64
    /// Invitations of the conversation, oldest first.
    var invitations: [InvitationReference]
  }

  /// Whether the call went on in another conversation than it was added to.
  var isDerived: Bool { place.conversationID != plan.conversationID }

  /// Goes on in a new conversation with whoever has answered. The invitation goes along, and says where it was made.
  mutating func derive(_ party: AnsweredParty, _ space: UserSpace) -> [Event] {
    let now = Clock.wallMilliseconds
    mayAdd = space.mayCall
    let goneAudio = Event(.deleted, EventReference("participantAudio", local.audioHref), from: sender)
    var left = self
    left.place = Place(
      conversationID: place.conversationID, threadID: place.threadID, created: place.created,
      invitations: place.invitations.dropLast())
    left.callState = .disconnected
    left.ownPhoneIsUp = false
    left.completed = now
    place = Place(
      conversationID: Identifier.make(), threadID: Identifier.make(), created: now,
      invitations: place.invitations.suffix(1))
    invitationState = .connected
    callState = .connected
    answered = party
    completed = now
    let (before, call) = (CallSnapshot(left), CallSnapshot(self))
    unshown.append(.call(entry(call), leaving: left.entry(before)))
    let reason = Reason(.informational, .derivedConversation, message: Message(.answeredByAnother))
    return [
      event(.added, .conversation, of: call, from: .communication, in: Self.conversations),
      event(.added, .localParticipant, of: call, from: sender),
      event(.added, .localAudio, of: call, from: sender),
      event(.added, .participant, of: call, from: sender, in: participantsReference),
      event(.added, .participantAudio, of: call, from: sender),
      goneAudio,
      event(.updated, .phoneAudio, of: before, from: left.sender, reason: reason, isStep: true),
      event(.updated, .conversation, of: before, from: .communication, isStep: true),
      event(.updated, .phoneAudio, of: call, from: sender, isStep: true),
      event(.completed, .invitation, of: call, from: .communication, status: .success),
    ].compactMap(\.self)
  }

  /// What the journal keeps of it; nil for a call that is where it was added.
  var derivation: InvitationRecord.Derivation? {
    guard isDerived, let answered else { return nil }
    return InvitationRecord.Derivation(
      conversationID: place.conversationID, threadID: place.threadID, uri: answered.uri, name: answered.name,
      contactID: answered.contactID)
  }

  /// Puts the call of an earlier process back where it went.
  mutating func restore(_ derivation: InvitationRecord.Derivation, completed: Int64?) {
    place = Place(
      conversationID: derivation.conversationID, threadID: derivation.threadID, created: completed ?? plan.created,
      invitations: place.invitations.suffix(1))
    answered = AnsweredParty(uri: derivation.uri, name: derivation.name, contactID: derivation.contactID)
  }
}

extension CallPlan {
  /// Whether somebody is the one who was invited.
  func invites(_ party: CallPublication.AnsweredParty) -> Bool {
    party.contactID.lowercased() == toContactID.lowercased()
  }
}
