import Foundation

extension Configuration {
  /// When people work: the time in which a user's forwarding is in force if he chose `Workhours` for `activePeriod`.
  public struct WorkHours: Sendable, Equatable {
    /// Days on which work begins. Default Monday to Friday; empty: never.
    public var days = [Day.monday, .tuesday, .wednesday, .thursday, .friday].map(\.rawValue)
    /// When work begins, as HH:MM. Default 09:00.
    public var from = "09:00"
    /// When work ends, as HH:MM, 24:00 for midnight; before ``from`` it is on the day after. Default 17:00.
    public var to = "17:00"
    /// Name of the time zone in the IANA database, for example `Europe/Berlin`. Nil: the machine's.
    public var timeZone: String?

    /// Days of the week, in the order of their numbers from 0, Sunday.
    public enum Day: String, Sendable, CaseIterable {
      case sunday, monday, tuesday, wednesday, thursday, friday, saturday
    }

    /// The defaults: Monday to Friday, 9 to 17 o'clock.
    public init() {}

    /// ``days`` as numbers from 0, Sunday.
    public var weekdays: Set<Int> { Set(Day.allCases.indices.filter { days.contains(Day.allCases[$0].rawValue) }) }
    /// ``from`` in minutes since midnight.
    public var firstMinute: Int { Self.minute(from) ?? 0 }
    /// The minute since midnight at which work is over.
    public var endMinute: Int { Self.minute(to) ?? 0 }

    /// Minutes since midnight of HH:MM, at most 1440; nil for anything else.
    static func minute(_ text: String) -> Int? {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2,
        parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
        let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 24 * 60
      else { return nil }
      return hour * 60 + minute
    }
  }

  /// Which calls of users to other users stay in this server, so that the settings of those who are called hold.
  public enum LocalCalls: String, Sendable, CaseIterable {
    /// Calls to work numbers and to SIP addresses of users.
    case all
    /// Calls to SIP addresses of users; their work numbers go by a trunk.
    case addresses
    /// None: each call goes by a trunk.
    case none
  }
}
