/// Rows under a heading, with columns as wide as they need to be.
struct Table {
  let heading: [String]
  var rows: [[String]] = []

  /// The lines, without blanks at their ends. An empty cell shows as `-`, so that columns can be told apart.
  func lines(_ style: Style) -> [String] {
    let cells = rows.map { $0.map { $0.isEmpty ? "-" : $0 } }
    let widths = heading.indices.map { column in
      ([heading] + cells).map { $0[column].count }.max() ?? 0
    }
    func line(_ row: [String]) -> String {
      let padded = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      let joined = padded.joined(separator: "  ")
      return String(joined.reversed().drop { $0 == " " }.reversed())
    }
    return [style.bold(line(heading))] + cells.map(line)
  }
}
