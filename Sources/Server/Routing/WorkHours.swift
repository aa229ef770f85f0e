import Configuration
import Foundation

/// When people work, by the clock on the wall of one time zone.
struct WorkHours: Sendable {
  /// Days on which work begins, from 0, Sunday.
  let weekdays: Set<Int>
  /// The first minute of work, since midnight.
  let firstMinute: Int
  /// The first minute after work; not after ``firstMinute`` means that it is on the next day.
  let endMinute: Int
  let timeZone: TimeZone

  /// What the configuration says.
  init(_ configured: Configuration.WorkHours) {
    weekdays = configured.weekdays
    firstMinute = configured.firstMinute
    endMinute = configured.endMinute
    timeZone = configured.timeZone.flatMap { TimeZone(identifier: $0) } ?? .current
  }

  /// Whether a moment is within the hours of work. Where the clock is put forward or back, it is what the clock shows
  /// that counts.
  func isWorkTime(at moment: Date) -> Bool {
    let local = Int(moment.timeIntervalSince1970.rounded(.down)) + timeZone.secondsFromGMT(for: moment)
    let (day, second) = local.floorDivided(by: 86_400)
    let minute = second / 60
    // 1 January 1970 was a Thursday.
    let weekday = (day + 4).floorDivided(by: 7).remainder
    if endMinute > firstMinute {
      return weekdays.contains(weekday) && (firstMinute..<endMinute).contains(minute)
    }
    return (minute >= firstMinute && weekdays.contains(weekday))
      || (minute < endMinute && weekdays.contains((weekday + 6) % 7))
  }
}

extension Int {
  /// Division whose remainder is never negative, for moments before 1970.
  fileprivate func floorDivided(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
