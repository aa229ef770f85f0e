import Foundation

/// The cumulative figures of the last line of SIPp's statistics file (`-trace_stat`).
public struct SIPpStatistics: Equatable, Sendable {
  /// Calls that ended as the scenario has it.
  public let successful: Int
  /// Calls that did not.
  public let failed: Int
  /// Calls begun.
  public let total: Int
  /// Messages SIPp sent again.
  public let retransmissions: Int
  /// Calls still going on.
  public let current: Int
  /// All fields, for what has no property here.
  public let fields: [String: String]

  /// Reads the file; nil if it has no line of figures yet.
  public static func parse(_ text: String) -> SIPpStatistics? {
    let lines = text.split(separator: "\n").map { $0.split(separator: ";", omittingEmptySubsequences: false) }
    guard lines.count >= 2, let names = lines.first, let values = lines.last else { return nil }
    let fields = Dictionary(
      zip(names.map(String.init), values.map { $0.trimmingCharacters(in: .whitespaces) }),
      uniquingKeysWith: { first, _ in first })
    func number(_ name: String) -> Int { fields[name].flatMap { Int($0) } ?? 0 }
    return SIPpStatistics(
      successful: number("SuccessfulCall(C)"), failed: number("FailedCall(C)"), total: number("TotalCallCreated"),
      retransmissions: number("Retransmissions(C)"), current: number("CurrentCall"), fields: fields)
  }
}
