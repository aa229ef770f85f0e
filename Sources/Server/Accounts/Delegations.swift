/// Who may call on behalf of a user, and on whose behalf he may call.
struct Delegations: Sendable, Equatable {
  /// A user on whose behalf another may call.
  struct Delegator: Sendable, Equatable {
    /// SIP URI.
    let uri: String
    /// The id among the contacts.
    let contactID: String
    /// Whether calls may be placed as him.
    let hasPhoneAudio: Bool
  }

  /// The contact ids of those who may call on behalf of the user, by name.
  var delegates: [String] = []
  /// Those on whose behalf the user may call, by name.
  var delegators: [Delegator] = []

  /// Whether there is somebody on whose behalf the user may call now, if he may call at all.
  var allowCalls: Bool { delegators.contains(where: \.hasPhoneAudio) }
}
