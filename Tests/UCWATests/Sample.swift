import UCWA

/// Resources that several tests look at.
enum Sample {
  static let base = "/ucwa/v1/applications/192"

  static var dana: Participant {
    Participant(
      conversation: "137", name: "Dana Example", uri: "sip:dana@contoso.test", organizer: true, role: .leader,
      contactLink: .contact("dana@contoso.test"), hasAudio: true)
  }

  static var john: Participant {
    Participant(
      conversation: "137", id: "196", name: "Joe \"Smith\" <&>", uri: "tel:+14255550120", sourceNetwork: .everyone,
      otherPhoneNumber: "tel:+14255550120")
  }

  static var invitation: Resource {
    var invitation = PhoneAudioInvitation(
      id: "146", conversation: "137", direction: .outgoing, state: .connecting, importance: .urgent)
    invitation.operationId = "74cb7404e0a247d5a2d4eb0376a47dbf"
    invitation.phoneNumber = "tel:+14255550110"
    invitation.joinAudioMuted = false
    invitation.subject = "Strategy"
    invitation.threadId = "292e"
    invitation.to = "tel:+14255550120"
    invitation.customContent = DataURI(text: "a b&c")
    invitation.from = dana
    invitation.acceptedByParticipant = [john]
    invitation.canCancel = true
    invitation.toLink = .contact("+14255550120")
    return invitation.resource
  }

  static var communication: Resource {
    var communication = Communication(
      marker: "56de7bbf-1081-43e6-bbf2-1cabf3224c83", etag: "2943169141", canStartPhoneAudio: true)
    communication.supportedModalities = [.phoneAudio, .messaging]
    communication.supportedMessageFormats = [.plain]
    return communication.resource
  }

  static var missedCall: ConversationLog {
    var recipient = ConversationLogRecipient(log: "7", displayName: "Erin", uri: "sip:erin@contoso.test")
    recipient.contactID = "erin@contoso.test"
    recipient.hasPhoto = true
    recipient.hasPresence = true
    var log = ConversationLog(
      id: "7", creationTime: 1_795_170_420_123, direction: .incoming, importance: .urgent, status: .missed,
      subject: "Lunch", threadId: "292e", recipient: recipient)
    log.canContinue = true
    log.canMarkAsRead = true
    return log
  }

  static var conversation: Resource {
    var conversation = Conversation(id: "137", state: .connected)
    conversation.activeModalities = [.audio]
    conversation.created = 1_795_170_420_123
    conversation.expirationTime = 1_795_256_820_000
    conversation.participantCount = 1
    conversation.readLocally = true
    conversation.phoneAudio = PhoneAudio(conversation: "137", state: .connected, canStop: true)
    return conversation.resource
  }
}
