/// How setting up a phone audio call goes (UCWA 2.0 `phoneAudioInvitation`).
///
/// A link that is nil is left out: it is there exactly when following it is allowed now.
public struct PhoneAudioInvitation: Sendable {
  /// The last part of its path.
  public var id: String
  /// The ID of its conversation.
  public var conversation: String
  /// Whether the user calls or is called.
  public var direction: Direction
  /// How far it has come.
  public var state: InvitationState
  /// How urgent the caller says it is.
  public var importance: Importance
  /// The SIP address of the user on whose behalf the call is made.
  public var delegator: String?
  /// Whether the user joins an online meeting muted.
  public var joinAudioMuted: Bool?
  /// The ID the application gave the operation.
  public var operationId: String?
  /// The user's own telephone, as a tel URI.
  public var phoneNumber: String?
  /// Whether the call came in on the user's private line.
  public var privateLine: Bool?
  /// The subject.
  public var subject: String?
  /// The thread of the conversation.
  public var threadId: String?
  /// Whom it was meant for, as a URI.
  public var to: String?
  /// The content that is passed on to the other side.
  public var customContent: DataURI?
  /// Who invites; embedded, and its place is the `from` link.
  public var from: Participant?
  /// Who accepted; always an array.
  public var acceptedByParticipant: [Participant] = []
  /// Whether `cancel` is offered: only while an outgoing invitation can be cancelled.
  public var canCancel = false
  /// Whether `decline` is offered: only while an incoming invitation can be declined.
  public var canDecline = false
  /// The contact who accepted an incoming invitation.
  public var acceptedByContactLink: Href?
  /// The contact on whose behalf the call is made.
  public var delegatorLink: Href?
  /// The conversation in which the call goes on if another party answered.
  public var derivedConversationLink: Href?
  /// The call of that conversation.
  public var derivedPhoneAudioLink: Href?
  /// The contact who forwarded the call last.
  public var forwardedByLink: Href?
  /// The contact on whose behalf the call was received.
  public var onBehalfOfLink: Href?
  /// The call that this one replaces.
  public var replacesPhoneAudioLink: Href?
  /// The contact it was meant for.
  public var toLink: Href?
  /// The contact who transferred the call.
  public var transferredByLink: Href?

  /// An invitation; what is not given here is left out until it is set.
  public init(
    id: String, conversation: String, direction: Direction, state: InvitationState, importance: Importance = .normal
  ) {
    self.id = id
    self.conversation = conversation
    self.direction = direction
    self.state = state
    self.importance = importance
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.phoneAudioInvitation, href: .invitation(id))
    resource.properties.reserveCapacity(11)
    resource.links.reserveCapacity(8)
    resource.add("delegator", delegator)
    resource.add("direction", direction)
    resource.add("importance", importance)
    resource.add("joinAudioMuted", joinAudioMuted)
    resource.add("operationId", operationId)
    resource.add("phoneNumber", phoneNumber)
    resource.add("privateLine", privateLine)
    resource.add("state", state)
    resource.add("subject", subject)
    resource.add("threadId", threadId)
    resource.add("to", to)
    resource.link("customContent", customContent.map { .data($0) })
    resource.link("from", from?.href)
    resource.link("acceptedByContact", acceptedByContactLink)
    resource.link("cancel", canCancel ? .cancel(invitation: id) : nil)
    resource.link("conversation", .conversation(conversation))
    resource.link("decline", canDecline ? .decline(invitation: id) : nil)
    resource.link("delegator", delegatorLink)
    resource.link("derivedConversation", derivedConversationLink)
    resource.link("derivedPhoneAudio", derivedPhoneAudioLink)
    resource.link("forwardedBy", forwardedByLink)
    resource.link("onBehalfOf", onBehalfOfLink)
    resource.link("phoneAudio", .phoneAudio(conversation: conversation))
    resource.link("replacesPhoneAudio", replacesPhoneAudioLink)
    resource.link("to", toLink)
    resource.link("transferredBy", transferredByLink)
    resource.embed("acceptedByParticipant", acceptedByParticipant.map { $0.embedded })
    resource.embed("from", from?.embedded)
    return resource
  }
}
