/// What is kept of one call of a user after it is over (UCWA resource `conversationLog`).
public struct ConversationLog: Sendable, Equatable {
  /// Who called whom.
  public enum Direction: Int64, Sendable {
    /// The user called.
    case outgoing = 0
    /// The user was called.
    case incoming = 1
  }

  /// The longest text of a log, in bytes of UTF-8. Whoever makes a log leaves out a text that is longer.
  public static let textBytes = 4096

  /// Names the log among those of its user: the id of the call's invitation. Ids grow with time, and logs are listed by
  /// them.
  public var id: String
  /// The user's SIP URI.
  public var userURI: String
  /// Who called whom.
  public var direction: Direction
  /// The other party's `sip:` or `tel:` URI.
  public var partyURI: String
  /// The other party's name, as it was then; nil if it was not known.
  public var partyName: String?
  /// The subject of the call.
  public var subject: String?
  /// UCWA's spelling of the call's importance.
  public var importance: String
  /// The thread that a later call may continue; nil if there is none.
  public var threadID: String?
  /// When the call was over, in milliseconds since 1970 UTC.
  public var created: Int64
  /// Whether the user was called and did not answer.
  public var isMissed: Bool
  /// Whether the user has not seen it yet. A missed call begins unread, any other one as read.
  public var isUnread: Bool

  /// A log of a call; one that was missed is unread.
  public init(
    id: String, userURI: String, direction: Direction, partyURI: String, partyName: String? = nil,
    subject: String? = nil, importance: String = "Normal", threadID: String? = nil, created: Int64,
    isMissed: Bool = false
  ) {
    self.id = id
    self.userURI = userURI
    self.direction = direction
    self.partyURI = partyURI
    self.partyName = partyName
    self.subject = subject
    self.importance = importance
    self.threadID = threadID
    self.created = created
    self.isMissed = isMissed
    isUnread = isMissed
  }
}
