/// The socket that plays tones to the own phone, as the call's machine knows it.
struct OwnMedia: Sendable, Equatable {
  /// Whether the socket is there.
  var isOpen: Bool
  /// Whether the own phone was told to send its audio there, and not yet to the other side.
  var isAtOwn = false
  /// Whether the own phone is kept only to hear that the call failed.
  var isFailing = false
  /// The tone that plays.
  var playing: CallTone?

  init(isOpen: Bool) { self.isOpen = isOpen }
}

/// What was pressed to confirm a call.
struct ConfirmingKeys: Sendable, Equatable {
  /// How the phone tells of keys; the other way is not listened to any more, since it tells of the same ones.
  var signal: KeySignal?
  /// Wrong ones.
  var wrong = 0

  /// Wrong keys after which the call is given up.
  static let maximum = 3
}
