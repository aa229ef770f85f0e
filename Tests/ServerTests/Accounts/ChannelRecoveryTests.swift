import Sessions
import Testing
import UCWA

@testable import Server
@testable import Store

/// What becomes of event channels with a crash: an application is made anew of what its journal has committed.
@Suite struct ChannelRecoveryTests {
  private let journal = HandJournal()

  private func package(_ asked: Asked) throws -> (events: [Int], package: Package) {
    let response = try #require(asked.response)
    return (Numbered.read(response), try Package(response))
  }

  @Test(arguments: [PayloadFormat.json, .xml])
  func theSamePackageAgainAndTheNextOneAfterIt(format: PayloadFormat) throws {
    let before = try ApplicationSession.made("1", journal)
    let first = try before.ask(1, format)
    before.deliver([Numbered.added(1), Numbered.added(2)])
    #expect(first.response == nil, "a package is not sent before it is in the journal")
    journal.commit()
    let sent = try #require(first.response)
    #expect(Numbered.read(sent) == [1, 2])
    before.deliver([Numbered.added(3)])
    journal.commit()

    let journal = journal.afterCrash()
    let after = try ApplicationSession.made("1", journal)
    #expect(after.ack(of: "") == 1)
    let again = try after.ask(1, format)
    #expect(again.response?.body == sent.body, "it needs no commit")
    after.deliver([Numbered.added(4)])
    let next = try after.ask(2, format)
    #expect(next.response == nil)
    journal.commit()
    #expect(try package(next).events == [3, 4])
    #expect(try package(next).package.next == after.base + "/events?ack=3")
    // What was acknowledged is gone.
    #expect(journal.count(.events) == 2)
  }

  @Test func whatWasNotCommittedWasNotSeen() throws {
    let before = try ApplicationSession.made("1", journal)
    before.deliver([Numbered.added(1)])
    journal.commit()
    let asked = try before.ask(1)
    before.deliver([Numbered.added(2)])
    #expect(asked.response == nil)
    let after = try ApplicationSession.made("1", journal.afterCrash())
    #expect(after.waitingEvents.map(\.link.title) == ["1"])
    #expect(after.ack(of: "") == 1)
  }

  @Test func whoAsksAgainWaitsForTheSameCommit() throws {
    let session = try ApplicationSession.made("1", journal)
    session.deliver([Numbered.added(1)])
    let (one, two) = (try session.ask(1), try session.ask(1, .xml))
    let replaced = try session.ask(9)
    #expect(replaced.response?.status == 200, "a resync tells nothing that could be lost")
    #expect(one.response == nil && two.response == nil)
    #expect(session.heldRequests == 2)
    journal.commit()
    #expect(try package(one).events == [1])
    #expect(try package(two).events == [1])
    #expect(session.heldRequests == 0)
  }

  @Test func aClientThatLeavesBeforeTheCommitGetsThePackageLater() throws {
    let session = try ApplicationSession.made("1", journal)
    let gone = try session.ask(1)
    session.deliver([Numbered.added(1)])
    gone.leave()
    journal.commit()
    #expect(try package(try session.ask(1)).events == [1])
    let after = try ApplicationSession.made("1", journal.afterCrash())
    #expect(try package(try after.ask(1)).events == [1])
  }

  @Test func emptyAnswersNeedNoRecord() throws {
    let session = try ApplicationSession.made("1", journal)
    let asked = try session.ask(1)
    session.release()
    #expect(try package(asked).package.next == session.base + "/events?ack=1")
    #expect(journal.appended == 0)
  }

  @Test func overflowIsToldAfterACrash() throws {
    var session = try ApplicationSession.made("1", limit: 3, journal)
    session.deliver([Numbered.added(1), Numbered.added(2)])
    session.deliver([Numbered.added(3), Numbered.added(4), Numbered.added(5)])
    session.deliver([Numbered.added(6)])
    journal.commit()
    #expect(journal.count(.events) == 2, "what was given up is not kept")
    var journal = journal.afterCrash()
    session = try ApplicationSession.made("1", limit: 3, journal)
    session.deliver([Numbered.added(7)])
    let asked = try session.ask(1)
    journal.commit()
    #expect(try package(asked).events == [1, 2, 3])
    #expect(try package(asked).package.resume == session.base + "/events?ack=2")
    session.deliver([Numbered.added(8)])
    journal.commit()
    journal = journal.afterCrash()
    session = try ApplicationSession.made("1", limit: 1, journal)
    #expect(try session.ask(1).response?.body == asked.response?.body, "a lower limit does not change what was sent")
    let next = try session.ask(2)
    journal.commit()
    #expect(try package(next).events == [8])
    #expect(try package(next).package.next == session.base + "/events?ack=3")
  }

  @Test func aClientThatNeverAsksDoesNotFillTheJournal() throws {
    let session = try ApplicationSession.made("1", journal)
    for number in 0..<5000 {
      session.deliver([Numbered.updated(number, of: number % 3)])
      journal.commit()
      #expect(journal.count(.events) <= 80)
    }
    let journal = journal.afterCrash()
    let after = try ApplicationSession.made("1", journal)
    let asked = try after.ask(1)
    journal.commit()
    #expect(try package(asked).events == [4997, 4998, 4999])
    for number in 0..<3000 { after.deliver([Numbered.added(number)]) }
    journal.commit()
    #expect(journal.count(.events) <= 1100)
  }

  @Test func instancesAndApplicationsEachGoOn() throws {
    let names = ["", "tab/2", String(repeating: "e\u{301}", count: 400)]
    let journal = journal
    let (one, two) = (
      try ApplicationSession.made("1", instances: names, journal), try ApplicationSession.made("2", journal)
    )
    let asked = try one.ask(1, instance: names[1])
    ApplicationSession.deliver(
      [[Numbered.added(1)], [Numbered.added(2)]], to: [two, one, two],
      with: [JournalRecord(kind: .call, key: "c", value: [1])], in: journal)
    #expect(journal.appended == 1, "one step is one append")
    journal.commit()
    #expect(try package(asked).events == [1, 2])
    one.deliver([Numbered.added(3)])
    journal.commit()
    let after = journal.afterCrash()
    #expect(after.keys(.call) == ["c"])
    let again = try ApplicationSession.made("1", instances: names, after)
    #expect(try again.ask(1, instance: names[1]).response?.body == asked.response?.body)
    let rest = try [again.ask(2, instance: names[1]), again.ask(1, instance: names[2]), again.ask(1)]
    after.commit()
    #expect(try rest.map { try package($0).events } == [[3], [1, 2, 3], [1, 2, 3]])
    #expect(try ApplicationSession.made("2", journal.afterCrash()).waitingEvents.count == 2)
    // What belongs to applications that are gone goes.
    let empty = journal.afterCrash()
    _ = try ApplicationSession.made("3", empty, others: [])
    empty.commit()
    #expect(empty.count(.events) == 0 && empty.count(.eventChannel) == 0)
  }

  @Test func whatEndsLeavesNothing() throws {
    let session = try ApplicationSession.made("1", instances: ["", "a"], journal)
    let asked = try session.ask(1, instance: "a")
    session.deliver([Numbered.added(1)])
    journal.commit()
    #expect(asked.response != nil)
    session.deliver([Numbered.added(2)])
    let uncommitted = try session.ask(2, instance: "a")
    session.end(instance: "a", .applicationNotFound)
    #expect(uncommitted.response?.status == 404)
    journal.commit()
    #expect(journal.keys(.events).allSatisfy { $0.hasPrefix("1//") })
    #expect(journal.count(.eventChannel) == 0)
    #expect(uncommitted.response?.status == 404)
    session.end(.applicationNotFound)
    session.deliver([Numbered.added(3)])
    journal.commit()
    #expect(journal.count(.events) == 0)
  }

  @Test func whatAClientHasSetIsRemembered() throws {
    let session = try ApplicationSession.made("1", journal)
    _ = try session.ask(1, timeout: 300)
    journal.commit()
    let after = journal.afterCrash()
    #expect(after.keys(.eventChannel) == ["1/"])
    let channel = try #require(try SavedChannels(after, of: ["1"]).channels.values.first)
    #expect(channel.record?.timeout == 300)
    #expect(channel.record?.low == nil)
  }

  /// The record is written for another reason than a package, and still says what was sent.
  @Test func whatIsSetLaterDoesNotTakeThePackageAway() throws {
    let session = try ApplicationSession.made("1", journal)
    session.deliver([Numbered.added(1), Numbered.updated(2, of: 1)])
    session.deliver([Numbered.updated(3, of: 1)])
    _ = try session.ask(1)
    journal.commit()
    let second = try session.ask(2)
    session.deliver([Numbered.updated(4, of: 1)])
    journal.commit()
    #expect(journal.count(.events) == 0)
    session.deliver([Numbered.updated(5, of: 1)])
    _ = try session.ask(2, timeout: 300)
    journal.commit()
    let next = journal.afterCrash()
    let after = try ApplicationSession.made("1", next)
    #expect(try after.ask(2).response?.body == second.response?.body)
    // Acknowledged, and nothing new: a change of the record leaves nothing of it.
    let third = try after.ask(3, timeout: 400)
    next.commit()
    #expect(try package(third).events == [5])
    _ = try after.ask(4, timeout: 500)
    next.commit()
    #expect(next.count(.events) == 1)
    let last = try ApplicationSession.made("1", next.afterCrash())
    #expect(last.ack(of: "") == 3)
    #expect(try last.ask(3).response?.body == third.response?.body)
  }

  @Test func damageEndsOneChannelOnly() throws {
    let session = try ApplicationSession.made("1", instances: ["", "a"], journal)
    let other = try ApplicationSession.made("2", journal)
    let asked = [try session.ask(1), try session.ask(1, instance: "a"), try other.ask(1)]
    ApplicationSession.deliver([[Numbered.added(1)]], to: [session, other], with: [], in: journal)
    session.deliver([Numbered.added(2)])
    session.deliver([Numbered.added(3)])
    journal.commit()
    let rows = journal.keys(.events).filter { $0.hasPrefix("1//") }
    #expect(rows.count == 2, "what left at once is in no row")
    let record = try #require(journal.keys(.eventChannel).first { $0 == "1/" })
    enum Damage: CaseIterable { case row, missing, record, cut, unknownKey }
    for (damage, row) in Damage.allCases.flatMap({ damage in rows.map { (damage, $0) } }) {
      let journal = journal.afterCrash()
      switch damage {
      case .row: journal.set(.events, row, [1, 200])
      // The last row could be one that never was.
      case .missing where row == rows.last: continue
      case .missing: journal.set(.events, row, nil)
      case .record: journal.set(.eventChannel, record, [0xFF])
      case .cut: journal.set(.eventChannel, record, journal.value(.eventChannel, record)?.dropLast())
      case .unknownKey: journal.set(.events, "1//00000009/00000000", EventCoding.bytes([Numbered.added(9)]))
      }
      let after = try ApplicationSession.made("1", instances: ["", "a"], journal)
      #expect(try package(try after.ask(5)).package.resync == after.base + "/events?ack=1", "\(damage) \(row)")
      let fresh = try after.ask(1)
      journal.commit()
      #expect(try package(fresh).events == [])
      #expect(try package(fresh).package.resume == after.base + "/events?ack=2", "its client is told to read anew")
      #expect(try after.ask(1, instance: "a").response?.body == asked[1].response?.body)
      #expect(
        try ApplicationSession.made("2", journal.afterCrash()).ask(1).response?.body == asked[2].response?.body)
      // Nothing is left to stumble over at the next start.
      after.deliver([Numbered.added(4)])
      journal.commit()
      let later = journal.afterCrash()
      let third = try ApplicationSession.made("1", instances: ["", "a"], later)
      let next = try third.ask(2)
      later.commit()
      #expect(try package(next).events == [4], "\(damage) \(row)")
    }
  }

  @Test(arguments: [StoreError.diskFull(path: "/"), .failed(code: 1, detail: "")])
  func anOutageKeepsNobodyFromHisEvents(failure: StoreError) throws {
    let session = try ApplicationSession.made("1", journal)
    let asked = try session.ask(1)
    session.deliver([Numbered.added(1)])
    journal.commit(failure: failure)
    #expect(try package(asked).events == [1])
    session.deliver([Numbered.added(2)])
    journal.commit(failure: failure.isOutage ? failure : nil)
    let next = try session.ask(2)
    journal.commit()
    #expect(try package(next).events == [2])
    let after = try ApplicationSession.made("1", journal.afterCrash())
    #expect(try after.ask(2).response?.body == next.response?.body)
  }

  @Test func whatTheJournalDidNotTakeIsWrittenAgain() throws {
    let session = try ApplicationSession.made("1", journal)
    let asked = try session.ask(1)
    session.deliver([Numbered.added(1)])
    journal.commit()
    #expect(try package(asked).events == [1])
    journal.fill(true)
    session.deliver([Numbered.added(2)])
    let second = try session.ask(2)
    for number in 3..<100 { session.deliver([Numbered.added(number)]) }
    journal.commit()
    #expect(try package(second).events == [2])
    journal.fill(false)
    for number in 100..<110 { session.deliver([Numbered.added(number)]) }
    journal.commit()
    let journal = journal.afterCrash()
    let after = try ApplicationSession.made("1", journal)
    #expect(try after.ask(2).response?.body == second.response?.body)
    let third = try after.ask(3)
    journal.commit()
    #expect(try package(third).events == Array(3..<110))
  }
}
