import UCWA

/// An invitation by its id, with the client's name for the operation that made it.
struct InvitationReference: Sendable, Equatable {
  let id: String
  let operationID: String?
}

/// A conversation of a user as it is published.
struct ConversationEntry: Sendable {
  let id: String
  let threadID: String
  /// Milliseconds since 1970.
  let created: Int64
  /// Whom the last call was with: the id of the contact.
  let otherContactID: String
  /// UCWA's Importance spelling.
  let importance: String
  let subject: String?
  /// The application that placed the current call; it gets the events while it lives.
  var applicationID: String
  /// The call on its shard; nil when none is up or being set up.
  var callKey: UInt64?
  /// Whether both sides of that call are connected.
  var isUp = false
  /// Invitations of this conversation, oldest first.
  var invitations: [InvitationReference] = []
  /// Milliseconds since 1970 at which the last call ended; nil while one is there.
  var ended: Int64?

  /// The last step of the current call.
  var call: CallSnapshot
}
