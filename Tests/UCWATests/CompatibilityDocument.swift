import Foundation
import ReferenceSupport
import UCWA

/// docs/compatibility.md: what of it follows from the descriptions, and what people wrote into it.
///
/// The tables are made from the descriptions; remarks and names of tests are found in the page by what the row is of,
/// wherever in its section it stands, and kept. So a row may be added by hand at any place and in the short form
/// without parameters.
struct CompatibilityDocument {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let file = root.appendingPathComponent("docs/compatibility.md")

  /// Resources whose errors are listed one by one: the five pages on phone audio, of which two are one resource.
  static let phoneAudio = [
    "startPhoneAudio", "startPhoneAudioOnBehalfOfDelegator", "phoneAudioInvitation", "addPhoneAudio",
  ]

  private(set) var text: String

  init() throws { text = try String(contentsOf: Self.file, encoding: .utf8) }

  func write() throws { try text.write(to: Self.file, atomically: true, encoding: .utf8) }

  // MARK: Reading

  /// The rows of the tables in a section, each as its cells.
  func rows(_ heading: String) -> [[String]] {
    lines(heading).filter { $0.hasPrefix("| `") }.map { line in
      line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  private func lines(_ heading: String) -> [Substring] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: "## " + heading[...]) else { return [] }
    return Array(lines[(start + 1)...].prefix { !$0.hasPrefix("## ") })
  }

  static func plain(_ cell: String) -> String { cell.filter { $0 != "`" } }

  // MARK: Writing

  /// The same page with the tables made anew.
  func renewed() -> CompatibilityDocument {
    var page = self
    page.replace("Supported", supported)
    page.replace("Operations not offered", notOffered)
    page.replace("Errors", errors)
    page.replace("Extensions", extensions)
    page.replace("Out of scope", outOfScope)
    return page
  }

  /// Puts a table in place of all rows of a section, at the place of the first.
  private mutating func replace(_ heading: String, _ table: [String]) {
    let old = lines(heading)
    guard let place = old.firstIndex(where: { $0.hasPrefix("|") }) else { return }
    let kept = old[..<place].map(String.init) + table + old[place...].filter { !$0.hasPrefix("|") }.map(String.init)
    let head = "## " + heading + "\n"
    text = text.replacingOccurrences(
      of: head + old.joined(separator: "\n"), with: head + kept.joined(separator: "\n"))
  }

  private var supported: [String] {
    let old = Dictionary(rows("Supported").map { ($0[0] + $0[1], $0) }, uniquingKeysWith: { first, _ in first })
    var table = ["| resource | operation | parameters | remarks | tested by |", "|---|---|---|---|---|"]
    for resource in ResourceDescription.all {
      let operations = resource.operations.map { ($0.verb.rawValue, Self.parameters($0)) }
      for (verb, parameters) in operations.isEmpty ? [("none", "")] : operations {
        let cells = old["`\(resource.rel)`" + verb]
        table.append(
          Self.row(["`\(resource.rel)`", verb, parameters, cells.map { $0[$0.count - 2] } ?? "", cells?.last ?? ""]))
      }
    }
    return table
  }

  private static func parameters(_ operation: OperationDescription) -> String {
    (operation.parameters + operation.query).map { parameter in
      let name = parameter.isRequired ? "**`\(parameter.name)`**" : "`\(parameter.name)`"
      return name + (parameter.maximumLength.map { " ≤ \($0)" } ?? "")
    }.joined(separator: ", ")
  }

  private var notOffered: [String] {
    let rows = rows("Operations not offered").filter { row in
      Verb(rawValue: row[1]).flatMap { ResourceDescription.named(Self.plain(row[0]))?.operation($0) } == nil
    }
    return ["| resource | operation | what a client gets |", "|---|---|---|"] + rows.map(Self.row)
  }

  private var errors: [String] {
    let old = Dictionary(
      rows("Errors").map { ($0[0...3].joined(), $0) }, uniquingKeysWith: { first, _ in first })
    var table = [
      "| resource | status | code | subcode | how it is provoked, and by which test |", "|---|---|---|---|---|",
    ]
    for name in Self.phoneAudio {
      guard let resource = ResourceDescription.named(name) else { continue }
      for error in resource.operations.flatMap(\.errors) {
        let cells = [
          "`\(name)`", String(error.status), error.code.rawValue, error.subcode?.rawValue ?? "None",
        ]
        table.append(Self.row(cells + [old[cells.joined()]?.last ?? ""]))
      }
    }
    return table
  }

  private var extensions: [String] {
    let old = Dictionary(
      rows("Extensions").map { ($0[0...2].joined(), $0) }, uniquingKeysWith: { first, _ in first })
    var table = ["| resource | kind | name | why |", "|---|---|---|---|"]
    for resource in ResourceDescription.all {
      var found: [(String, String)] = resource.isExtension ? [("resource", resource.rel.text)] : []
      found += resource.properties.filter(\.isExtension).map { ("property", $0.name.text) }
      found += resource.links.filter(\.isExtension).map { ("link", $0.rel.text) }
      found += resource.embedded.filter(\.isExtension).map { ("embedded", $0.rel.text) }
      found += resource.events.filter(\.isExtension).map { ("event", $0.type.rawValue) }
      for operation in resource.operations {
        found += (operation.parameters + operation.query).filter(\.isExtension).map { ("parameter", $0.name) }
      }
      for (kind, name) in found {
        let cells = ["`\(resource.rel)`", kind, "`\(name)`"]
        let row = Self.row(cells + [old[cells.joined()]?.last ?? ""])
        if !table.contains(row) { table.append(row) }
      }
    }
    return table
  }

  private var outOfScope: [String] {
    let rows = rows("Out of scope").compactMap { row -> [String]? in
      let names = Self.names(row[0]).filter { ResourceDescription.named($0) == nil }
      return names.isEmpty ? nil : [names.map { "`\($0)`" }.joined(separator: ", "), row[1]]
    }
    return ["| resources | why |", "|---|---|"] + rows.map(Self.row)
  }

  /// The names in a cell that lists some.
  static func names(_ cell: String) -> [String] {
    plain(cell).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func row(_ cells: [String]) -> String {
    "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined()
  }
}
