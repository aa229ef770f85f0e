import Foundation
import Store

@testable import InteropSupport

/// One run: a server that is killed and started again, phones, and a client.
final class Kills {
  /// How much.
  struct Plan: Sendable {
    let kills: Int
    let seconds: Double
    /// Calls begun per second.
    let rate: Double
    let seed: UInt64
  }

  /// What came of it.
  struct Report: Sendable {
    fileprivate(set) var lines: [(name: String, value: String)] = []
    /// What was not as it must be.
    fileprivate(set) var failures: [String] = []

    var table: String {
      let width = lines.map(\.name.count).max() ?? 0
      return (lines + failures.map { ("FAULT", $0) })
        .map { $0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.value }
        .joined(separator: "\n")
    }
  }

  private static let users = 4
  private let plan: Plan
  private let folder: TemporaryFolder
  private let prepared: (configuration: String, data: String)
  private let phones: [(name: String, phones: RandomPhones)]
  private var server: WorklineServer
  private let drivers: [UCWADriver]
  private let logs: [EventLog]
  private var random: SeededRandom
  private var report = Report()
  private var starts: [Double] = []
  /// How many events of each log were looked at for conversations that are over.
  private var looked: [Int]
  /// The operation that began a conversation, and those whose call is over.
  private var operations: [String: String] = [:]
  private var over: [(conversation: String, application: Int)] = []

  init(_ plan: Plan) throws {
    self.plan = plan
    random = SeededRandom(seed: plan.seed)
    folder = try TemporaryFolder("kills")
    let own = try RandomPhones(PhoneHabits(outlivesServer: true, ringing: 0.2), seed: plan.seed &* 11)
    let other = try RandomPhones(PhoneHabits(hangsUp: 1, outlivesServer: true, ringing: 0.2), seed: plan.seed &* 13)
    phones = [("own phones", own), ("other phones", other)]
    prepared = try WorklineServer.prepare(
      in: folder,
      trunks: [.init("other", port: other.port), .init("own", port: own.port, pattern: #"\+1425555011\d"#)],
      settings: [
        "limits": #"{"conversationsPerUser": 1000000, "eventQueue": 200000}"#, "log": #"{"level": "warning"}"#,
      ])
    for index in 0..<Self.users {
      try WorklineServer.addUser(
        "sip:user\(index)@contoso.test", name: "User \(index)", work: "+1425555010\(index)",
        mobile: "+1425555011\(index)", data: prepared.data)
    }
    let server = try WorklineServer(
      configuration: prepared.configuration, data: prepared.data, more: Self.ladder(1))
    self.server = server
    for phone in [own, other] { phone.start(contact: phone.port, peer: server.sipPort) }
    let data = prepared.data
    drivers = try (0..<Self.users).map {
      try UCWADriver(
        port: server.httpPort, token: try WorklineServer.token(for: "sip:user\($0)@contoso.test", data: data))
    }
    logs = try drivers.map { try EventLog($0, outlivesServer: true) }
    looked = drivers.map { _ in 0 }
  }

  func run() throws -> Report {
    let begin = MonotonicTime.seconds
    let poster = KillPoster(drivers, rate: plan.rate, seconds: plan.seconds)
    let moments = (0..<plan.kills).map { _ in Double.random(in: 0..<plan.seconds, using: &random) }.sorted()
    for moment in moments {
      follow(poster, until: { MonotonicTime.seconds >= begin + moment }, within: plan.seconds)
      // Also one that is due while the server starts, as soon as it has; a random moment later.
      follow(poster, until: { false }, within: .random(in: 0...0.05, using: &random))
      try killAndStart()
    }
    let settled = MonotonicTime.seconds
    let isDone = follow(
      poster,
      until: {
        poster.isDone && self.unfinished(poster).isEmpty && self.phones.allSatisfy { $0.phones.figures.live == 0 }
      }, within: 45)
    line("settled after the last call or kill", String(format: "%.1f s", MonotonicTime.seconds - settled))
    if !isDone { fail("not all was over after 45 s") }
    judge(poster)
    try checkJournal()
    return report
  }

  /// Where a server writes its SIP messages, if the run is to be looked at.
  private static func ladder(_ number: Int) -> [String] {
    ProcessInfo.processInfo.environment["WORKLINE_KILLS_LADDER"].map { ["--ladder", "\($0)-\(number)"] } ?? []
  }

  private func killAndStart() throws {
    server.crash()
    let begin = MonotonicTime.seconds
    server = try WorklineServer(
      configuration: prepared.configuration, data: prepared.data, httpPort: server.httpPort, sipPort: server.sipPort,
      more: Self.ladder(starts.count + 2))
    starts.append(MonotonicTime.seconds - begin)
  }

  /// Deletes the conversations of calls that are over, until a condition holds; whether it came to that.
  @discardableResult
  private func follow(_ poster: KillPoster, until isDone: () -> Bool, within seconds: Double) -> Bool {
    let end = MonotonicTime.seconds + seconds
    while true {
      for (index, log) in logs.enumerated() {
        let events = log.events
        for event in events[looked[index]...] {
          if let conversation = event.links["conversation"], let operation = event.operationID {
            operations[conversation] = operation
          }
          if event.rel == "phoneAudio", event.state == "Disconnected" {
            over.append((String(event.href.dropLast("/phoneAudio".count)), index))
          }
        }
        looked[index] = events.count
      }
      // Its operation goes with a conversation: whoever still asks for a 201 would begin it anew.
      over.removeAll { conversation, index in
        guard let operation = operations[conversation], poster.isAccepted(operation) else { return false }
        poster.delete(conversation, of: index)
        return true
      }
      if isDone() { return true }
      let left = end - MonotonicTime.seconds
      guard left > 0 else { return false }
      MonotonicTime.pause(seconds: min(left, 0.02))
    }
  }

  // MARK: Judging

  private func line(_ name: String, _ value: String) { report.lines.append((name, value)) }
  private func fail(_ text: String) { report.failures.append(text) }

  /// Calls of which no end was told yet.
  private func unfinished(_ poster: KillPoster) -> [KillPoster.Call] {
    let completed = logs.map { Set($0.events.filter { $0.type == "completed" }.compactMap(\.operationID)) }
    return poster.calls.filter { !completed[$0.application].contains($0.operationID) }
  }

  private func judge(_ poster: KillPoster) {
    let calls = poster.calls
    let accepted = calls.filter { $0.invitation != nil }
    line("calls begun", "\(calls.count) at \(Int(plan.rate)) per second")
    line("accepted (201)", "\(accepted.count), \(calls.count { $0.repeats > 0 }) of them asked more than once")
    line("refused for a moment (503)", "\(poster.refusals)")
    line("kills", "\(starts.count)")
    let sorted = starts.sorted()
    if let longest = sorted.last {
      line("start", String(format: "%.2f s median, %.2f s at most", sorted[sorted.count / 2], longest))
    }
    for trouble in poster.troubles.prefix(10) { fail("POST: \(trouble)") }
    if accepted.count < calls.count { fail("\(calls.count - accepted.count) calls were never accepted") }
    var outcomes: [String: Int] = [:]
    var times: [Double] = []
    for (index, log) in logs.enumerated() {
      judge(log, accepted.filter { $0.application == index }, &outcomes, &times)
    }
    for (outcome, count) in outcomes.sorted(by: { $0.value > $1.value }) { line("completed \(outcome)", "\(count)") }
    times.sort()
    if let longest = times.last {
      line("POST to completed", String(format: "%.2f s median, %.2f s at most", times[times.count / 2], longest))
    }
    line("events", "\(logs.reduce(0) { $0 + $1.events.count }), \(poster.deleted) conversations deleted")
    for (name, phones) in phones {
      let figures = phones.figures
      line(name, "\(figures.rung) rung, \(figures.answered) answered, \(figures.live) left")
      if figures.live > 0 { fail("\(name): \(figures.live) legs are left, such as \(figures.liveCalls)") }
      for trouble in figures.troubles { fail("\(name): \(trouble)") }
    }
  }

  private func judge(
    _ log: EventLog, _ accepted: [KillPoster.Call], _ outcomes: inout [String: Int], _ times: inout [Double]
  ) {
    for trouble in log.troubles.prefix(10) { fail("event channel: \(trouble.prefix(500))") }
    let offset = WallClock.seconds - MonotonicTime.seconds
    var found: [String: [LoggedEvent]] = [:]
    var endings: [String: Int] = [:]
    for event in log.events {
      if event.rel == "phoneAudioInvitation", let operation = event.operationID {
        found[operation, default: []].append(event)
      }
      if event.rel == "phoneAudio", event.state == "Disconnected" { endings[event.href, default: 0] += 1 }
    }
    for call in accepted {
      let events = found.removeValue(forKey: call.operationID) ?? []
      for type in ["started", "completed"] where events.count(where: { $0.type == type }) != 1 {
        fail("\(call.operationID): \(events.map(\.summary)), sent \(call.repeats + 1) times")
      }
      if let other = events.first(where: { $0.href != call.invitation }) {
        fail("\(call.operationID): was \(call.invitation ?? "") in the answer and \(other.href) in an event")
      }
      guard let end = events.first(where: { $0.type == "completed" }) else { continue }
      outcomes[[end.status, end.reason].compactMap(\.self).joined(separator: " "), default: 0] += 1
      times.append(end.time - offset - call.begun)
    }
    for (operation, events) in found { fail("\(operation) was never accepted, but told of: \(events.map(\.summary))") }
    for (href, count) in endings where count > 1 { fail("\(href) ended \(count) times") }
  }

  private func checkJournal() throws {
    server.stop()
    let store = try SQLiteStore(directory: server.data)
    defer { store.close() }
    var left = 0
    _ = try store.load(.call) { _, _ in left += 1 }
    if left > 0 { fail("\(left) records of legs are left in the journal") }
  }
}
