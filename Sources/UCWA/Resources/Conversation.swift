/// What the user and another party have with each other (UCWA 2.0 `conversation`).
public struct Conversation: Sendable {
  /// The last part of its path.
  public var id: String
  /// The state of the conversation.
  public var state: ConversationState
  /// What is going on; a phone audio call counts as audio.
  public var activeModalities: [ConversationModalityType] = []
  /// When it began, in milliseconds since 1970 UTC.
  public var created: Int64?
  /// When it will end by itself, in milliseconds since 1970 UTC.
  public var expirationTime: Int64?
  /// How urgent the caller says it is.
  public var importance: Importance = .normal
  /// How many take part besides the user.
  public var participantCount: Int?
  /// Whether the user has seen it.
  public var readLocally: Bool?
  /// Whether it is being recorded.
  public var recording: Bool?
  /// The subject.
  public var subject: String?
  /// The thread that a later call may continue.
  public var threadId: String?
  /// The call, embedded; its link is there in any case.
  public var phoneAudio: PhoneAudio?

  /// A conversation; what is not given here is left out until it is set.
  public init(id: String, state: ConversationState) {
    self.id = id
    self.state = state
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.conversation, href: .conversation(id))
    resource.properties.reserveCapacity(10)
    resource.add("activeModalities", activeModalities)
    resource.add("created", milliseconds: created)
    resource.add("expirationTime", milliseconds: expirationTime)
    resource.add("importance", importance)
    resource.add("participantCount", participantCount)
    resource.add("readLocally", readLocally)
    resource.add("recording", recording)
    resource.add("state", state)
    resource.add("subject", subject)
    resource.add("threadId", threadId)
    resource.link("localParticipant", .localParticipant(conversation: id))
    resource.link("messaging", .conversation(id, "messaging"))
    resource.link("participants", .participants(conversation: id))
    resource.link("phoneAudio", .phoneAudio(conversation: id))
    resource.embed("phoneAudio", phoneAudio?.resource)
    return resource
  }
}
