import Foundation
import Glibc

@testable import InteropSupport

/// Starts calls at a steady rate for some applications, cancels, stops and deletes them at random, follows their events,
/// and checks that each gets what it must, once and in order. Belongs to the thread that uses it.
final class SoakClient {
  /// What was done and seen.
  struct Figures {
    var started = 0
    var connected = 0
    var failed = 0
    var cancels = 0
    var stops = 0
    var refusals = 0
    var startedTwice = 0
    var events = 0
  }

  private enum Task {
    case start(SoakCall), cancel(SoakCall), stop(SoakCall), delete(SoakCall)
    case askAgain(reader: Int)
  }

  private enum Purpose { case start, startAgain, cancel, stop, delete, deleteAgain }

  private struct Request {
    let purpose: Purpose
    let call: SoakCall
    let bytes: [UInt8]
  }

  private final class Slot {
    var connection: HTTPConnection
    var request: Request?
    init(_ connection: HTTPConnection) { self.connection = connection }
  }

  private let drivers: [UCWADriver]
  private var readers: [EventReader]
  private var slots: [Slot]
  private var waiting: [Request] = []
  private var wheel = TimerWheel<Task>(now: MonotonicTime.seconds)
  private var random: SeededRandom
  private var calls: [String: SoakCall] = [:]
  private var byConversation: [String: SoakCall] = [:]
  private var serial = 0
  /// Whether event requests are given up and asked again now and then.
  var isRestless = true
  private(set) var figures = Figures()
  /// What should not happen.
  private(set) var troubles: [String] = []

  init(_ drivers: [UCWADriver], connections: Int = 16, seed: UInt64) throws {
    self.drivers = drivers
    random = SeededRandom(seed: seed)
    readers = try drivers.map { try EventReader($0) }
    slots = try (0..<connections).map { _ in Slot(try HTTPConnection(port: drivers[0].port)) }
    for index in readers.indices { wheel.add(.askAgain(reader: index), at: MonotonicTime.seconds + 0.5) }
  }

  /// Event packages that were asked for again, and held requests that were given up.
  var bother: (repeats: Int, aborts: Int) {
    readers.reduce((0, 0)) { ($0.0 + $1.repeats, $0.1 + $1.aborts) }
  }

  /// Calls that are not finished.
  var unfinished: [SoakCall] { Array(calls.values) }

  /// Starts calls, and returns when each has ended and its conversation is gone, or after `limit` seconds.
  func run(_ count: Int, perSecond rate: Double, within limit: Double) throws {
    let begin = MonotonicTime.seconds
    for index in 0..<count { wheel.add(.start(newCall()), at: begin + Double(index) / rate) }
    let goal = figures.started + count
    while figures.started < goal || !calls.isEmpty {
      guard MonotonicTime.seconds < begin + limit else { return }
      try turn()
    }
  }

  /// Follows the events for a while without starting anything.
  func idle(until isDone: () throws -> Bool, within limit: Double) throws -> Bool {
    let begin = MonotonicTime.seconds
    while MonotonicTime.seconds < begin + limit {
      try turn()
      if try isDone() { return true }
    }
    return false
  }

  private func turn() throws {
    for task in wheel.due(now: MonotonicTime.seconds) { try perform(task) }
    while !waiting.isEmpty, let slot = slots.first(where: { $0.request == nil }) {
      let request = waiting.removeFirst()
      slot.request = request
      try slot.connection.send(request.bytes)
    }
    let descriptors = readers.flatMap(\.descriptors) + slots.map(\.connection.descriptor)
    var watched = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&watched, nfds_t(watched.count), 5) > 0 else { return }
    for (index, entry) in watched.enumerated() where entry.revents != 0 {
      if index >= 2 * readers.count {
        try answered(slots[index - 2 * readers.count])
      } else if index % 2 == 0 {
        for event in try readers[index / 2].read(loses: chance(0.03)) { happened(event, index / 2) }
      } else {
        try readers[index / 2].readReplaced()
      }
    }
  }

  private func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

  private func later(_ task: Task, upTo longest: Double, after shortest: Double = 0) {
    wheel.add(task, at: MonotonicTime.seconds + shortest + .random(in: 0...longest, using: &random))
  }

  private func trouble(_ text: String) {
    if troubles.count < 50 { troubles.append(text) }
  }

  private func newCall() -> SoakCall {
    serial += 1
    let application = serial % drivers.count
    let dice = Double.random(in: 0..<1, using: &random)
    let plan: SoakCall.Plan =
      dice < 0.12 ? .cancel : dice < 0.18 ? .deleteEarly : dice < 0.22 ? .startTwice : .none
    let operation = "soak-\(serial)"
    return SoakCall(
      operationID: operation, plan: plan, application: application,
      request: drivers[application].startCall(
        operationID: operation, phoneNumber: "+1425555011\(serial % 10)", to: "+1425555015\(serial % 7)"))
  }

  // MARK: Requests

  private func perform(_ task: Task) throws {
    switch task {
    case .start(let call):
      calls[call.operationID] = call
      waiting.append(Request(purpose: .start, call: call, bytes: call.request))
    case .cancel(let call):
      guard let invitation = call.invitation, call.completions == 0 || call.plan == .cancel else { return }
      figures.cancels += 1
      ask(.cancel, call, "POST", invitation + "/cancel")
    case .stop(let call):
      guard call.disconnections == 0, !call.isDeleting, let conversation = call.conversation else { return }
      figures.stops += 1
      ask(.stop, call, "POST", conversation + "/phoneAudio/stopPhoneAudio")
    case .delete(let call): delete(call)
    case .askAgain(let index):
      if isRestless { try readers[index].askAgain(closes: chance(0.5)) }
      later(.askAgain(reader: index), upTo: 1)
    }
  }

  private func delete(_ call: SoakCall) {
    guard !call.isDeleting else { return }
    guard let conversation = call.conversation else { return later(.delete(call), upTo: 0.1) }
    call.isDeleting = true
    ask(.delete, call, "DELETE", conversation)
  }

  private func ask(_ purpose: Purpose, _ call: SoakCall, _ method: String, _ path: String) {
    waiting.append(
      Request(purpose: purpose, call: call, bytes: drivers[call.application].request(method, path)))
  }

  private func answered(_ slot: Slot) throws {
    guard try slot.connection.fill() else {
      guard slot.request == nil else { throw InteropError.unexpected("the server closed a connection with a request") }
      // Nothing was asked on it for `timeouts.connectionIdle`.
      slot.connection = try HTTPConnection(port: drivers[0].port)
      return
    }
    guard let response = try slot.connection.next(), let request = slot.request else { return }
    slot.request = nil
    let call = request.call
    switch (request.purpose, response.status) {
    case (.start, 201): accepted(call, response.header("Location") ?? "")
    case (.start, 503):
      figures.refusals += 1
      call.refusals += 1
      if call.refusals > 600 { trouble("\(call.operationID) was refused 600 times") }
      later(.start(call), upTo: 0.1, after: 0.1)
    case (.startAgain, 201):
      if response.header("Location") != call.invitation {
        trouble("\(call.operationID) started twice: \(response.header("Location") ?? "")")
      }
    // By then the call, or even its conversation, may be gone.
    case (.cancel, 204), (.stop, 204), (.cancel, 409), (.stop, 409): break
    case (.cancel, 404), (.stop, 404): if !call.isDeleting { unexpected(request, response) }
    case (.delete, 204):
      call.isDeleted = true
      if chance(0.05) { ask(.deleteAgain, call, "DELETE", call.conversation ?? "") }
      finishIfDone(call)
    case (.deleteAgain, 404): break
    default: unexpected(request, response)
    }
  }

  private func unexpected(_ request: Request, _ response: HTTPResponse) {
    trouble("\(request.purpose) of \(request.call.operationID): \(response.status) \(response.text.prefix(200))")
  }

  private func accepted(_ call: SoakCall, _ location: String) {
    figures.started += 1
    call.invitation = location
    switch call.plan {
    case .cancel: later(.cancel(call), upTo: 0.8)
    case .deleteEarly: later(.delete(call), upTo: 1.2)
    case .startTwice:
      figures.startedTwice += 1
      waiting.append(Request(purpose: .startAgain, call: call, bytes: call.request))
    case .none: break
    }
    // A phone that vanished during set-up is noticed after 32 s; a user gives up before.
    later(.cancel(call), upTo: 2, after: 4)
  }

  // MARK: Events

  private func happened(_ event: EventReader.Event, _ reader: Int) {
    figures.events += 1
    switch (event.rel, event.type) {
    case ("phoneAudioInvitation", "started"): started(event, reader)
    case ("phoneAudioInvitation", "completed"): completed(event, reader)
    case ("phoneAudio", "updated"):
      guard event.resource["state"] as? String == "Disconnected" else { return }
      guard let call = byConversation[String(event.href.dropLast("/phoneAudio".count))] else {
        return trouble("Disconnected for an unknown call: \(event.href)")
      }
      call.disconnections += 1
      if call.disconnections > 1 { trouble("\(call.operationID) was disconnected \(call.disconnections) times") }
      ended(call)
    case ("conversation", "deleted"):
      guard let call = byConversation[event.href] else { return trouble("deleted twice: \(event.href)") }
      call.deletions += 1
      if !call.isOver { trouble("\(call.operationID): its conversation went before its call") }
      if !call.isDeleting { trouble("\(call.operationID): its conversation went unasked") }
      finishIfDone(call)
    default: break
    }
  }

  private func started(_ event: EventReader.Event, _ reader: Int) {
    guard let operation = event.resource["operationId"] as? String, let call = calls[operation],
      let links = event.resource["_links"] as? [String: [String: Any]],
      let conversation = links["conversation"]?["href"] as? String
    else { return trouble("started something unknown: \(event.href)") }
    if call.conversation != nil { trouble("\(operation) was started twice") }
    if call.application != reader { trouble("\(operation) came to another application") }
    call.conversation = conversation
    byConversation[conversation] = call
  }

  private func completed(_ event: EventReader.Event, _ reader: Int) {
    guard let operation = event.resource["operationId"] as? String, let call = calls[operation] else {
      return trouble("completed something unknown: \(event.href)")
    }
    call.completions += 1
    if call.completions > 1 { trouble("\(operation) completed \(call.completions) times") }
    if call.conversation == nil { trouble("\(operation) completed before it started") }
    call.isConnected = event.succeeded
    if event.succeeded {
      figures.connected += 1
      // Most talk for a while; what no phone hangs up ends here at last.
      later(.stop(call), upTo: chance(0.3) ? 0.1 : 1.5)
    } else {
      figures.failed += 1
    }
    ended(call)
  }

  private func ended(_ call: SoakCall) {
    if call.isOver, !call.isDeleting { later(.delete(call), upTo: 0.5) }
  }

  private func finishIfDone(_ call: SoakCall) {
    guard call.isFinished else { return }
    calls[call.operationID] = nil
    if let conversation = call.conversation { byConversation[conversation] = nil }
  }
}
