/// One call of one lab phone: what it does when something happens to it. Pure; the lab carries the actions out.
struct PhoneCall: Sendable, Equatable {
  /// Where the INVITE stands.
  enum State: Sendable, Equatable {
    case new
    case ringing
    /// Its 200 is not acknowledged yet.
    case answered
    case up
    case over
  }

  enum Event: Sendable, Equatable {
    case invited(hasOffer: Bool)
    case acknowledged
    /// The timer that was started last.
    case elapsed
    /// CANCEL came; the SIP layer has answered it and the INVITE.
    case cancelled
    /// BYE came, in an early dialog too (RFC 3261, section 15).
    case hungUp
    /// No ACK came in 64 T1 (RFC 3261, section 13.3.1.4).
    case unacknowledged
    /// The lab ends.
    case dropped
    /// The answer could not be made.
    case failed
  }

  enum Action: Sendable, Equatable {
    /// A provisional response, with a description if there is early media.
    case progress(status: Int, earlyMedia: Bool)
    /// 200 with a description.
    case answer
    /// A final response that is not 2xx.
    case refuse(status: Int)
    /// Replaces the timer that runs.
    case startTimer(milliseconds: Int)
    case hangUp
    /// Nothing more comes; all the call has is given back.
    case finish
  }

  let behaviour: PhoneBehaviour
  private(set) var state = State.new

  init(_ behaviour: PhoneBehaviour) { self.behaviour = behaviour }

  /// Takes an event; the actions are to be carried out in order. Events that mean nothing now are passed over, as
  /// CANCEL and the answer may cross.
  mutating func handle(_ event: Event) -> [Action] {
    switch (state, event) {
    case (.new, .invited(let hasOffer)): return invited(hasOffer)
    case (.ringing, .elapsed):
      state = .answered
      return [.answer]
    case (.ringing, .cancelled):
      state = .over
      return [.finish]
    case (.ringing, .hungUp):
      state = .over
      return [.refuse(status: 487), .finish]
    case (.ringing, .dropped):
      state = .over
      return [.refuse(status: 480), .finish]
    case (.ringing, .failed), (.answered, .failed):
      state = .over
      return [.refuse(status: 500), .finish]
    case (.answered, .acknowledged):
      state = .up
      return behaviour.hangsUpAfter.map { [.startTimer(milliseconds: $0)] } ?? []
    case (.up, .elapsed), (.up, .unacknowledged), (.answered, .unacknowledged), (.up, .dropped), (.answered, .dropped):
      state = .over
      return [.hangUp, .finish]
    case (.up, .hungUp), (.answered, .hungUp):
      state = .over
      return [.finish]
    case (.new, _), (.ringing, _), (.answered, _), (.up, _), (.over, _): return []
    }
  }

  private mutating func invited(_ hasOffer: Bool) -> [Action] {
    var actions: [Action] = []
    func refuse(_ status: Int) -> [Action] {
      state = .over
      return [.refuse(status: status), .finish]
    }
    if behaviour.needsOffer && !hasOffer { return refuse(488) }
    if case .refuses(let status) = behaviour.outcome { return refuse(status) }
    state = .ringing
    if let status = behaviour.provisional {
      actions.append(.progress(status: status, earlyMedia: behaviour.hasEarlyMedia))
    }
    switch behaviour.outcome {
    case .answers(after: 0):
      state = .answered
      actions.append(.answer)
    case .answers(let delay): actions.append(.startTimer(milliseconds: delay))
    case .refuses, .neverAnswers: break
    }
    return actions
  }
}
