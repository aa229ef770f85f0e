import InteropSupport
import Sessions
import Testing
import UCWA

@testable import Server
@testable import Store

/// Clients that follow the links, of applications that are told things at random, with a server that dies now and then
/// and finds what its journal had committed.
@Suite struct ChannelRecoveryModelTests {
  /// What was told at once.
  private struct Step {
    let events: [(number: Int, resource: Int?)]
    let applications: Set<Int>
    /// The place of its append in the journal of this life.
    let append: Int
  }

  private struct Client {
    let application: Int
    let instance: String
    let format: PayloadFormat
    var ack = 1
    var asked: Asked?
    /// All that came.
    var seen: [Int] = []
    /// The last number before each gap that was told.
    var gaps: Set<Int> = []
    /// Packages as they first came.
    var packages: [Int: [UInt8]] = [:]
  }

  private struct World {
    static let instances = [["", "second"], [""]]

    var random: SeededRandom
    var journal = HandJournal()
    var applications: [ApplicationSession] = []
    var clients: [Client] = [
      Client(application: 0, instance: "", format: .json), Client(application: 0, instance: "second", format: .xml),
      Client(application: 1, instance: "", format: .json),
    ]
    /// What was told and is not lost, of all lives.
    var told: [Step] = []
    var number = 0
    let limit: Int
    var crashes = 0
    var repeats = 0

    init(seed: UInt64, limit: Int) throws {
      random = SeededRandom(seed: seed)
      self.limit = limit
      try begin()
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func begin() throws {
      let saved = try SavedChannels(journal, of: ["0", "1"])
      #expect(saved.unreadable.isEmpty)
      #expect(saved.changes.isEmpty)
      applications = try World.instances.enumerated().map { index, instances in
        try .made(String(index), instances: instances, limit: limit, journal)
      }
    }

    mutating func crash() throws {
      let committed = journal.committed
      // Steps of earlier lives are there for good.
      let lost = told.filter { $0.append >= committed }
      told.removeAll { $0.append >= committed }
      told = told.map { Step(events: $0.events, applications: $0.applications, append: -1) }
      journal = journal.afterCrash()
      crashes += 1
      for index in clients.indices { clients[index].asked = nil }
      let records = Set(journal.keys(.call))
      for step in told { #expect(records.contains(key(step))) }
      for step in lost { #expect(!records.contains(key(step))) }
      try begin()
    }

    func key(_ step: Step) -> String { String(step.events.first?.number ?? 0) }

    mutating func tell() {
      var events: [Event] = []
      var numbers: [(Int, Int?)] = []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        number += 1
        let resource = chance(40) ? Int.random(in: 0..<3, using: &random) : nil
        numbers.append((number, resource))
        events.append(resource.map { Numbered.updated(number, of: $0) } ?? Numbered.added(number))
      }
      let whom: Set<Int> = chance(50) ? [0, 1] : chance(50) ? [0] : [1]
      let step = Step(events: numbers, applications: whom, append: journal.appended)
      told.append(step)
      ApplicationSession.deliver(
        events.map { [$0] }, to: whom.shuffled(using: &random).map { applications[$0] },
        with: [JournalRecord(kind: .call, key: key(step), value: [1])], in: journal)
    }

    mutating func ask(_ index: Int) throws {
      guard clients[index].asked == nil else { return }
      let client = clients[index]
      clients[index].asked = try applications[client.application]
        .ask(client.ack, instance: client.instance, client.format)
    }

    mutating func read(_ index: Int, loses: Bool) throws {
      guard let response = clients[index].asked?.response else { return }
      clients[index].asked = nil
      guard response.status == 200 else {
        Issue.record("\(response.status) \(response.text)")
        return
      }
      if loses { return }
      let package = try Package(response)
      #expect(package.resync == nil)
      let events = Numbered.read(response)
      let ack = clients[index].ack
      if let known = clients[index].packages[ack] {
        repeats += 1
        #expect(known == response.body, "package \(ack)")
      }
      if !events.isEmpty || package.resume != nil { clients[index].packages[ack] = response.body }
      // The client may crash between reading and noting it, and then it asks for the same again.
      if chance(15) { return }
      clients[index].seen += events
      if package.resume != nil { clients[index].gaps.insert(clients[index].seen.last ?? 0) }
      let next = try #require(package.next ?? package.resume)
      clients[index].ack = Int(next.split(separator: "=")[1].prefix { $0.isNumber }) ?? -1
    }

    /// Whether what a client has seen is what it was told, in order, each once, with every gap announced.
    func check(_ client: Client, isEnd: Bool) {
      let mine = told.filter { $0.applications.contains(client.application) }.flatMap(\.events)
      var next = 0
      var missing: [(number: Int, resource: Int?)] = []
      for (place, number) in client.seen.enumerated() {
        guard let index = mine[next...].firstIndex(where: { $0.number == number }) else {
          Issue.record("\(number) came out of order, twice, or was never told")
          return
        }
        let skipped = mine[next..<index]
        if place == 0 ? client.gaps.contains(0) : client.gaps.contains(client.seen[place - 1]) {
          missing = []
        } else {
          missing += skipped
        }
        next = index + 1
        for event in missing {
          #expect(event.resource != nil, "\(event.number) is missing")
          let isReplaced = mine.contains { $0.number > event.number && $0.resource == event.resource }
          #expect(isReplaced, "\(event.number) was replaced by nothing")
        }
      }
      guard isEnd, !client.gaps.contains(client.seen.last ?? 0) else { return }
      #expect(next == mine.count, "the last events are missing")
    }
  }

  @Test(arguments: Array(0..<20).flatMap { seed in [1000, 3].map { (seed, $0) } })
  func eachEventOnceAndInOrder(row: (seed: Int, limit: Int)) throws {
    var world = try World(seed: UInt64(row.seed), limit: row.limit)
    for step in 0..<600 {
      switch Int.random(in: 0..<100, using: &world.random) {
      case 0..<30: world.tell()
      case 30..<55: try world.ask(Int.random(in: 0..<3, using: &world.random))
      case 55..<75: try world.read(Int.random(in: 0..<3, using: &world.random), loses: world.chance(20))
      case 75..<80:
        let index = Int.random(in: 0..<3, using: &world.random)
        world.clients[index].asked?.leave()
        world.clients[index].asked = nil
      case 80..<92: world.journal.commit(Int.random(in: 1...4, using: &world.random))
      case 92..<96: world.journal.commit()
      case 96..<98: world.applications[Int.random(in: 0..<2, using: &world.random)].release()
      default: try world.crash()
      }
      if step % 50 == 0 { for client in world.clients { world.check(client, isEnd: false) } }
    }
    try world.crash()
    for index in world.clients.indices {
      // All that waits is due at once after a restart; then there is nothing more.
      for _ in 0..<20 {
        world.clients[index].asked = nil
        try world.ask(index)
        world.journal.commit()
        try world.read(index, loses: false)
      }
      world.check(world.clients[index], isEnd: true)
    }
    #expect(world.crashes > 3)
    #expect(world.repeats > 0)
    #expect(world.clients.contains { !$0.gaps.isEmpty } == (row.limit < 1000))
  }
}
