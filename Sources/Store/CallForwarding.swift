/// Where a user's calls go besides his own phones, and when (`callForwardingSettings`). What is not in force now is kept
/// for the next time it is turned on.
public struct CallForwarding: Codable, Sendable, Equatable {
  /// What is in force. Raw values are UCWA's CallForwardingState spellings, but for `none`.
  public enum Setting: String, Codable, Sendable, CaseIterable {
    /// The user's own phones ring.
    case none = "None"
    /// Calls go elsewhere at once; the user's own phones do not ring.
    case immediateForward = "ImmediateForward"
    /// Others ring together with the user's own phones.
    case simultaneousRing = "SimultaneousRing"
  }

  /// When it is in force; outside that time the user's own phones ring. Raw values are UCWA's ActivePeriod spellings.
  public enum Period: String, Codable, Sendable, CaseIterable {
    /// All the time. The default.
    case always = "Always"
    /// During the working hours of the configuration.
    case workHours = "Workhours"
  }

  /// Where calls go.
  public enum Target: Codable, Sendable, Equatable {
    /// A number, a SIP address or a group: a `tel:` or `sip:` URI.
    case contact(String)
    /// The user's delegates.
    case delegates
    /// The members of the user's ``User/teamGroup``.
    case team
    /// The voicemail of the configuration.
    case voicemail
  }

  /// What is in force. Default: nothing.
  public var active = Setting.none
  /// When ``active`` is in force. Default: always. Unanswered calls are handled at any time.
  public var period = Period.always
  /// Where calls go at once: a contact, the delegates or the voicemail. Nil: not chosen yet.
  public var immediate: Target?
  /// Who rings as well: a contact, the delegates or the team. Nil: not chosen yet.
  public var simultaneous: Target?
  /// Seconds that the user's own phones ring before those of ``simultaneous``, 0 to 55. Default 0.
  public var simultaneousDelay = 0
  /// Whether calls that nobody takes go to ``unanswered``. Default false.
  public var handlesUnanswered = false
  /// Where calls go that nobody takes: a contact or the voicemail. Default: the voicemail.
  public var unanswered = Target.voicemail
  /// Seconds after which nobody has taken a call, 5 to 60. Default 20.
  public var unansweredDelay = 20

  /// The range of ``simultaneousDelay``.
  public static let simultaneousDelays = 0...55
  /// The range of ``unansweredDelay``.
  public static let unansweredDelays = 5...60

  /// The defaults: calls ring the user's own phones and nobody else.
  public init() {}
}
