/// One past call of the user (UCWA 2.0 `conversationLog`).
public struct ConversationLog: Sendable {
  /// The last part of its path.
  public var id: String
  /// When the call was over, in milliseconds since 1970 UTC.
  public var creationTime: Int64
  /// Whether the user called or was called.
  public var direction: Direction
  /// How urgent the caller said it was.
  public var importance: Importance
  /// Whether the user missed it.
  public var status: ConversationLogStatus
  /// The subject.
  public var subject: String?
  /// The thread that a later call may continue.
  public var threadId: String?
  /// The other party.
  public var recipient: ConversationLogRecipient
  /// Whether `continuePhoneAudio` is offered.
  public var canContinue = false
  /// Whether `markAsRead` is offered: only while the user has not seen it.
  public var canMarkAsRead = false

  /// A past call with one other party.
  public init(
    id: String, creationTime: Int64, direction: Direction, importance: Importance = .normal,
    status: ConversationLogStatus, subject: String? = nil, threadId: String? = nil, recipient: ConversationLogRecipient
  ) {
    self.id = id
    self.creationTime = creationTime
    self.direction = direction
    self.importance = importance
    self.status = status
    self.subject = subject
    self.threadId = threadId
    self.recipient = recipient
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.conversationLog, href: .conversationLog(id))
    resource.add("creationTime", milliseconds: creationTime)
    resource.add("direction", direction)
    resource.add("importance", importance)
    resource.add("modalities", [ConversationModalityType.audio])
    resource.add("status", status)
    resource.add("subject", subject)
    resource.add("threadId", threadId)
    resource.add("totalRecipientsCount", 1)
    resource.add("type", ConversationLogType.audio)
    resource.link("continuePhoneAudio", canContinue ? .conversationLog(id, "continuePhoneAudio") : nil)
    resource.link("markAsRead", canMarkAsRead ? .conversationLog(id, "markAsRead") : nil)
    resource.embed("conversationLogRecipient", [recipient.resource])
    return resource
  }
}
