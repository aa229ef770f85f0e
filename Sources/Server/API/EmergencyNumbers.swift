import Numbering
import Synchronization

/// The emergency numbers of regions, found once for each: libphonenumber says of a number whether it is one, but lists
/// none.
final class EmergencyNumbers: Sendable {
  private let dialPlan: DialPlan
  private let known = Mutex<[String: [String]]>([:])

  init(_ dialPlan: DialPlan) { self.dialPlan = dialPlan }

  /// The emergency numbers of a region (nil: the server's own), those first that visitors know.
  func callAsFunction(_ region: String?) -> [String] {
    known.withLock { known in
      if let numbers = known[region ?? ""] { return numbers }
      let numbers = Self.candidates.filter { dialPlan.isEmergency($0, region: region) }
      // A user's region may be anything of two letters.
      if known.count < 1000 { known[region ?? ""] = numbers }
      return numbers
    }
  }

  /// Numbers of three digits that begin with 0, 1 or 9, as all emergency numbers of that length do.
  private static let candidates: [String] = {
    let first = ["112", "911", "999", "000", "110", "119"]
    let all = ["0", "1", "9"].flatMap { digit in (0...99).map { digit + ($0 < 10 ? "0" : "") + String($0) } }
    return first + all.filter { !first.contains($0) }
  }()
}
