import CallControl
import HTTP
import Store
import UCWA

/// Conversations, their calls, and the operations on them.
extension APIHandler {
  static let conversationRoutes = [
    Route(.startPhoneAudio, .post, APIHandler.startPhoneAudio),
    Route(.startPhoneAudioOnBehalfOfDelegator, .post, APIHandler.startPhoneAudioOnBehalfOfDelegator),
    Route(.addPhoneAudio, .post, APIHandler.addPhoneAudio),
    Route(.phoneAudioInvitation, .get, APIHandler.phoneAudioInvitation),
    Route(.cancel, .post, APIHandler.cancel),
    Route(.decline, .post, APIHandler.decline),
    Route(.accept, .post, APIHandler.accept),
    Route(.conversations, .get, APIHandler.conversations),
    Route(.conversation, .get, APIHandler.conversation),
    Route(.conversation, .delete, APIHandler.deleteConversation),
    Route(.phoneAudio, .get, APIHandler.phoneAudio),
    Route(.holdPhoneAudio, .post, APIHandler.holdPhoneAudio),
    Route(.resumePhoneAudio, .post, APIHandler.resumePhoneAudio),
    Route(.stopPhoneAudio, .post, APIHandler.stopPhoneAudio),
    Route(.replaceWithPhoneAudio, .post, APIHandler.replaceWithPhoneAudio),
    Route(.transferPhoneAudio, .post, APIHandler.transferPhoneAudio),
    Route(.messaging, .get, APIHandler.messaging),
    Route(.localParticipant, .get, APIHandler.localParticipant),
    Route(.participants, .get, APIHandler.participants),
    Route(.participant, .get, APIHandler.participant),
    Route(.participantAudio, .get, APIHandler.participantAudio),
  ]

  func conversations(_ call: Call) {
    let mayAdd = call.account.user.phoneAudioEnabled
    call.answer(
      Conversations(
        call.space.conversations.compactMap { $0.call.snapshot(.conversation, mayAdd: mayAdd)?.resource }
      ).resource)
  }

  func phoneAudioInvitation(_ call: Call) throws(UCWAError) {
    guard let invitation = call.space.invitation(call.parameters[0]) else { throw .resourceNotFound }
    call.answer(invitation)
  }

  func conversation(_ call: Call) throws(UCWAError) { try answer(.conversation, call) }

  func phoneAudio(_ call: Call) throws(UCWAError) { try answer(.phoneAudio, call) }

  func messaging(_ call: Call) throws(UCWAError) {
    let id = call.parameters[0]
    guard call.space.conversation(id) != nil else { throw .conversationNotFound }
    call.answer(Messaging(conversation: id).resource)
  }

  func localParticipant(_ call: Call) throws(UCWAError) { try answer(.localParticipant, call) }

  func participants(_ call: Call) throws(UCWAError) { try answer(.participants, call) }

  func participant(_ call: Call) throws(UCWAError) { try answer(.participant, call) }

  func participantAudio(_ call: Call) throws(UCWAError) {
    try answer(call.parameters.count == 1 ? .localAudio : .participantAudio, call)
  }

  /// Answers with a published resource of a conversation.
  private func answer(_ part: CallSnapshot.Part, _ call: Call) throws(UCWAError) {
    guard let entry = call.space.conversation(call.parameters[0]) else { throw .conversationNotFound }
    if call.parameters.count > 1, entry.call[.participant]?.names(call.parameters[1]) != true {
      throw .resourceNotFound
    }
    guard let snapshot = entry.call.snapshot(part, mayAdd: call.account.user.phoneAudioEnabled) else {
      throw .resourceNotFound
    }
    call.answer(snapshot)
  }

  func cancel(_ call: Call) throws(UCWAError) {
    let id = call.parameters[0]
    guard call.space.invitation(id) != nil else { throw .resourceNotFound }
    guard let key = call.space.conversation(ofInvitation: id)?.callKey else {
      throw .conflict(Message(.invitationCompleted))
    }
    let event: CallEvent = call.space.isTakeover(id) ? .cancelTakeover : .cancel
    operate(key, event, call, otherwise: .conflict(Message(.invitationCompleted)))
  }

  func holdPhoneAudio(_ call: Call) throws(UCWAError) {
    try operate(.hold, call, otherwise: .conflict(Message(.nothingToHold)))
  }

  func resumePhoneAudio(_ call: Call) throws(UCWAError) {
    try operate(.resume, call, otherwise: .conflict(Message(.nothingHeld)))
  }

  /// Always refused: the user accepts by answering the phone. Clients that know other invitations try it.
  func accept(_ call: Call) throws(UCWAError) {
    guard call.space.invitation(call.parameters[0]) != nil else { throw .resourceNotFound }
    throw .conflict(Message(.acceptedByPhone))
  }

  func stopPhoneAudio(_ call: Call) throws(UCWAError) {
    try operate(.stop, call, otherwise: .conflict(Message(.noPhoneAudio)))
  }

  private func operate(_ event: CallEvent, _ call: Call, otherwise error: UCWAError) throws(UCWAError) {
    guard let entry = call.space.conversation(call.parameters[0]) else { throw .conversationNotFound }
    guard let key = entry.callKey else { throw error }
    operate(key, event, call, otherwise: error)
  }

  /// Feeds an operation to the call on its shard and answers 204, or the error if the call does not take it now.
  private func operate(_ key: UInt64, _ event: CallEvent, _ call: Call, otherwise error: UCWAError) {
    context.shard.post(to: key) { shard in
      guard shard.operate(key, event) else { return call.refuse(error) }
      // What was answered stands, also after a crash.
      shard.whenRecorded { _ in call.responder.respond(.empty(204)) }
    }
  }

  func deleteConversation(_ call: Call) throws(UCWAError) {
    let id = call.parameters[0]
    guard let entry = call.space.conversation(id) else { throw .conversationNotFound }
    let responder = call.responder
    let space = call.space
    let remover = ConversationRemover(context)
    // On the shard, so that the events of the call's end come before the conversation's own.
    context.shard.post(to: entry.callKey ?? 0) { shard in
      if let key = entry.callKey { _ = shard.operate(key, .stop) }
      remover.remove(id, from: space)
      shard.whenRecorded { _ in responder.respond(.empty(204)) }
    }
  }
}

extension ResourceSnapshot {
  /// Whether the last part of the resource's path, percent-decoded, is this one.
  func names(_ id: String) -> Bool {
    guard case .application(let path) = href, let last = path.split(separator: "/").last else { return false }
    return PercentEncoding.decoded(last) == id
  }
}

/// Removes conversations with their invitations from memory, journal and operation tables, and tells the applications.
struct ConversationRemover: Sendable {
  private let journal: any Journal

  init(_ context: ServerContext) { journal = context.journal }

  init(journal: any Journal) { self.journal = journal }

  func remove(_ id: String, from space: UserSpace) {
    guard let entry = space.remove(id) else { return }
    journal.append(entry.invitations.map { JournalRecord(kind: .invitation, key: $0.id, value: nil) })
    let event = Event(
      .deleted, EventReference("conversation", .conversation(id)), from: .communication,
      in: EventReference("conversations", .conversations))
    for application in space.applications {
      for invitation in entry.invitations { application.forget(invitation.operationID, invitation: invitation.id) }
    }
    for application in space.audience(entry.applicationID) { application.deliver([event]) }
  }
}
