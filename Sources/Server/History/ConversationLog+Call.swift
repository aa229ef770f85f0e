import Store

extension Store.ConversationLog {
  /// The log of a call that is over. The other party is the one that was invited, or called, since that is whom
  /// the user would call again.
  init(_ plan: CallPlan, created: Int64, isMissed: Bool = false) {
    self.init(
      id: plan.invitationID, userURI: plan.userURI, direction: plan.isIncoming ? .incoming : .outgoing,
      partyURI: plan.to,
      partyName: Self.bounded(plan.toName), subject: Self.bounded(plan.subject), importance: plan.importance,
      threadID: Self.bounded(plan.threadID), created: created, isMissed: isMissed)
  }

  /// A text as a log keeps it. The reference bounds a subject in characters only, which have no greatest length, and a
  /// thread's name not at all.
  private static func bounded(_ text: String?) -> String? {
    text.flatMap { $0.utf8.count <= textBytes ? $0 : nil }
  }
}
