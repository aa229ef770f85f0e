import HTTP
import Sessions
import Store
import UCWA

/// The event channels of an application's instances with the requests they hold: what the lock of the application
/// guards.
///
/// A step changes a channel and says in a `ChannelOutput` what is to be done; nothing is done here.
struct ApplicationChannels {
  /// A package that was made and is not yet known to be in the journal.
  private struct Uncommitted {
    let package: EventPackage
    /// The requests that it answers then.
    var held: [HeldRequest] = []
  }

  private struct Channel {
    /// Empty for the one without a name.
    let instance: String
    var events: EventChannel
    var book: ChannelBook
    var uncommitted: [Uncommitted] = []
  }

  private var channels: [Channel] = []
  private var held: [Sessions.RequestToken: HeldRequest] = [:]
  private var nextToken: UInt64 = 1

  /// The instances, in the order in which they began.
  var instances: [String] { channels.map(\.instance) }

  /// Events of all instances that have not been sent.
  var waitingEvents: [Event] { channels.flatMap(\.events.waitingEvents) }

  /// Requests that have no answer yet.
  var heldRequests: Int {
    channels.reduce(held.count) { count, channel in channel.uncommitted.reduce(count) { $0 + $1.held.count } }
  }

  private func index(_ instance: String) -> Int? { channels.firstIndex { $0.instance == instance } }

  /// Whether there is an instance of that name.
  func has(_ instance: String) -> Bool { index(instance) != nil }

  /// Whether a request is held, rather than answered or about to be.
  func holds(_ token: Sessions.RequestToken) -> Bool { held[token] != nil }

  /// The package with which an instance's channel goes on; nil if there is no such instance.
  func ack(of instance: String) -> Int? { index(instance).map { channels[$0].events.ack } }

  /// Opens the channel of an instance, unless there is one.
  mutating func add(_ instance: String, _ events: EventChannel, _ book: ChannelBook) {
    guard !has(instance) else { return }
    channels.append(Channel(instance: instance, events: events, book: book))
  }

  // MARK: Steps

  /// Appends events to every channel.
  mutating func append(_ batch: inout EventBatch, _ output: inout ChannelOutput) {
    for index in channels.indices {
      let before = channels[index].events.takenEvents
      let actions = channels[index].events.append(contentsOf: batch.events, now: .now)
      let taken = channels[index].events.takenEvents - before
      settle(index, actions, taken: taken > 0 ? (batch.bytes(first: taken), taken) : nil, &output)
    }
  }

  /// Lets every channel take a step.
  mutating func each(_ output: inout ChannelOutput, _ step: (inout EventChannel) -> [ChannelAction]) {
    for index in channels.indices { settle(index, step(&channels[index].events), &output) }
  }

  /// Lets the channel of an instance take a step, if it is still there.
  mutating func step(
    _ instance: String, _ output: inout ChannelOutput, _ step: (inout EventChannel) -> [ChannelAction]
  ) {
    guard let index = index(instance) else { return }
    settle(index, step(&channels[index].events), &output)
  }

  /// Takes a request; gives the name under which it may be held.
  mutating func poll(
    _ parameters: PollParameters, _ request: HeldRequest, _ output: inout ChannelOutput
  ) -> Sessions.RequestToken {
    let token = Sessions.RequestToken(nextToken)
    nextToken += 1
    guard let index = index(request.instance) else {
      output.answers.append(.failure(request, .applicationNotFound))
      return token
    }
    held[token] = request
    settle(index, channels[index].events.poll(parameters, request: token, now: .now), &output)
    return token
  }

  /// Notes that the client of a request has left; whether the request was held.
  mutating func departed(_ token: Sessions.RequestToken, _ instance: String) -> Bool {
    if let index = index(instance) { channels[index].events.departed(token, now: .now) }
    return held.removeValue(forKey: token) != nil
  }

  /// Ends the channel of an instance: requests that have no answer yet get the error.
  mutating func end(_ instance: String, _ error: UCWAError, _ output: inout ChannelOutput) {
    guard let index = index(instance) else { return }
    var channel = channels.remove(at: index)
    channel.book.close(&output.records)
    for action in channel.events.end(error) {
      guard case .respond(let token, _) = action, let request = held.removeValue(forKey: token) else { continue }
      output.answers.append(.failure(request, error))
    }
    for request in channel.uncommitted.flatMap(\.held) { output.answers.append(.failure(request, error)) }
  }

  /// Takes note that a package is in the journal; gives the requests that waited for it.
  mutating func committed(_ package: EventPackage) -> [HeldRequest] {
    for index in channels.indices {
      if let place = channels[index].uncommitted.firstIndex(where: { $0.package === package }) {
        return channels[index].uncommitted.remove(at: place).held
      }
    }
    return []
  }

  /// Takes note that the journal does not have what it was given.
  mutating func lose() {
    for index in channels.indices { channels[index].book.lose(channels[index].events) }
  }

  /// Sorts out what a channel wants done after a step. A package is sent when its record is committed, also to those who
  /// ask for it again meanwhile: what a client has seen must be there after a crash.
  private mutating func settle(
    _ index: Int, _ actions: [ChannelAction], taken: (bytes: [UInt8], count: Int)? = nil,
    _ output: inout ChannelOutput
  ) {
    if let package = channels[index].book.settle(channels[index].events, taken: taken, &output.records) {
      channels[index].uncommitted.append(Uncommitted(package: package))
      output.made.append(package)
    }
    for action in actions {
      switch action {
      case .respond(let token, let response):
        guard let request = held.removeValue(forKey: token) else { continue }
        answer(request, response, index, &output)
      case .wake(let at):
        guard let request = channels[index].events.pendingRequest.flatMap({ held[$0] }) else { continue }
        output.answers.append(.wake(request, after: .milliseconds(max(0, at.milliseconds(since: .now)))))
      }
    }
  }

  private mutating func answer(
    _ request: HeldRequest, _ response: ChannelResponse, _ index: Int, _ output: inout ChannelOutput
  ) {
    switch response {
    case .failure(let error): output.answers.append(.failure(request, error))
    case .package(let package):
      if let place = channels[index].uncommitted.firstIndex(where: { $0.package === package }) {
        channels[index].uncommitted[place].held.append(request)
      } else {
        output.answers.append(.package(request, package))
      }
    }
  }
}
