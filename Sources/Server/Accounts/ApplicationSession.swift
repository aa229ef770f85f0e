import HTTP
import Sessions
import Synchronization
import UCWA

/// A running application of a user: its event channels, its operations, and what it said about itself.
///
/// Each of its instances has an event channel; most applications have one, without a name. The lock is held while a
/// channel's state machine runs; answers are written after it was released.
final class ApplicationSession: Sendable {
  private struct Held {
    let responder: HTTPResponder
    let format: PayloadFormat
  }

  /// The event channel of an instance.
  private struct Channel {
    /// Empty for the one without a name.
    let instance: String
    var events: EventChannel
  }

  private struct State {
    var channels: [Channel] = []
    var held: [Sessions.RequestToken: Held] = [:]
    var operations = OperationTable()
    var nextToken: UInt64 = 1

    func index(_ instance: String) -> Int? { channels.firstIndex { $0.instance == instance } }

    /// What there is to do after a channel has returned.
    mutating func answers(_ actions: [ChannelAction], of index: Int) -> [Answer] {
      if actions.isEmpty { return [] }
      let instance = channels[index].instance
      return actions.compactMap { action in
        switch action {
        case .respond(let token, let response):
          return held.removeValue(forKey: token).map { .respond($0, response, instance: instance) }
        case .wake(let at):
          let delay = Duration.milliseconds(max(0, at.milliseconds(since: .now)))
          return channels[index].events.pendingRequest.flatMap { held[$0] }
            .map { .wake($0.responder, after: delay, instance: instance) }
        }
      }
    }
  }

  private enum Answer {
    case respond(Held, ChannelResponse, instance: String)
    case wake(HTTPResponder, after: Duration, instance: String)
  }

  let id: String
  /// Path of the application, with which its hrefs begin.
  let base: String
  let userURI: String
  let registration: ApplicationRegistration
  /// The language of messages for its user, by its culture.
  let language: Language
  /// Name of the property that a PUT of `communication` must send back.
  let marker = Identifier.make()
  private let state: Mutex<State>
  private let settings: Mutex<Settings>
  private let eventLimit: Int
  private let eventTimeout: Int
  private let polls: @Sendable (PollChange, _ instance: String) -> Void

  private struct Settings {
    var profile: ApplicationProfile
    /// What follows from the profile and the user's activity.
    var presence: ApplicationPresence?
  }

  /// A request of an event channel began or ended to be held.
  enum PollChange: Sendable { case began, ended }

  init(
    id: String, registration: ApplicationRegistration, instances: [String], profile: ApplicationProfile? = nil,
    eventLimit: Int, eventTimeout: Int, polls: @escaping @Sendable (PollChange, _ instance: String) -> Void
  ) {
    self.id = id
    base = registration.prefix.rawValue + "/" + id
    userURI = registration.userURI
    self.registration = registration
    language = Language(culture: registration.culture)
    self.eventLimit = eventLimit
    self.eventTimeout = eventTimeout
    let profile =
      profile ?? ApplicationProfile(communication: CommunicationSettings(phoneNumber: registration.phoneNumber))
    settings = Mutex(
      Settings(profile: profile, presence: ApplicationPresence(profile, type: registration.type, lastActivity: nil)))
    state = Mutex(
      State(
        channels: instances.map {
          Channel(
            instance: $0, events: EventChannel(limit: eventLimit, timeout: eventTimeout, instance: $0))
        }))
    self.polls = polls
  }

  /// Events of all instances that have not been sent, for tests.
  var waitingEvents: [Event] { state.withLock { $0.channels.flatMap(\.events.waitingEvents) } }

  /// Requests of the event channels that wait for an answer.
  var heldRequests: Int { state.withLock { $0.held.count } }

  /// How many operations are known.
  var operationCount: Int { state.withLock { $0.operations.count } }

  // MARK: Settings

  /// What the application has set.
  var profile: ApplicationProfile { settings.withLock { $0.profile } }

  /// Whether calls that come in are offered to it: it has listed PhoneAudio or Audio among its modalities.
  var takesPhoneAudio: Bool {
    settings.withLock { settings in
      settings.profile.communication.supportedModalities?.contains { $0 == .phoneAudio || $0 == .audio } ?? false
    }
  }

  /// What the journal keeps of it.
  var record: ApplicationRecord {
    ApplicationRecord(id: id, registration: registration, instances: instances, profile: profile)
  }

  /// Changes what the application has set, unless somebody else has changed it since it was read.
  ///
  /// - Returns: Whether it was changed.
  func replace(_ old: ApplicationProfile, by new: ApplicationProfile) -> Bool {
    settings.withLock { settings in
      guard settings.profile == old else { return false }
      settings.profile = new
      settings.presence = ApplicationPresence(
        new, type: registration.type, lastActivity: settings.presence?.lastActivity)
      return true
    }
  }

  /// What the application says of its user; nil before makeMeAvailable. Whoever changes it tells the `PresenceCenter`.
  var presence: ApplicationPresence? {
    get { settings.withLock { $0.presence } }
    set { settings.withLock { $0.presence = newValue } }
  }

  /// Notes that the user is active in this application now, if it has made him available.
  func reportActivity() { settings.withLock { $0.presence?.lastActivity = Clock.wallMilliseconds } }

  // MARK: Instances

  /// The running instances; the empty text stands for one without a name.
  var instances: [String] { state.withLock { $0.channels.map(\.instance) } }

  /// The instance that a request means: the one it names, else the one without a name, else the only one there is.
  ///
  /// - Throws: 404 ApplicationNotFound if the one it names has ended, 400 if it names none and there are several.
  func instance(named name: String?) throws(UCWAError) -> String {
    let name = name ?? ""
    let (found, count) = state.withLock { state in
      let isThere = state.index(name) != nil
      return (isThere ? name : name.isEmpty ? state.channels.first?.instance : nil, isThere ? 1 : state.channels.count)
    }
    guard let found else { throw .applicationNotFound }
    guard count == 1 else {
      throw .parameterValidationFailure([
        BadParameter(name: "instanceId", reason: Message(.instanceRequired))
      ])
    }
    return found
  }

  /// Opens an event channel for another instance.
  func add(instance: String) {
    state.withLock { state in
      guard state.index(instance) == nil else { return }
      state.channels.append(
        Channel(
          instance: instance, events: EventChannel(limit: eventLimit, timeout: eventTimeout, instance: instance)))
    }
  }

  /// Ends the event channel of an instance: its held request is answered with the error.
  func end(instance: String, _ error: UCWAError) {
    run { state in
      guard let index = state.index(instance) else { return [] }
      let answers = state.answers(state.channels[index].events.end(error), of: index)
      state.channels.remove(at: index)
      return answers
    }
  }

  /// The package with which an instance's event channel goes on.
  func ack(of instance: String) -> Int {
    state.withLock { state in state.index(instance).map { state.channels[$0].events.ack } ?? 1 }
  }

  // MARK: Events

  /// Appends events that belong together to every channel; held requests that they release are answered before this
  /// returns.
  func deliver(_ events: [Event]) {
    guard !events.isEmpty else { return }
    each { $0.append(contentsOf: events, now: .now) }
  }

  /// Notes that something of the user's was put back of which no event tells: clients that were silent for long are
  /// told to read the state anew.
  func reset() {
    each {
      $0.reset(now: .now)
      return []
    }
  }

  /// Takes a request for a package; it is answered at once or held.
  func poll(_ parameters: PollParameters, _ responder: HTTPResponder, _ format: PayloadFormat) throws(UCWAError) {
    let instance = try instance(named: parameters.instance)
    polls(.began, instance)
    var token = Sessions.RequestToken(0)
    run { state in
      token = Sessions.RequestToken(state.nextToken)
      state.nextToken += 1
      let held = Held(responder: responder, format: format)
      guard let index = state.index(instance) else {
        return [.respond(held, .failure(.applicationNotFound), instance: instance)]
      }
      state.held[token] = held
      return state.answers(state.channels[index].events.poll(parameters, request: token, now: .now), of: index)
    }
    let isHeld = state.withLock { $0.held[token] != nil }
    guard isHeld else { return }
    let name = token
    responder.onDeparture { [weak self] in self?.departed(name, instance) }
  }

  private func departed(_ token: Sessions.RequestToken, _ instance: String) {
    let wasHeld = state.withLock { state in
      if let index = state.index(instance) { state.channels[index].events.departed(token, now: .now) }
      return state.held.removeValue(forKey: token) != nil
    }
    if wasHeld { polls(.ended, instance) }
  }

  /// Answers held requests with what there is, as if their time were over.
  func release() { each { $0.timerFired(now: Sessions.Instant(milliseconds: .max)) } }

  /// Ends the channels: held requests are answered with the error, and nothing is delivered any more.
  func end(_ error: UCWAError) {
    run { state in
      var answers: [Answer] = []
      for index in state.channels.indices {
        answers += state.answers(state.channels[index].events.end(error), of: index)
      }
      state.channels = []
      return answers
    }
  }

  private func timerFired(_ instance: String) {
    run { state in
      guard let index = state.index(instance) else { return [] }
      return state.answers(state.channels[index].events.timerFired(now: .now), of: index)
    }
  }

  /// Lets every channel take a step.
  private func each(_ step: (inout EventChannel) -> [ChannelAction]) {
    run { state in
      var answers: [Answer] = []
      for index in state.channels.indices {
        answers += state.answers(step(&state.channels[index].events), of: index)
      }
      return answers
    }
  }

  private func run(_ step: (inout State) -> [Answer]) {
    for answer in state.withLock({ step(&$0) }) {
      switch answer {
      case .respond(let held, .package(let package), let instance):
        polls(.ended, instance)
        // Written on the HTTP loop: the SIP thread has calls to carry.
        held.responder.respond { [base, language] in
          .body(200, package.bytes(held.format, base: base, language: language), held.format)
        }
      case .respond(let held, .failure(let error), let instance):
        polls(.ended, instance)
        held.responder.respond(.error(error, held.format, language))
      case .wake(let responder, let delay, let instance):
        responder.schedule(after: delay) { [weak self] in self?.timerFired(instance) }
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
