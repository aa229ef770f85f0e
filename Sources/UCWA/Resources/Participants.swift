/// Who takes part in a conversation besides the user (UCWA 2.0 `participants`).
public struct Participants: Sendable {
  /// The ID of the conversation.
  public var conversation: String
  /// The participants.
  public var participants: [Participant]

  /// The participants of a conversation.
  public init(conversation: String, participants: [Participant]) {
    self.conversation = conversation
    self.participants = participants
  }

  /// The resource, with the participants embedded.
  public var resource: Resource {
    var resource = Resource(.participants, href: .participants(conversation: conversation))
    for participant in participants { resource.link("participant", participant.href) }
    resource.embed("participant", participants.map { $0.embedded })
    return resource
  }
}
