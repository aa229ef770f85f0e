import UCWA

/// How a takeover goes, as its invitation shows it.
struct TakeoverState: Sendable {
  let request: Takeover
  private(set) var state: InvitationState = .connecting
  /// Milliseconds since 1970; nil while it is under way.
  private(set) var completed: Int64?

  /// Whether the applications were told that it has begun.
  var isAnnounced = false

  init(request: Takeover) { self.request = request }

  mutating func settle(_ state: InvitationState) {
    self.state = state
    completed = Clock.wallMilliseconds
  }
}

extension InvitationRecord {
  /// The record of a takeover. The call that it belongs to has a record of its own, which says whether it is up.
  init(_ plan: CallPlan, _ takeover: TakeoverState, in place: CallPublication.Place) {
    self.init(
      plan, fingerprint: takeover.request.fingerprint, state: takeover.state, completed: takeover.completed,
      progress: takeover.isAnnounced ? .takeover : .unannouncedTakeover)
    // Where the call is, and not where it was begun.
    conversationID = place.conversationID
    threadID = place.threadID
    invitationID = takeover.request.invitationID
    operationID = takeover.request.operationID
    phoneNumber = takeover.request.phoneNumber
    created = takeover.request.created
    customContent = nil
  }
}
