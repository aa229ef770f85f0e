import Foundation
import Glibc
import Store

@testable import InteropSupport

/// One run: server, relays, phones and client.
final class Soak {
  /// What came of it.
  struct Report: Sendable {
    var text = ""
    /// What was not as it must be.
    var failures: [String] = []
  }

  /// A thousand calls.
  private static let batch = 1_000

  private let ownPhones: RandomPhones
  private let otherPhones: RandomPhones
  private let ownRelay: DroppingRelay
  private let otherRelay: DroppingRelay
  private let server: SoakServer
  private let seed: UInt64
  private var report = Report()

  init(seed: UInt64) throws {
    self.seed = seed
    ownPhones = try RandomPhones(.own, seed: seed &* 11)
    otherPhones = try RandomPhones(.other, seed: seed &* 13)
    func network(_ seed: UInt64) -> DroppingRelay.Conditions {
      DroppingRelay.Conditions {
        $0.drop = 0.03
        $0.duplicate = 0.03
        $0.delay = 0.05
        $0.longestDelay = 0.08
        $0.seed = seed
      }
    }
    ownRelay = try DroppingRelay(to: ownPhones.port, conditions: network(seed &* 17))
    otherRelay = try DroppingRelay(to: otherPhones.port, conditions: network(seed &* 19))
    ownPhones.start(contact: ownRelay.frontPort, peer: ownRelay.backPort)
    otherPhones.start(contact: otherRelay.frontPort, peer: otherRelay.backPort)
    server = try SoakServer(own: ownRelay.frontPort, other: otherRelay.frontPort)
  }

  func run(calls: Int, rate: Double) throws -> Report {
    let unused = server.descriptors
    try soak(calls, rate)
    try close(unused)
    return report
  }

  private func soak(_ calls: Int, _ rate: Double) throws {
    let client = try SoakClient(server.drivers, seed: seed)
    _ = try client.idle(until: { try server.census()["connections"] == 24 }, within: 5)
    let idle = server.descriptors
    let (start, cpu) = (MonotonicTime.seconds, server.cpuSeconds)
    note("idle", client)
    let every = ProcessInfo.processInfo.environment["WORKLINE_SOAK_SAMPLE"].flatMap { Int($0) } ?? 10 * Self.batch
    var settled: [Int: (resident: Int, heap: Int)] = [:]
    var done = 0
    while done < calls {
      let count = min(Self.batch, calls - done)
      try client.run(count, perSecond: rate, within: Double(count) / rate + 120)
      done += count
      note("\(done)", client)
      let isSample = calls >= 4 * Self.batch && (done == 2 * Self.batch || done % every == 0)
      if done == calls || isSample {
        let working = MonotonicTime.seconds
        try settle(client, idle, forMemory: calls >= 4 * Self.batch)
        settled[done] = (server.residentBytes, try server.census()["heap"] ?? 0)
        note("\(done), settled in \(Int(MonotonicTime.seconds - working)) s", client)
        say("heap in use: \(settled[done]?.heap ?? 0) bytes")
      }
      if !client.troubles.isEmpty { break }
    }
    say("\(Int(MonotonicTime.seconds - start)) s, \(Int(server.cpuSeconds - cpu)) s CPU of the server")
    check(client, calls)
    if let early = settled[2 * Self.batch], calls >= 4 * Self.batch, let late = settled[calls] {
      say("between \(2 * Self.batch) and \(calls) calls: heap in use from \(early.heap) to \(late.heap) bytes")
      // Tables that grow with the most calls at once are in it, so a few bytes per call are no leak; residence depends
      // on where the allocator found room besides.
      let perCall = (late.heap - early.heap) / (calls - 2 * Self.batch)
      if perCall > 100 { fail("\(perCall) bytes of the heap are left of each call") }
      if late.resident > early.resident + early.resident / 10 {
        fail("resident memory grew from \(early.resident / 1_024) to \(late.resident / 1_024) kB")
      }
    }
  }

  // MARK: Looking

  private func say(_ line: String) {
    report.text += line + "\n"
    // Not buffered, so that a long run shows how it goes.
    FileHandle.standardError.write(Data("soak: \(line)\n".utf8))
  }

  private func fail(_ line: String) { report.failures.append(line) }

  private func note(_ label: String, _ client: SoakClient) {
    let (figures, relays) = (client.figures, [ownRelay.counts, otherRelay.counts])
    let repeated = ownPhones.figures.repeated + otherPhones.figures.repeated
    say(
      "\(label): \(server.residentBytes / 1_024) kB resident, \(figures.connected) connected, \(figures.failed) not, "
        + "\(figures.refusals) times 503, \(figures.events) events, \(relays.reduce(0) { $0 + $1.received }) datagrams, "
        + "\(relays.reduce(0) { $0 + $1.dropped }) lost, \(relays.reduce(0) { $0 + $1.duplicated }) doubled, "
        + "\(relays.reduce(0) { $0 + $1.delayed }) late, \(repeated) sent again by phones")
  }

  /// Awaits that nothing is left of any call and, for its memory, that the server has given it back (every 30 s).
  private func settle(_ client: SoakClient, _ idle: Int, forMemory: Bool) throws {
    let names = [
      "calls", "legs", "clientTransactions", "serverTransactions", "handles", "timers", "conversations", "invitations",
      "operations", "toneSockets",
    ]
    var census: [String: Int] = [:]
    var next = 0.0
    let isEmpty = try client.idle(
      until: {
        guard MonotonicTime.seconds >= next else { return false }
        next = MonotonicTime.seconds + 0.5
        census = try server.census()
        return names.allSatisfy { census[$0] == 0 } && ownPhones.figures.live == 0 && otherPhones.figures.live == 0
      }, within: 110)
    if !isEmpty {
      fail("left: \(census), phones \(ownPhones.figures.live) and \(otherPhones.figures.live)")
    }
    if forMemory { _ = try client.idle(until: { false }, within: 32) }
    client.isRestless = false
    defer { client.isRestless = true }
    var descriptors = 0
    let hasNoMore = try client.idle(
      until: {
        descriptors = server.descriptors
        return descriptors <= idle
      }, within: 5)
    if !hasNoMore { fail("\(descriptors) descriptors are open, \(idle) were before the first call") }
  }

  private func check(_ client: SoakClient, _ calls: Int) {
    let figures = client.figures
    let bother = client.bother
    say(
      "\(figures.started) started, \(figures.startedTwice) sent twice, \(figures.cancels) cancels, \(figures.stops) stops, "
        + "\(bother.repeats) packages asked for again, \(bother.aborts) event requests given up")
    for (name, phones) in [("own", ownPhones), ("other", otherPhones)] {
      let figures = phones.figures
      say(
        "\(name) phones: \(figures.rung) rung, \(figures.answered) answered, \(figures.live) live, "
          + "\(figures.abandoned) abandoned")
      for trouble in figures.troubles { fail("\(name) phone: \(trouble)") }
    }
    for trouble in client.troubles { fail("client: \(trouble)") }
    for call in client.unfinished.prefix(10) {
      fail(
        "\(call.operationID) \(call.plan) \(call.invitation ?? "not accepted"): completed \(call.completions), "
          + "disconnected \(call.disconnections), deleted \(call.deletions)/\(call.isDeleting)/\(call.isDeleted)")
    }
    if figures.connected + figures.failed != figures.started {
      fail("\(figures.started) started, \(figures.connected + figures.failed) completed")
    }
    if figures.started != calls { fail("\(figures.started) of \(calls) calls were started") }
    for line in server.log.prefix(10) { say("log: \(line)") }
  }

  /// Ends the applications and the server: connections, descriptors and records go too.
  private func close(_ unused: Int) throws {
    try server.deleteApplications()
    var census: [String: Int] = [:]
    do {
      try Eventually.holds("no connection", within: 5) {
        census = try server.census()
        return census["applications"] == 0 && census["connections"] == 0 && server.descriptors <= unused
      }
    } catch {
      fail("left at the end: \(census), \(server.descriptors) descriptors, \(unused) before the first connection")
    }
    server.server.process.signal(SIGTERM)
    let output = try server.server.process.waitForExit(within: 20)
    if !output.succeeded { fail("the server ended with \(output.end)") }
    let store = try SQLiteStore(directory: server.server.data)
    defer { store.close() }
    for kind in [RecordKind.invitation, .application] {
      var records = 0
      try store.load(kind) { _, _ in records += 1 }
      if records > 0 { fail("\(records) records of \(kind) are left in the journal") }
    }
  }
}
