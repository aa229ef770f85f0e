/// Names a message for a person. Each has a text in every language; `MessageTests` checks it.
public enum MessageKey: String, Sendable, Hashable, CaseIterable {
  // Requests that cannot be read.
  case jsonUnreadable, xmlUnreadable, entityTooLarge, unsupportedMediaType, notAcceptable
  case invalidHTTP, requestTooSlow, headersTooLarge, tooManyConnections
  case batchMediaType, batchUnreadable, batchPartMediaType, batchPartUnreadable, notInBatch
  case batchTooLong, batchPartsOutstanding, batchPartTimeout

  // Parameters.
  case parameterRefused, parametersRefused
  case required, noPhoneToRing, tooLong, mustBeBoolean, mustBeNumber, mustBeInRange, mustBeOneOf, eachMustBeOneOf
  case mustBeList, mustNotBeList, mustNotBeObject, mustBeDataURI, mustComeBack, atMost, mustBeDecimal, mustBeDuration
  case instanceRequired
  case notCallable, numberNotDialable
  case notDialable

  // Who may do what.
  case tokenNeeded, scopeMissing, phoneAudioNotAllowed, emergencyRefused, noEmergencyCalls, emergencyWithoutLocation
  case userAgentNotAllowed
  case noDelegator, notADelegate, delegatorRequired, mustBeUser, delegatorWithoutPhoneAudio
  case noDelegates, delegatesWithoutPhoneAudio, noTeam, teamEmpty, noVoicemail, unansweredWhileForwarding
  case forwardingToSelf, forwardingToEmergency, forwardingToNobody, forwardingTargetMissing, contactByOperation

  // What is not there, or no longer.
  case resourceNotFound, applicationNotFound, conversationNotFound, destinationNotFound, revisionNotOffered
  case methodNotAllowed, inactiveApplicationExpired, cannotRedirect

  // The state of things.
  case operationAlreadyExists, tooManyGroups, pGetReplaced, threadIDAlreadyExists, anotherOperationPending
  case tooManyConversations, makeMeAvailableRequired, tooManyApplications, preconditionFailed, preconditionRequired
  case invitationCompleted, nothingToDecline, noPhoneAudio, nothingToHold, nothingHeld, availableAlready
  case acceptedByPhone, ownPhoneInvited, tooManyInstances, phoneAudioThere, answeredByAnother
  case nothingToReplace, onThatPhoneAlready, notThatParty

  // People, contact lists, and what the user changes about himself.
  case workNumberTaken, workNumberFixed, contactsUnknown, subscriptionRequired, contactListUnrecorded
  case relationshipUnknown, isDistributionGroup, neitherContactNorNumber, tooManyContactGroups
  case groupNameTaken, noContactsSubscription, mustNameContact, tooManySearches, queryOrMailRequired
  case tooManyContacts, tooManyRelationships, tooManyWatched, tooManyMembers

  // The server and what is behind it.
  case callbackChannelError, changeUnrecorded, directoryVersion, directoryUnreadable, directoryUnwritable
  case directoryBusy, noTrunk, serverFull, takesNoNewCalls

  // How calls end; `leg` is one of the two legs.
  case ownLeg, otherLeg, newLeg, transferred, transferUndone
  case busy, noResponse, noAnswer, unavailable, declined, unknownNumber, noCommonAudio, setupEnded, undeliverable
  case unreachable, ringTimeout, answeredWithoutAudio, gaveNoOffer, refusedAudioOfOther, refusedOfferedAudio
  case changeUnconfirmedInSetup, changeUnconfirmed, holdRefused, resumeRefused, holdUnanswered, resumeUnanswered
  case silent, hungUp
  case callerGaveUp, declinedByUser, takenElsewhere, takenByVoicemail, notTakenElsewhere, doNotDisturb, inAnotherCall
  case noPhone
  case confirmationTimeout, notConfirmed
  case cancelledByUser, ownPhoneHungUp, applicationEnded, otherSideHungUp, endedByApplication, serverStopping
  case restartedDuringCall, restartedDuringSetup, forwardedInCircle, forwardedToForbidden, eventsUnrecorded
  case sentOn
  case details, sipStatus, q850Cause

  // Cause values of ITU-T Q.850; the number is part of the name.
  case cause1, cause2, cause3, cause16, cause17, cause18, cause19, cause20, cause21, cause22, cause27, cause28, cause29
  case cause31, cause34, cause38, cause41, cause42, cause44, cause47, cause50, cause55, cause57, cause58, cause63
  case cause65, cause79, cause88, cause102, cause111, cause127, unknownCause

  /// The key of a Q.850 cause value.
  public static func cause(_ value: Int) -> MessageKey { MessageKey(rawValue: "cause\(value)") ?? .unknownCause }
}
