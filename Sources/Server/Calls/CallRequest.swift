import Store
import UCWA

/// A call as an operation of the API asks for it. `APIHandler.start` fills in what is not given, checks the rest, and
/// begins it.
struct CallRequest: Sendable {
  /// Which conversation the call belongs to.
  enum Place: Sendable {
    /// The one of that thread if it is still there, else a new one of that thread; nil for a new thread.
    case thread(String?)
    /// The one of that id.
    case conversation(String)
    /// The newest one without a call whose other side is that contact, else the newest without a call.
    case newest(with: String)

    /// Whether the call is added to a conversation that must be there.
    var isAddition: Bool { if case .thread = self { false } else { true } }
  }

  /// The client's name for the operation.
  var operationID: String?
  /// What was asked for, so that a repeat is recognised.
  var fingerprint: Fingerprint
  /// The user's own telephone as the client writes it; nil for the application's, else the user's default.
  var phoneNumber: String?
  /// Whom to call.
  var invited: APIHandler.Invited
  /// The user whose identity the other side is shown; nil for the caller's own.
  var delegator: Store.User?
  var place: Place
  /// UCWA's Importance spelling.
  var importance: String?
  var subject: String?
  var customContent: DataURI?

  /// What an operation's parameters ask for; of those that the operation does not have nothing is read.
  ///
  /// - Parameters:
  ///   - operation: The operation that was called. One operationId does not name the same under two of them.
  ///   - path: What stands in the operation's path, for instance the conversation.
  init(
    _ operation: ResourceDescription, _ parameters: Parameters, path: [String], invited: APIHandler.Invited,
    place: Place
  ) {
    operationID = parameters.string("operationId")
    var fingerprint = parameters.fingerprint
    // Nothing is added to the first operation there was, whose fingerprints journals hold.
    if operation !== ResourceDescription.startPhoneAudio {
      for text in [operation.rel.text] + path { fingerprint.add(text) }
    }
    self.fingerprint = fingerprint
    phoneNumber = parameters.string("phoneNumber")
    self.invited = invited
    self.place = place
    importance = parameters.string("importance")
    subject = parameters.string("subject")
    customContent = parameters.customContent
  }
}
