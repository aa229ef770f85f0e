/// The call of a conversation (UCWA 2.0 `phoneAudio`).
public struct PhoneAudio: Sendable {
  /// The ID of the conversation.
  public var conversation: String
  /// The state of the call.
  public var state: CallState
  /// Whether a call can be added: only while there is none.
  public var canAdd = false
  /// Whether the call can be held: never together with `canResume`.
  public var canHold = false
  /// Whether the call can be resumed.
  public var canResume = false
  /// Whether the call can be stopped.
  public var canStop = false
  /// Whether another phone of the user can take over.
  public var canReplace = false
  /// Whether the call can be transferred.
  public var canTransfer = false

  /// The call of a conversation; nothing is offered until set.
  public init(conversation: String, state: CallState, canStop: Bool = false) {
    self.conversation = conversation
    self.state = state
    self.canStop = canStop
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.phoneAudio, href: .phoneAudio(conversation: conversation))
    resource.add("state", state)
    resource.link("addPhoneAudio", canAdd ? .conversation(conversation, "phoneAudio/addPhoneAudio") : nil)
    resource.link("conversation", .conversation(conversation))
    resource.link("holdPhoneAudio", canHold ? .conversation(conversation, "phoneAudio/holdPhoneAudio") : nil)
    resource.link(
      "resumePhoneAudio", canResume ? .conversation(conversation, "phoneAudio/resumePhoneAudio") : nil)
    resource.link("stopPhoneAudio", canStop ? .stopPhoneAudio(conversation: conversation) : nil)
    resource.link(
      "replaceWithPhoneAudio", canReplace ? .conversation(conversation, "phoneAudio/replaceWithPhoneAudio") : nil)
    resource.link(
      "transferPhoneAudio", canTransfer ? .conversation(conversation, "phoneAudio/transferPhoneAudio") : nil)
    return resource
  }
}
