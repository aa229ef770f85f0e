import HTTP
import Sessions
import Synchronization
import UCWA

/// A running application of a user: its event channel, its operations, and what it said about itself.
///
/// The lock is held while the channel's state machine runs; answers are written after it was released.
final class ApplicationSession: Sendable {
  private struct Held {
    let responder: HTTPResponder
    let format: PayloadFormat
  }

  private struct State {
    var channel: EventChannel
    var held: [Sessions.RequestToken: Held] = [:]
    var operations = OperationTable()
    var nextToken: UInt64 = 1
    var hasEnded = false
  }

  private enum Answer {
    case respond(Held, ChannelResponse)
    case wake(HTTPResponder, after: Duration)
  }

  let id: String
  /// Path of the application, with which its hrefs begin.
  let base: String
  let userURI: String
  let registration: ApplicationRegistration
  /// Name of the property that a PUT of `communication` must send back.
  let marker = Identifier.make()
  private let availability = Mutex<ApplicationPresence?>(nil)
  private let state: Mutex<State>
  private let settings: Mutex<ApplicationProfile>
  private let polls: @Sendable (PollChange) -> Void

  /// A request of the event channel began or ended to be held.
  enum PollChange: Sendable { case began, ended }

  init(
    id: String, registration: ApplicationRegistration, profile: ApplicationProfile? = nil, eventLimit: Int,
    eventTimeout: Int, polls: @escaping @Sendable (PollChange) -> Void
  ) {
    self.id = id
    base = "/ucwa/v1/applications/" + id
    userURI = registration.userURI
    self.registration = registration
    state = Mutex(State(channel: EventChannel(limit: eventLimit, timeout: eventTimeout)))
    settings = Mutex(
      profile ?? ApplicationProfile(communication: CommunicationSettings(phoneNumber: registration.phoneNumber)))
    self.polls = polls
  }

  /// The package with which the event channel goes on.
  var ack: Int { state.withLock { $0.channel.ack } }

  /// Requests of the event channel that wait for an answer.
  var heldRequests: Int { state.withLock { $0.held.count } }

  /// How many operations are known.
  var operationCount: Int { state.withLock { $0.operations.count } }

  /// What the application has set.
  var profile: ApplicationProfile { settings.withLock { $0 } }

  /// What the journal keeps of it.
  var record: ApplicationRecord { ApplicationRecord(id: id, registration: registration, profile: profile) }

  /// Changes what the application has set, unless somebody else has changed it since it was read.
  ///
  /// - Returns: Whether it was changed.
  func replace(_ old: ApplicationProfile, by new: ApplicationProfile) -> Bool {
    settings.withLock { profile in
      guard profile == old else { return false }
      profile = new
      return true
    }
  }

  /// What the application says of its user; nil before makeMeAvailable. Whoever sets it tells the `PresenceCenter`.
  var presence: ApplicationPresence? {
    get { availability.withLock { $0 } }
    set { availability.withLock { $0 = newValue } }
  }

  // MARK: Events

  /// Appends events that belong together; a held request that they release is answered before this returns.
  func deliver(_ events: [Event]) {
    guard !events.isEmpty else { return }
    run { state in
      state.hasEnded ? [] : state.channel.append(contentsOf: events, now: .now)
    }
  }

  /// Takes a request for a package; it is answered at once or held.
  func poll(_ parameters: PollParameters, _ responder: HTTPResponder, _ format: PayloadFormat) {
    polls(.began)
    var token = Sessions.RequestToken(0)
    run { state in
      token = Sessions.RequestToken(state.nextToken)
      state.nextToken += 1
      state.held[token] = Held(responder: responder, format: format)
      return state.hasEnded
        ? [.respond(token, .failure(.applicationNotFound))]
        : state.channel.poll(parameters, request: token, now: .now)
    }
    let isHeld = state.withLock { $0.held[token] != nil }
    guard isHeld else { return }
    let name = token
    responder.onDeparture { [weak self] in self?.departed(name) }
  }

  private func departed(_ token: Sessions.RequestToken) {
    let wasHeld = state.withLock { state in
      state.channel.departed(token)
      return state.held.removeValue(forKey: token) != nil
    }
    if wasHeld { polls(.ended) }
  }

  /// Answers a held request with what there is, as if its time were over.
  func release() {
    run { $0.channel.timerFired(now: Sessions.Instant(milliseconds: .max)) }
  }

  /// Ends the channel: a held request is answered with the error, and nothing is delivered any more.
  func end(_ error: UCWAError) {
    run { state in
      state.hasEnded = true
      return state.channel.end(error)
    }
  }

  private func run(_ step: (inout State) -> [ChannelAction]) {
    let answers: [Answer] = state.withLock { state in
      let actions = step(&state)
      if actions.isEmpty { return [] }
      return actions.compactMap { action in
        switch action {
        case .respond(let token, let response):
          return state.held.removeValue(forKey: token).map { .respond($0, response) }
        case .wake(let at):
          let delay = Duration.milliseconds(max(0, at.milliseconds(since: .now)))
          return state.channel.pendingRequest.flatMap { state.held[$0] }.map { .wake($0.responder, after: delay) }
        }
      }
    }
    for answer in answers {
      switch answer {
      case .respond(let held, .package(let package)):
        polls(.ended)
        // Written on the HTTP loop: the SIP thread has calls to carry.
        held.responder.respond { [base] in .body(200, package.bytes(held.format, base: base), held.format) }
      case .respond(let held, .failure(let error)):
        polls(.ended)
        held.responder.respond(.error(error, held.format))
      case .wake(let responder, let delay):
        responder.schedule(after: delay) { [weak self] in
          self?.run { $0.channel.timerFired(now: .now) }
        }
      }
    }
  }

  // MARK: Operations

  /// Takes a start request under its operationId.
  func begin(_ operationID: String?, fingerprint: Fingerprint, invitation: String) -> OperationTable.Outcome {
    state.withLock { $0.operations.begin(operationID, fingerprint: fingerprint, invitation: invitation) }
  }

  /// Forgets an operation that was not begun after all, or whose invitation is gone.
  func forget(_ operationID: String?, invitation: String) {
    state.withLock { $0.operations.forget(operationID, invitation: invitation) }
  }
}

/// What an application said about itself when it was created.
struct ApplicationRegistration: Sendable, Equatable {
  var userURI: String
  var culture: String
  var endpointID: String
  var userAgent: String
  var type: String?
  var instanceID: String?
  /// Number of the user's own phone, if given.
  var phoneNumber: String?

  var key: ApplicationKey {
    ApplicationKey(
      user: userURI, endpointId: endpointID, userAgent: userAgent, culture: culture, type: type ?? "")
  }
}
