import UCWA

/// The event channel of one instance of an application, as a state machine (UCWA 2.0, "Event channel details").
///
/// Events are appended as they happen; a client asks for package after package. Package N answers `ack=N`; asking for
/// N+1 acknowledges N. Until then N is kept, frozen, and a repeat gets the same bytes, whatever became of the
/// connection that N was first sent on. So each event reaches a client that follows the links exactly once and in
/// order.
///
/// **Release.** An event of high or real-time priority releases the pending request at once with everything that
/// waits, in order. Medium and low ones wait for their interval, counted from the moment they were appended. A timeout
/// is answered with no events and a `next` that repeats the same ack: nothing was sent, so there is nothing to
/// acknowledge, and nothing to remember across a restart.
///
/// **Merging.** A waiting `updated` event is dropped when a later one of the same resource from the same sender comes,
/// unless it is a step (`Event.isStep`), or the resource began, ended, came or went in between, or anything completed
/// in between. The order of what remains is the order in which it was appended.
///
/// **Overflow.** At most `limit` events wait. When one more comes, it and all that follow are given up until the
/// package with those that wait has been sent; that package has `resume` in place of `next`, which tells the client
/// that a gap follows it and that it must read the state anew. Nothing is lost before the gap, and nothing after it.
///
/// **Silence.** A client that comes back after a long silence, in which something was reset that no event tells of, is
/// sent to read the state anew in the same way.
public struct EventChannel: Sendable {
  /// What a client has set for its requests, in seconds.
  public struct Intervals: Sendable, Hashable {
    /// Until an empty answer.
    public var timeout: UInt16
    /// For which events of medium priority may wait.
    public var medium: UInt16
    /// For which events of low priority may wait.
    public var low: UInt16

    /// The intervals; the defaults are 180, 5 and 15 seconds.
    public init(timeout: UInt16 = 180, medium: UInt16 = 5, low: UInt16 = 15) {
      self.timeout = timeout
      self.medium = medium
      self.low = low
    }
  }

  struct Pending {
    let request: RequestToken
    let priority: Int
    let deadline: Instant
  }

  /// The number of waiting events above which the channel overflows, unless it was made with another.
  public static let defaultLimit = 1000

  /// Seconds without a request after which a client counts as silent: none of those that poll leaves such a gap.
  static let silence = 60

  let limit: Int32
  /// The instance of the application that the channel is for; empty for the one without a name.
  let instance: String
  /// What the client has set, or the defaults.
  public private(set) var intervals = Intervals()
  /// Whether events were given up since the last package.
  var isOverflowing = false
  /// Whether the next package must send the client to read the state anew, although no event was given up.
  public private(set) var wasReset = false
  /// How many events were taken since the channel was made: all that came but for those given up.
  public private(set) var takenEvents = 0
  /// Whether an event waits that must not.
  var hasImmediate = false
  /// The number of the package that is asked for next: the one kept, or the one to be made.
  var current: Int
  /// The package that was sent and not acknowledged.
  var sent: EventPackage?
  var waiting: [Event] = []
  var oldestMedium: Instant?
  var oldestLow: Instant?
  var pending: Pending?
  /// When a request last came, was answered, or was left by its client; nil if none ever came.
  var lastAsked: Instant?
  /// The moment the caller was asked to wake the channel while the pending request is held.
  var wakeAt: Instant?

  /// A channel on which nothing happened yet; the first ack is 1.
  ///
  /// - Parameters:
  ///   - limit: How many events may wait, at least 1.
  ///   - timeout: Seconds until an empty answer, unless the client asks for another time; 180.
  ///   - instance: The instance of the application that the channel is for, to be named in its links; empty for the
  ///     one without a name.
  public init(limit: Int = EventChannel.defaultLimit, timeout: Int = 180, instance: String = "") {
    self.instance = instance
    self.limit = Int32(clamping: max(1, limit))
    intervals.timeout = UInt16(clamping: max(1, timeout))
    current = 1
  }

  /// A channel that was stored.
  ///
  /// - Parameters:
  ///   - ack: The number of the package that is asked for next.
  ///   - sent: The events of that package if it was sent and not acknowledged; nil if it was not yet made.
  ///   - waiting: The events that have not been sent, in order. They are due at once.
  ///   - isOverflowing: Whether events were given up since the last package.
  ///   - wasReset: Whether the next package must send the client to read the state anew all the same.
  ///   - intervals: What the client has set.
  public init(
    restoring ack: Int, sent: EventPackage?, waiting: [Event], isOverflowing: Bool = false, wasReset: Bool = false,
    intervals: Intervals = Intervals(), limit: Int = EventChannel.defaultLimit, instance: String = ""
  ) {
    self.instance = instance
    self.intervals = intervals
    self.wasReset = wasReset
    self.limit = Int32(clamping: max(1, limit))
    current = sent?.ack ?? ack
    self.sent = sent
    self.waiting = waiting
    self.isOverflowing = isOverflowing
    hasImmediate = !waiting.isEmpty || isOverflowing || wasReset
  }

  /// The number of the oldest package that is not acknowledged, sent or not: the ack for an application's `events`
  /// link.
  public var ack: Int { current }

  /// The package that was sent and not acknowledged; nil if there is none.
  public var unacknowledged: EventPackage? { sent }

  /// The events that have not been sent, in order.
  public var waitingEvents: [Event] { waiting }

  /// The request that is held; nil if there is none.
  public var pendingRequest: RequestToken? { pending?.request }

  /// Whether a request is held.
  public var isPolled: Bool { pending != nil }

  /// Whether events were given up since the last package.
  public var hasOverflowed: Bool { isOverflowing }

  // MARK: Events

  /// Takes an event.
  public mutating func append(_ event: Event, now: Instant) -> [ChannelAction] {
    take(event, now)
    return release(now)
  }

  /// Takes events that belong together; a release takes all of them.
  public mutating func append(contentsOf events: [Event], now: Instant) -> [ChannelAction] {
    for event in events { take(event, now) }
    return release(now)
  }

  /// What is left of events of one package, in the order in which they were taken, after merging.
  public static func merging(_ events: some Sequence<Event>) -> [Event] {
    var channel = EventChannel(limit: .max)
    for event in events { channel.take(event, Instant(milliseconds: 0)) }
    return channel.waiting
  }

  private mutating func take(_ event: Event, _ now: Instant) {
    if isOverflowing { return }
    let replaced = replaced(by: event)
    if waiting.count - (replaced == nil ? 0 : 1) >= Int(limit) {
      isOverflowing = true
      hasImmediate = true
      return
    }
    if let replaced { waiting.remove(at: replaced) }
    waiting.append(event)
    takenEvents += 1
    switch event.priority {
    case .high, .realtime: hasImmediate = true
    case .medium: oldestMedium = oldestMedium ?? now
    case .low: oldestLow = oldestLow ?? now
    }
  }

  /// The waiting event that `event` makes meaningless. The moments at which the channel must speak stay as they are when
  /// it goes: what replaces an event must not wait longer than it would have.
  private func replaced(by event: Event) -> Int? {
    guard event.type == .updated, !event.isStep else { return nil }
    for index in waiting.indices.reversed() {
      let earlier = waiting[index]
      if earlier.type == .completed { return nil }
      guard earlier.link.href == event.link.href, earlier.link.rel == event.link.rel else { continue }
      guard earlier.type == .updated, !earlier.isStep, earlier.sender == event.sender,
        earlier.collection == event.collection
      else { return nil }
      return index
    }
    return nil
  }

  /// Notes that the server has put back something of which no event tells, such as conversations or subscriptions that
  /// ran out.
  ///
  /// A client that was silent meanwhile gets `resume` in place of `next` with its next package, which is sent as soon as
  /// it asks. One that asks all the time has been told by events and is left alone.
  public mutating func reset(now: Instant) {
    guard pending == nil, let lastAsked, lastAsked.adding(seconds: Self.silence) <= now else { return }
    wasReset = true
    hasImmediate = true
  }

  // MARK: Requests

  /// Takes a request for a package.
  ///
  /// It is answered at once or held; at most one is held.
  public mutating func poll(_ parameters: PollParameters, request: RequestToken, now: Instant) -> [ChannelAction] {
    lastAsked = now
    if let sent {
      if parameters.ack == sent.ack {
        remember(parameters)
        return [.respond(request, .package(sent))]
      }
      guard parameters.ack == sent.ack + 1 else { return [.respond(request, resync(for: parameters.ack))] }
      self.sent = nil
      current = sent.ack + 1
    } else if parameters.ack != current {
      return [.respond(request, resync(for: parameters.ack))]
    }

    var actions: [ChannelAction] = []
    if let held = pending {
      if held.request != request {
        if parameters.priority < held.priority { return [.respond(request, .failure(.pGetReplaced))] }
        actions.append(.respond(held.request, .failure(.pGetReplaced)))
      }
    }
    remember(parameters)
    wakeAt = nil
    pending = Pending(
      request: request, priority: parameters.priority, deadline: now.adding(seconds: Int(intervals.timeout)))
    actions += release(now)
    return actions
  }

  private mutating func remember(_ parameters: PollParameters) {
    if let seconds = parameters.timeout { intervals.timeout = UInt16(clamping: seconds) }
    if let seconds = parameters.medium { intervals.medium = UInt16(clamping: seconds) }
    if let seconds = parameters.low { intervals.low = UInt16(clamping: seconds) }
  }

  private func resync(for ack: Int) -> ChannelResponse {
    .package(EventPackage(ack: ack, events: [], continuation: .resync(current), instance: instance))
  }

  /// Notes that the client of a request has left; its request is answered no more.
  ///
  /// - Parameter now: The moment, from which its silence counts; nil leaves that as it was.
  public mutating func departed(_ request: RequestToken, now: Instant? = nil) {
    guard pending?.request == request else { return }
    lastAsked = now ?? lastAsked
    pending = nil
    wakeAt = nil
  }

  /// Notes that the moment of a `wake` has come.
  public mutating func timerFired(now: Instant) -> [ChannelAction] {
    wakeAt = nil
    return release(now)
  }

  /// Ends the channel: the pending request is answered with that error, and nothing is kept.
  public mutating func end(_ error: UCWAError) -> [ChannelAction] {
    let held = pending
    self = EventChannel(limit: Int(limit), timeout: Int(intervals.timeout), instance: instance)
    return held.map { [.respond($0.request, .failure(error))] } ?? []
  }

  // MARK: Release

  /// Answers the pending request if anything is due, else asks to be woken when something will be.
  private mutating func release(_ now: Instant) -> [ChannelAction] {
    guard let pending else { return [] }
    if isDue(now) {
      self.pending = nil
      lastAsked = now
      wakeAt = nil
      return [.respond(pending.request, .package(freeze()))]
    }
    if pending.deadline <= now {
      self.pending = nil
      lastAsked = now
      wakeAt = nil
      let empty = EventPackage(ack: current, events: [], continuation: .next(current), instance: instance)
      return [.respond(pending.request, .package(empty))]
    }
    var next = pending.deadline
    if let due = mediumDue { next = min(next, due) }
    if let due = lowDue { next = min(next, due) }
    if let wakeAt, wakeAt <= next { return [] }
    wakeAt = next
    return [.wake(at: next)]
  }

  private var mediumDue: Instant? { oldestMedium?.adding(seconds: Int(intervals.medium)) }
  private var lowDue: Instant? { oldestLow?.adding(seconds: Int(intervals.low)) }

  private func isDue(_ now: Instant) -> Bool {
    if hasImmediate { return true }
    if let due = mediumDue, due <= now { return true }
    if let due = lowDue, due <= now { return true }
    return false
  }

  private mutating func freeze() -> EventPackage {
    let package = EventPackage(
      ack: current, events: waiting,
      continuation: isOverflowing || wasReset ? .resume(current + 1) : .next(current + 1), instance: instance)
    sent = package
    waiting = []
    isOverflowing = false
    wasReset = false
    hasImmediate = false
    oldestMedium = nil
    oldestLow = nil
    return package
  }
}
