import HTTP
import Store
import UCWA

/// A request of an event channel that has no answer yet.
struct HeldRequest: Sendable {
  let responder: HTTPResponder
  let format: PayloadFormat
  /// The instance whose channel it is for.
  let instance: String
}

/// What is to be done after event channels of an application took a step.
struct ChannelOutput: Sendable {
  enum Answer: Sendable {
    case package(HeldRequest, EventPackage)
    case failure(HeldRequest, UCWAError)
    /// Ask the channel again then; void when the request has been answered.
    case wake(HeldRequest, after: Duration)
  }

  let session: ApplicationSession
  /// What the journal is to be given.
  var records: [JournalRecord] = []
  /// Packages that are sent when the records are committed.
  var made: [EventPackage] = []
  /// What is done when the lock is released.
  var answers: [Answer] = []

  init(_ session: ApplicationSession) { self.session = session }
}
