import UCWA

/// What is different for a call that came in: the invitation comes from the other side, is declined and not cancelled,
/// and is accepted by the user, on one of his phones.
extension CallPublication {
  /// The caller; nil for a call that the user places.
  var caller: AnsweredParty? { plan.isIncoming ? plan.invited : nil }

  /// Whether the user was called and was not reached. What he declined he has not missed.
  var isMissed: Bool {
    plan.isIncoming && invitationState != .connected && invitationState != .declined && takenBy == nil
  }

  func describeIncoming(
    _ invitation: inout UCWA.PhoneAudioInvitation, local: UCWA.Participant, remote: UCWA.Participant?
  ) {
    invitation.to = plan.calledURI
    invitation.from = remote
    invitation.toLink = .contact(plan.userContactID)
    invitation.canDecline = completed == nil
    invitation.privateLine = false
    invitation.delegator = plan.provenance.delegator?.uri
    invitation.delegatorLink = plan.provenance.delegator.map { .contact($0.contactID) }
    invitation.forwardedByLink = plan.provenance.forwardedBy.map { .contact($0.contactID) }
    invitation.transferredByLink = plan.provenance.transferredBy.map { .contact($0.contactID) }
    invitation.onBehalfOfLink = plan.provenance.onBehalfOf.map { .contact($0.contactID) }
    if let takenBy { invitation.acceptedByContactLink = .contact(takenBy.contactID) }
    guard invitationState == .connected else { return }
    invitation.acceptedByParticipant = [local]
    invitation.acceptedByContactLink = .contact(plan.userContactID)
  }
}
