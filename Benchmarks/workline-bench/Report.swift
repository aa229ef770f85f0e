import Foundation

/// The table: a line per figure, with the aim beside it.
struct Report {
  /// One figure.
  struct Line {
    let name: String
    let value: String
    let aim: String
    /// Nil where there is no aim.
    let isMet: Bool?
  }

  private(set) var lines: [Line] = []

  mutating func add(_ name: String, _ value: Double, _ unit: String, atMost aim: Double? = nil, atLeast: Double? = nil)
  {
    let text = "\(Self.number(value)) \(unit)"
    if let aim {
      lines.append(Line(name: name, value: text, aim: "≤ \(Self.number(aim)) \(unit)", isMet: value <= aim))
    } else if let atLeast {
      lines.append(Line(name: name, value: text, aim: "≥ \(Self.number(atLeast)) \(unit)", isMet: value >= atLeast))
    } else {
      lines.append(Line(name: name, value: text, aim: "", isMet: nil))
    }
    printLast()
  }

  mutating func add(_ name: String, failed reason: String) {
    lines.append(Line(name: name, value: reason, aim: "", isMet: false))
    printLast()
  }

  /// Whether no aim was missed and nothing failed.
  var isGood: Bool { !lines.contains { $0.isMet == false } }

  var table: String {
    let width = lines.map(\.name.count).max() ?? 0
    let values = lines.map(\.value.count).max() ?? 0
    return lines.map { line in
      let mark = line.isMet.map { $0 ? "met" : "MISSED" } ?? ""
      return line.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        + line.value.padding(toLength: min(values, 40) + 2, withPad: " ", startingAt: 0)
        + line.aim.padding(toLength: 22, withPad: " ", startingAt: 0) + mark
    }.joined(separator: "\n")
  }

  private func printLast() {
    guard let line = lines.last else { return }
    note("  \(line.name): \(line.value) \(line.aim.isEmpty ? "" : "(aim \(line.aim))")")
  }

  private static func number(_ value: Double) -> String {
    value.isNaN
      ? "-"
      : String(format: abs(value) >= 100 ? "%.0f" : abs(value) >= 10 ? "%.1f" : "%.2f", value)
  }
}

/// Progress goes to standard error, so that standard output holds the table alone.
func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
