/// What a lab phone does when it is called.
public struct PhoneBehaviour: Sendable, Equatable {
  /// How a call to the phone goes on after its provisional response.
  public enum Outcome: Sendable, Equatable {
    /// Answers so many milliseconds after the INVITE.
    case answers(after: Int)
    /// Ends the INVITE with this status at once.
    case refuses(status: Int)
    /// Rings until the caller cancels.
    case neverAnswers
  }

  /// The phone's number in E.164 form.
  public let number: String
  /// What it does, in a few words for a help text.
  public let summary: String
  /// How the call goes on.
  public let outcome: Outcome
  /// Provisional status sent at once; nil: none.
  public let provisional: Int?
  /// Whether the provisional response carries a description and audio starts with it (RFC 3960).
  public let hasEarlyMedia: Bool
  /// Whether an INVITE without a description is refused with 488.
  public let needsOffer: Bool
  /// Milliseconds after the ACK at which the phone hangs up; nil: never.
  public let hangsUpAfter: Int?
  /// Number of the phone that answers instead; nil: the phone itself.
  public let answeredBy: String?

  init(
    _ number: String, _ summary: String, _ outcome: Outcome, provisional: Int? = 180, hasEarlyMedia: Bool = false,
    needsOffer: Bool = false, hangsUpAfter: Int? = nil, answeredBy: String? = nil
  ) {
    self.number = number
    self.summary = summary
    self.outcome = outcome
    self.provisional = provisional
    self.hasEarlyMedia = hasEarlyMedia
    self.needsOffer = needsOffer
    self.hangsUpAfter = hangsUpAfter
    self.answeredBy = answeredBy
  }
}
