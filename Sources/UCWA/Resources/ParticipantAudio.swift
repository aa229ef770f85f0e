/// A participant's audio (UCWA 2.0 `participantAudio`).
public struct ParticipantAudio: Sendable {
  /// Whose audio it is.
  public var participant: Participant
  /// Which way the audio flows.
  public var audioDirection: MediaDirectionType?
  /// Whether it is muted.
  public var audioMuted: Bool?

  /// The audio of a participant.
  public init(participant: Participant, audioDirection: MediaDirectionType? = nil, audioMuted: Bool? = nil) {
    self.participant = participant
    self.audioDirection = audioDirection
    self.audioMuted = audioMuted
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.participantAudio, href: participant.audioHref)
    resource.add("audioDirection", audioDirection)
    resource.add("audioMuted", audioMuted)
    resource.link("participant", participant.href)
    return resource
  }
}
