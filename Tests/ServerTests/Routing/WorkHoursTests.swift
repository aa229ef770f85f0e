import Configuration
import Foundation
import Testing

@testable import Server

/// When people work.
@Suite struct WorkHoursTests {
  private static func hours(
    _ days: [Configuration.WorkHours.Day], _ from: String, _ to: String, _ zone: String? = "Europe/Berlin"
  ) -> WorkHours {
    var configured = Configuration.WorkHours()
    configured.days = days.map(\.rawValue)
    configured.from = from
    configured.to = to
    configured.timeZone = zone
    return WorkHours(configured)
  }

  private static let usual = hours([.monday, .tuesday, .wednesday, .thursday, .friday], "09:00", "17:00")
  private static let night = hours([.friday, .sunday], "22:00", "06:00")
  private static let whole = hours([.saturday], "00:00", "24:00", "America/Los_Angeles")

  private func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  @Test(
    arguments: [
      // Winter: an hour before UTC. 2026-01-05 is a Monday.
      ("2026-01-05T07:59:59Z", false), ("2026-01-05T08:00:00Z", true), ("2026-01-05T15:59:59Z", true),
      ("2026-01-05T16:00:00Z", false), ("2026-01-09T12:00:00Z", true), ("2026-01-10T12:00:00Z", false),
      ("2026-01-11T12:00:00Z", false),
      // Summer: two hours. 2026-07-06 is a Monday.
      ("2026-07-06T06:59:59Z", false), ("2026-07-06T07:00:00Z", true), ("2026-07-06T15:00:00Z", false),
      // The Mondays after both changes of the clock, 29 March and 25 October.
      ("2026-03-30T07:00:00Z", true), ("2026-03-30T06:59:59Z", false), ("2026-10-26T08:00:00Z", true),
      ("2026-10-26T07:59:59Z", false), ("2026-10-26T15:59:59Z", true),
      // Before 1970: Wednesday, 31 December 1969.
      ("1969-12-31T12:00:00Z", true), ("1969-12-31T07:00:00Z", false),
    ] as [(String, Bool)])
  func usualHours(moment: String, isWorkTime: Bool) throws {
    #expect(Self.usual.isWorkTime(at: try date(moment)) == isWorkTime)
  }

  @Test(
    arguments: [
      // Friday evening to Saturday morning, 2026-01-09 and 10; no work begins on Saturday evening.
      ("2026-01-09T20:59:59Z", false), ("2026-01-09T21:00:00Z", true), ("2026-01-10T04:59:59Z", true),
      ("2026-01-10T05:00:00Z", false), ("2026-01-10T21:30:00Z", false), ("2026-01-09T03:00:00Z", false),
      // Sunday evening to Monday morning, over the end of the week.
      ("2026-01-11T22:00:00Z", true), ("2026-01-12T02:00:00Z", true), ("2026-01-12T05:00:00Z", false),
      // The night in which the clock goes from 2 to 3 belongs to Saturday, which has no work: 2026-03-28 to 29.
      ("2026-03-29T00:30:00Z", false), ("2026-03-29T19:59:59Z", false), ("2026-03-29T20:00:00Z", true),
    ] as [(String, Bool)])
  func overMidnight(moment: String, isWorkTime: Bool) throws {
    #expect(Self.night.isWorkTime(at: try date(moment)) == isWorkTime)
  }

  @Test("an hour that comes twice, and one that does not come, are what the clock shows")
  func changesOfTheClock() throws {
    let sunday = Self.hours([.sunday], "02:00", "03:00")
    // 29 March 2026: after 01:59:59 comes 03:00:00.
    #expect(!sunday.isWorkTime(at: try date("2026-03-29T00:59:59Z")))
    #expect(!sunday.isWorkTime(at: try date("2026-03-29T01:00:00Z")))
    // 25 October 2026: 02:30 comes at 00:30 and at 01:30 UTC.
    for moment in ["2026-10-25T00:00:00Z", "2026-10-25T00:59:59Z", "2026-10-25T01:59:59Z"] {
      #expect(sunday.isWorkTime(at: try date(moment)))
    }
    #expect(!sunday.isWorkTime(at: try date("2026-10-25T02:00:00Z")))
  }

  @Test(
    arguments: [
      ("2026-01-10T07:59:59Z", false), ("2026-01-10T08:00:00Z", true), ("2026-01-11T07:59:59Z", true),
      ("2026-01-11T08:00:00Z", false),
    ] as [(String, Bool)])
  func wholeDay(moment: String, isWorkTime: Bool) throws {
    #expect(Self.whole.isWorkTime(at: try date(moment)) == isWorkTime)
  }

  @Test("without days there is no work, and without a time zone it is the machine's")
  func edges() throws {
    let never = Self.hours([], "00:00", "24:00", nil)
    #expect(never.timeZone == .current)
    for day in 1...7 { #expect(!never.isWorkTime(at: try date("2026-01-0\(day)T12:00:00Z"))) }
  }
}
