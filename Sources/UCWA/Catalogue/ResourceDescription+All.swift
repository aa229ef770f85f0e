extension ResourceDescription {
  /// Every resource the server knows, in the order in which a client comes across them.
  public static let all: [ResourceDescription] = [
    .root, .user, .applications, .application, .me, .phones, .phone, .people, .contact, .communication,
    .onlineMeetings, .conversations, .conversation, .participants, .participant, .localParticipant,
    .participantAudio, .phoneAudio, .startPhoneAudio, .phoneAudioInvitation, .cancel, .stopPhoneAudio, .eventChannel,
    .reason,
  ]

  /// The resource of that type; nil if the server does not know it.
  public static func named(_ rel: String) -> ResourceDescription? { byName[rel] }

  private static let byName = [String: ResourceDescription](
    all.map { ($0.rel.text, $0) }, uniquingKeysWith: { first, _ in first })
}
