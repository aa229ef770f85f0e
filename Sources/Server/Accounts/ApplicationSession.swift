import HTTP
import Sessions
import Store
import Synchronization
import UCWA

/// A running application of a user: its event channels, its operations, and what it said about itself.
///
/// Each of its instances has an event channel; most applications have one, without a name. The lock is held while a
/// channel's state machine runs and the journal is given what it must know; answers are written after it was released.
final class ApplicationSession: Sendable {
  let id: String
  /// Path of the application, with which its hrefs begin.
  let base: String
  let userURI: String
  let registration: ApplicationRegistration
  /// The language of messages for its user, by its culture.
  let language: Language
  /// Name of the property that a PUT of `communication` must send back.
  let marker = Identifier.make()
  let channels: Mutex<ApplicationChannels>
  private let operations = Mutex(OperationTable())
  private let settings: Mutex<Settings>
  let journal: any Journal
  private let eventLimit: Int
  private let eventTimeout: Int
  let polls: @Sendable (PollChange, _ instance: String) -> Void

  private struct Settings {
    var profile: ApplicationProfile
    /// What follows from the profile and the user's activity.
    var presence: ApplicationPresence?
  }

  /// A request of an event channel began or ended to be held.
  enum PollChange: Sendable { case began, ended }

  /// - Parameter saved: The channels that go on where those of an earlier process were.
  init(
    id: String, registration: ApplicationRegistration, instances: [String], profile: ApplicationProfile? = nil,
    saved: [ChannelName: SavedChannels.Channel] = [:], journal: any Journal, eventLimit: Int, eventTimeout: Int,
    polls: @escaping @Sendable (PollChange, _ instance: String) -> Void
  ) {
    self.id = id
    self.journal = journal
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
    var channels = ApplicationChannels()
    for instance in instances {
      let name = ChannelName(applicationID: id, instance: instance)
      let saved = saved[name] ?? SavedChannels.Channel()
      channels.add(
        instance,
        (saved.record ?? ChannelRecord()).channel(
          sent: saved.sent, waiting: saved.waiting, limit: eventLimit, timeout: eventTimeout, instance: instance),
        ChannelBook(
          name, timeout: eventTimeout, record: saved.record, waitingRows: saved.waitingRows,
          waitingEvents: saved.waiting.count))
    }
    self.channels = Mutex(channels)
    self.polls = polls
  }

  /// Events of all instances that have not been sent, for tests.
  var waitingEvents: [Event] { channels.withLock { $0.waitingEvents } }

  /// Requests of the event channels that wait for an answer.
  var heldRequests: Int { channels.withLock { $0.heldRequests } }

  /// How many operations are known.
  var operationCount: Int { operations.withLock { $0.count } }

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
  var instances: [String] { channels.withLock { $0.instances } }

  /// The instance that a request means: the one it names, else the one without a name, else the only one there is.
  ///
  /// - Throws: 404 ApplicationNotFound if the one it names has ended, 400 if it names none and there are several.
  func instance(named name: String?) throws(UCWAError) -> String {
    let name = name ?? ""
    let (found, count) = channels.withLock { channels in
      let isThere = channels.has(name)
      let instances = channels.instances
      return (isThere ? name : name.isEmpty ? instances.first : nil, isThere ? 1 : instances.count)
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
    channels.withLock {
      $0.add(
        instance, EventChannel(limit: eventLimit, timeout: eventTimeout, instance: instance),
        ChannelBook(ChannelName(applicationID: id, instance: instance), timeout: eventTimeout))
    }
  }

  /// Ends the event channel of an instance: its held request is answered with the error.
  func end(instance: String, _ error: UCWAError) {
    run { channels, output in channels.end(instance, error, &output) }
  }

  /// The package with which an instance's event channel goes on.
  func ack(of instance: String) -> Int { channels.withLock { $0.ack(of: instance) ?? 1 } }

  // MARK: Events

  /// Notes that something of the user's was put back of which no event tells: clients that were silent for long are
  /// told to read the state anew.
  func reset() {
    run { channels, output in
      channels.each(&output) {
        $0.reset(now: .now)
        return []
      }
    }
  }

  /// Takes a request for a package; it is answered soon or held.
  func poll(_ parameters: PollParameters, _ responder: HTTPResponder, _ format: PayloadFormat) throws(UCWAError) {
    let instance = try instance(named: parameters.instance)
    polls(.began, instance)
    var token = Sessions.RequestToken(0)
    run { channels, output in
      token = channels.poll(
        parameters, HeldRequest(responder: responder, format: format, instance: instance), &output)
    }
    let name = token
    guard channels.withLock({ $0.holds(name) }) else { return }
    responder.onDeparture { [weak self] in self?.departed(name, instance) }
  }

  private func departed(_ token: Sessions.RequestToken, _ instance: String) {
    if channels.withLock({ $0.departed(token, instance) }) { polls(.ended, instance) }
  }

  /// Answers held requests with what there is, as if their time were over.
  func release() {
    run { channels, output in
      channels.each(&output) { $0.timerFired(now: Sessions.Instant(milliseconds: .max)) }
    }
  }

  /// Ends the channels: held requests are answered with the error, and nothing is delivered any more.
  func end(_ error: UCWAError) {
    run { channels, output in
      for instance in channels.instances { channels.end(instance, error, &output) }
    }
  }

  // MARK: Operations

  /// Takes a start request under its operationId.
  func begin(_ operationID: String?, fingerprint: Fingerprint, invitation: String) -> OperationTable.Outcome {
    operations.withLock { $0.begin(operationID, fingerprint: fingerprint, invitation: invitation) }
  }

  /// Forgets an operation that was not begun after all, or whose invitation is gone.
  func forget(_ operationID: String?, invitation: String) {
    operations.withLock { $0.forget(operationID, invitation: invitation) }
  }
}
