/// What is to be said about an outcome, without the words: those are chosen by whom they are for.
public enum OutcomeText: Sendable, Equatable {
  /// What a refused INVITE says of the leg.
  public enum Refused: Sendable, Equatable {
    case busy, noResponse, noAnswer, unavailable, declined, unknownNumber, noCommonAudio, setupEnded, undeliverable
    case unreachable
  }

  /// Why the audio of both sides could not be joined.
  public enum MediaFault: Sendable, Equatable {
    case answeredWithoutAudio, gaveNoOffer, refusedAudioOfOther, changeUnconfirmed
    /// A re-INVITE was refused with this SIP status.
    case refusedOfferedAudio(status: Int)
  }

  /// Why a call that is up could not be held or resumed.
  public enum ChangeFault: Sendable, Equatable {
    case noAnswer
    /// The leg refused with this SIP status.
    case refused(status: Int)
  }

  /// Why a connected call was given up.
  public enum Loss: Sendable, Equatable {
    case changeUnconfirmed, silent
  }

  /// The leg refused, and this is what came.
  case refused(LegID, Refused, Refusal)
  /// Nobody answered before the ring time was over.
  case ringTimeout(LegID, seconds: Int)
  /// The leg's audio could not be joined to the other's.
  case mediaFault(LegID, MediaFault)
  /// The call could not be held, or else resumed, because of the leg.
  case changeFault(LegID, ChangeFault, isHold: Bool)
  /// The leg was lost during the call.
  case lost(LegID, Loss)
  /// The leg hung up during the call.
  case hungUp(LegID)
  /// The user, or his application, gave up before the call was connected.
  case cancelledByUser
  /// The own phone was hung up before the other side had answered.
  case ownPhoneHungUp
  /// The caller gave up before a phone of the user answered.
  case callerGaveUp
  /// The user declined the call by his application.
  case declinedByUser
  /// Somebody else took the call that came in.
  case takenElsewhere
  /// The voicemail took it.
  case takenByVoicemail
  /// Nobody to whom it was forwarded took it.
  case notTakenElsewhere
  /// The user does not want to be disturbed.
  case doNotDisturb
  /// The user is in another call and wants no second one.
  case inAnotherCall
  /// The user has no phone that can ring.
  case noPhone
  /// The key that confirms the call was not pressed on the own phone in time.
  case confirmationTimeout(seconds: Int)
  /// Wrong keys were pressed on the own phone instead.
  case notConfirmed
  /// The application ended before the other side was called.
  case applicationEnded
  /// The other side hung up before the media were joined.
  case otherSideHungUp
  /// The call was transferred and goes on without the user.
  case transferred
  /// The two calls that a phone wanted joined could not be.
  case transferUndone
  /// The application ended the call.
  case endedByApplication
  /// The server is stopping.
  case serverStopping
  /// The server was restarted while the call was up.
  case restartedDuringCall
  /// The server was restarted while the call was being set up.
  case restartedDuringSetup
  /// The other side sends the call on, and it is under way there.
  case sentOn
  /// The other side forwards to where the call has been already.
  case forwardedInCircle
  /// The other side forwards to an address that may not be called.
  case forwardedToForbidden
  /// The events of the call could not be recorded, so it was not started.
  case eventsUnrecorded
}
