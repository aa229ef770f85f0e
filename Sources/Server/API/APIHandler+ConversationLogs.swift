import Store
import UCWA

/// The user's past calls, and how many of them he has missed.
extension APIHandler {
  static let conversationLogRoutes = [
    Route(.conversationLogs, .get, APIHandler.conversationLogs),
    Route(.conversationLog, .get, APIHandler.conversationLog),
    Route(.conversationLog, .delete, APIHandler.deleteConversationLog),
    Route(.conversationLogRecipient, .get, APIHandler.conversationLogRecipient),
    Route(.markAsRead, .post, APIHandler.markAsRead),
    Route(.continuePhoneAudio, .post, APIHandler.continuePhoneAudio),
    Route(.missedItems, .get, APIHandler.missedItems),
  ]

  /// Logs in a list unless the client says how many it wants.
  private static let defaultLogs = 100

  func conversationLogs(_ call: Call) throws(UCWAError) {
    let limit = try parameters(call).integer("limit") ?? Self.defaultLogs
    later(call) { () throws(UCWAError) in
      let logs = try lookUp { () throws(StoreError) in
        try context.history.store.conversationLogs(of: call.account.user.uri, limit: limit)
      }
      var shown: [UCWA.ConversationLog] = []
      for log in logs { shown.append(try self.log(log, call)) }
      return call.response(UCWA.ConversationLogs(shown).resource)
    }
  }

  func conversationLog(_ call: Call) throws(UCWAError) {
    try withLog(call) { log throws(UCWAError) in call.answer(try self.log(log, call).resource) }
  }

  func conversationLogRecipient(_ call: Call) throws(UCWAError) {
    try withLog(call) { log throws(UCWAError) in call.answer(try recipient(of: log, call).resource) }
  }

  func missedItems(_ call: Call) throws(UCWAError) {
    later(call) { () throws(UCWAError) in
      let counts = try lookUp { () throws(StoreError) in
        try context.history.store.conversationLogCounts(of: call.account.user.uri)
      }
      return call.response(MissedItems(logs: counts.all, missed: counts.missed, unread: counts.unread).resource)
    }
  }

  func deleteConversationLog(_ call: Call) throws(UCWAError) {
    try withLog(call) { log throws(UCWAError) in
      change(.remove(id: log.id, userURI: log.userURI), call, otherwise: .changeUnrecorded)
    }
  }

  func markAsRead(_ call: Call) throws(UCWAError) {
    try withLog(call) { log throws(UCWAError) in
      // The same request again, or another application's: it is done already.
      guard log.isUnread else { return call.responder.respond(.empty(204)) }
      change(.markRead(id: log.id, userURI: log.userURI), call, otherwise: .callbackChannelError)
    }
  }

  /// Changes the user's logs and answers 204 when that is kept, or with the error if it is not.
  private func change(_ change: ConversationLogChange, _ call: Call, otherwise error: UCWAError) {
    context.history.change(change, of: call.account.user.uri) { result in
      switch result {
      case .success: call.responder.respond(.empty(204))
      case .failure: call.refuse(error)
      }
    }
  }

  /// Does something with the log that the path names, on the queue for what takes longer; what it throws is answered.
  ///
  /// - Throws: 503 if too much waits there.
  func withLog(
    _ call: Call, _ work: @escaping @Sendable (Store.ConversationLog) throws(UCWAError) -> Void
  ) throws(UCWAError) {
    try context.peopleWork.run {
      do throws(UCWAError) {
        let found = try lookUp { () throws(StoreError) in
          try context.history.store.conversationLog(call.parameters[0], of: call.account.user.uri)
        }
        guard let found else { throw .resourceNotFound }
        try work(found)
      } catch {
        call.refuse(error)
      }
    }
  }

  // MARK: Calling again

  /// Calls the other party of a log again, in the log's thread and under its subject. How urgent it was then says nothing
  /// about now.
  func continuePhoneAudio(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    try checkPhoneAudio(call.account)
    try withLog(call) { log throws(UCWAError) in
      var request = CallRequest(
        .continuePhoneAudio, parameters, path: call.parameters, invited: try invited(log.partyURI, call.account),
        place: .thread(log.threadID))
      request.subject = log.subject
      try start(request, call)
    }
  }

  /// Whether `continuePhoneAudio` is allowed now: the user may call, the other party can be called, and no call of the
  /// thread is up.
  private func canContinue(_ log: Store.ConversationLog, _ call: Call) -> Bool {
    guard call.account.user.phoneAudioEnabled else { return false }
    if let thread = log.threadID, call.space.hasCall(inThread: thread) { return false }
    return (try? invited(log.partyURI, call.account)) != nil
  }

  // MARK: Resources

  /// A log as its user sees it.
  private func log(_ log: Store.ConversationLog, _ call: Call) throws(UCWAError) -> UCWA.ConversationLog {
    var shown = UCWA.ConversationLog(
      id: log.id, creationTime: log.created, direction: log.direction == .outgoing ? .outgoing : .incoming,
      importance: Importance(rawValue: log.importance) ?? .normal, status: log.isMissed ? .missed : .archived,
      subject: log.subject, threadId: log.threadID, recipient: try recipient(of: log, call))
    shown.canContinue = canContinue(log, call)
    shown.canMarkAsRead = log.isUnread
    return shown
  }

  /// The other party of a log: by the name it had then, with links to what is known of it now.
  private func recipient(
    of log: Store.ConversationLog, _ call: Call
  ) throws(UCWAError) -> UCWA.ConversationLogRecipient {
    var recipient = UCWA.ConversationLogRecipient(log: log.id, displayName: log.partyName, uri: log.partyURI)
    guard let identity = try identity(log.partyURI, call.account) else { return recipient }
    recipient.contactID = identity.id
    if case .user(let user) = identity {
      recipient.hasPresence = true
      recipient.hasPhoto = user.photoTag != nil && level(of: call.account, for: user).showsPhoto
    }
    return recipient
  }
}

extension UCWAError {
  /// 503: the store takes no changes now.
  fileprivate static var changeUnrecorded: UCWAError {
    .serviceUnavailable(Message(.changeUnrecorded), retryAfter: 5)
  }
}
