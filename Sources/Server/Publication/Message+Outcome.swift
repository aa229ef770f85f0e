import CallControl
import UCWA

extension Message {
  /// What is said about a call's outcome.
  init(outcome text: OutcomeText) {
    switch text {
    case .refused(let leg, let what, let refusal):
      self.init(what.key, .message("leg", Message(leg: leg)), .message("details", Message(detailsOf: refusal)))
    case .ringTimeout(let leg, let seconds):
      self.init(.ringTimeout, .message("leg", Message(leg: leg)), .number("seconds", seconds))
    case .mediaFault(let leg, .refusedOfferedAudio(let status)):
      self.init(.refusedOfferedAudio, .message("leg", Message(leg: leg)), .number("status", status))
    case .mediaFault(let leg, .answeredWithoutAudio):
      self.init(.answeredWithoutAudio, .message("leg", Message(leg: leg)))
    case .mediaFault(let leg, .gaveNoOffer): self.init(.gaveNoOffer, .message("leg", Message(leg: leg)))
    case .mediaFault(let leg, .refusedAudioOfOther): self.init(.refusedAudioOfOther, .message("leg", Message(leg: leg)))
    case .mediaFault(let leg, .changeUnconfirmed):
      self.init(.changeUnconfirmedInSetup, .message("leg", Message(leg: leg)))
    case .changeFault(let leg, .refused(let status), let isHold):
      self.init(
        isHold ? .holdRefused : .resumeRefused, .message("leg", Message(leg: leg)), .number("status", status))
    case .changeFault(let leg, .noAnswer, let isHold):
      self.init(isHold ? .holdUnanswered : .resumeUnanswered, .message("leg", Message(leg: leg)))
    case .lost(let leg, .changeUnconfirmed): self.init(.changeUnconfirmed, .message("leg", Message(leg: leg)))
    case .lost(let leg, .silent): self.init(.silent, .message("leg", Message(leg: leg)))
    case .hungUp(let leg): self.init(.hungUp, .message("leg", Message(leg: leg)))
    case .cancelledByUser: self.init(.cancelledByUser)
    case .callerGaveUp: self.init(.callerGaveUp)
    case .declinedByUser: self.init(.declinedByUser)
    case .takenElsewhere: self.init(.takenElsewhere)
    case .takenByVoicemail: self.init(.takenByVoicemail)
    case .notTakenElsewhere: self.init(.notTakenElsewhere)
    case .doNotDisturb: self.init(.doNotDisturb)
    case .inAnotherCall: self.init(.inAnotherCall)
    case .noPhone: self.init(.noPhone)
    case .ownPhoneHungUp: self.init(.ownPhoneHungUp)
    case .confirmationTimeout(let seconds): self.init(.confirmationTimeout, .number("seconds", seconds))
    case .notConfirmed: self.init(.notConfirmed)
    case .applicationEnded: self.init(.applicationEnded)
    case .otherSideHungUp: self.init(.otherSideHungUp)
    case .endedByApplication: self.init(.endedByApplication)
    case .transferred: self.init(.transferred)
    case .transferUndone: self.init(.transferUndone)
    case .serverStopping: self.init(.serverStopping)
    case .restartedDuringCall: self.init(.restartedDuringCall)
    case .restartedDuringSetup: self.init(.restartedDuringSetup)
    case .sentOn: self.init(.sentOn)
    case .forwardedInCircle: self.init(.forwardedInCircle)
    case .forwardedToForbidden: self.init(.forwardedToForbidden)
    case .eventsUnrecorded: self.init(.eventsUnrecorded)
    }
  }

  private init(leg: LegID) {
    switch leg {
    case .own: self.init(.ownLeg)
    case .other: self.init(.otherLeg)
    case .new: self.init(.newLeg)
    }
  }

  /// The SIP status and the Q.850 cause in brackets; nothing if there is neither.
  private init(detailsOf refusal: Refusal) {
    var details: [Message] = []
    if refusal.origin == .remote {
      let phrase = refusal.phrase.isEmpty ? "" : " " + refusal.phrase
      details.append(Message(.sipStatus, .text("status", "\(refusal.status)\(phrase)")))
    }
    if let cause = refusal.cause {
      details.append(
        Message(.q850Cause, .number("cause", cause), .message("text", Message(MessageKey.cause(cause)))))
    }
    if details.isEmpty {
      self = .joined([], separator: "")
    } else {
      self.init(.details, .message("list", .joined(details, separator: "; ")))
    }
  }
}

extension OutcomeText.Refused {
  fileprivate var key: MessageKey {
    switch self {
    case .busy: .busy
    case .noResponse: .noResponse
    case .noAnswer: .noAnswer
    case .unavailable: .unavailable
    case .declined: .declined
    case .unknownNumber: .unknownNumber
    case .noCommonAudio: .noCommonAudio
    case .setupEnded: .setupEnded
    case .undeliverable: .undeliverable
    case .unreachable: .unreachable
    }
  }
}
