/// A party to a conversation (UCWA 2.0 `participant` and `localParticipant`).
public struct Participant: Sendable {
  /// The ID of the conversation.
  public var conversation: String
  /// The last part of its path; nil for the user, who is the conversation's `localParticipant`.
  public var id: String?
  /// The display name.
  public var name: String?
  /// The SIP or tel address.
  public var uri: String?
  /// Whether the participant is not known by name.
  public var anonymous: Bool
  /// Whether the participant waits to be let in.
  public var inLobby: Bool
  /// Whether the participant called the conversation together.
  public var organizer: Bool
  /// The role.
  public var role: Role
  /// Where the participant comes from.
  public var sourceNetwork: SourceNetwork
  /// The work number, as a tel URI.
  public var workPhoneNumber: String?
  /// Another number, as a tel URI.
  public var otherPhoneNumber: String?
  /// The contact behind the participant.
  public var contactLink: Href?
  /// Whether `participantAudio` is offered: only while the participant has audio.
  public var hasAudio: Bool

  /// A participant; leave `id` out for the user.
  public init(
    conversation: String, id: String? = nil, name: String? = nil, uri: String? = nil, anonymous: Bool = false,
    inLobby: Bool = false, organizer: Bool = false, role: Role = .attendee,
    sourceNetwork: SourceNetwork = .sameEnterprise, workPhoneNumber: String? = nil, otherPhoneNumber: String? = nil,
    contactLink: Href? = nil, hasAudio: Bool = false
  ) {
    self.conversation = conversation
    self.id = id
    self.name = name
    self.uri = uri
    self.anonymous = anonymous
    self.inLobby = inLobby
    self.organizer = organizer
    self.role = role
    self.sourceNetwork = sourceNetwork
    self.workPhoneNumber = workPhoneNumber
    self.otherPhoneNumber = otherPhoneNumber
    self.contactLink = contactLink
    self.hasAudio = hasAudio
  }

  /// Whether the participant is the user.
  public var isLocal: Bool { id == nil }

  /// Where it is.
  public var href: Href {
    id.map { .participant($0, conversation: conversation) } ?? .localParticipant(conversation: conversation)
  }

  /// The resource: a `participant`, or the `localParticipant`.
  public var resource: Resource { resource(as: isLocal ? .localParticipant : .participant) }

  /// The resource as an invitation embeds it, where every party is a `participant`, the user too.
  public var embedded: Resource { resource(as: .participant) }

  private func resource(as description: ResourceDescription) -> Resource {
    var resource = Resource(description, href: href)
    resource.properties.reserveCapacity(10)
    resource.add("anonymous", anonymous)
    resource.add("inLobby", inLobby)
    resource.add("local", isLocal)
    resource.add("name", name)
    resource.add("organizer", organizer)
    resource.add("otherPhoneNumber", otherPhoneNumber)
    resource.add("role", role)
    resource.add("sourceNetwork", sourceNetwork)
    resource.add("uri", uri)
    resource.add("workPhoneNumber", workPhoneNumber)
    resource.link("contact", contactLink)
    resource.link("conversation", .conversation(conversation))
    resource.link("me", isLocal ? .me : nil)
    resource.link("participantAudio", hasAudio ? audioHref : nil)
    return resource
  }

  /// Where the participant's audio is.
  public var audioHref: Href {
    id.map { .participantAudio($0, conversation: conversation) }
      ?? .conversation(conversation, "localParticipant/participantAudio")
  }
}
