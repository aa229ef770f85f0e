/// What the other side lets be heard before it answers, on its way to the own phone (RFC 3262, RFC 3960).
struct EarlyMedia: Sendable, Equatable {
  /// How far it has come.
  enum State: Sendable, Equatable {
    /// The own phone is not free for a re-INVITE yet.
    case waiting
    /// The own phone is being given the description.
    case offered
    /// The own phone hears the other side.
    case joined
    /// The own phone would not have it: the sides are joined when the other side answers.
    case declined
  }

  /// What became of our answer, where the response held an offer.
  enum Answer: Sendable, Equatable {
    /// The own phone's answer is awaited; the PRACK with it is still owed.
    case owed
    /// The PRACK is out, or the response held no offer.
    case given
    /// The PRACK with it was refused or never answered: the other side may have none.
    case lost
  }

  /// What the own phone's re-INVITE that is out was sent for.
  enum Reinvite: Sendable, Equatable {
    /// To give it the description.
    case join
    /// Whatever comes of it changes nothing: it stops media that have ended, or what it offered is no longer wanted.
    case stale
  }

  /// The response that brought the description.
  let response: ReliableResponse
  /// The other side's offer, or its answer to ours.
  let description: SessionDescription
  var state: State = .waiting
  var answer: Answer
}

extension SessionDescription {
  /// Whether this says of the audio what another one said. A description that is repeated in the 2xx after it was agreed
  /// upon is no new one (RFC 6337, 3.1.1), whatever its other lines are.
  func repeats(_ other: SessionDescription) -> Bool { audio == other.audio && isOpen == other.isOpen }
}
