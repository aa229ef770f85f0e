import Foundation
import ReferenceSupport
import UCWA

/// What a client may meet: the reference, and the extensions that docs/compatibility.md lists.
struct Knowledge: Sendable {
  let reference: Reference
  /// Resource, kind and name, with blanks between, as in the page's table.
  let extensions: Set<String>

  static let shared = Result { try Knowledge() }

  private init() throws {
    reference = try Reference.load()
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(contentsOf: root.appendingPathComponent("docs/compatibility.md"), encoding: .utf8)
    let lines = page.split(separator: "\n").drop { $0 != "## Extensions" }.dropFirst().prefix { !$0.hasPrefix("## ") }
    extensions = Set(
      lines.filter { $0.hasPrefix("| `") }.map { line in
        line.split(separator: "|").prefix(3).map { $0.filter { $0 != "`" && $0 != " " } }.joined(separator: " ")
      })
  }

  func isResource(_ rel: String) -> Bool {
    !reference.pages(rel).isEmpty || extensions.contains("\(rel) resource \(rel)")
  }

  func isProperty(_ name: String, of rel: String) -> Bool {
    reference.pages(rel).contains { $0.properties.contains(name) } || extensions.contains("\(rel) property \(name)")
  }

  func isLink(_ name: String, of rel: String) -> Bool {
    reference.pages(rel).contains { $0.links.contains(name) } || extensions.contains("\(rel) link \(name)")
  }

  func isEmbedded(_ name: String, of rel: String) -> Bool {
    isLink(name, of: rel) || extensions.contains("\(rel) embedded \(name)")
  }

  func isEvent(_ type: String, of rel: String, sender: String) -> Bool {
    reference.pages(rel).contains { $0.events.contains { $0.type == type && $0.sender == sender } }
      || extensions.contains("\(rel) event \(type)")
  }

  /// Whether an enumeration has the spelling, in the reference or by what the server adds to it.
  func isSpelling(_ text: String, of enumeration: EnumerationDescription) -> Bool {
    // Of some enumerations the reference has no page; then the description is all there is.
    guard let known = reference.enums[enumeration.name] else { return enumeration.values.contains(text) }
    return known.contains(text) || Self.addedSpellings[enumeration.name]?.contains(text) ?? false
  }

  /// Subcodes that are in the reference's tables of errors and not on the page of the enumeration.
  private static let addedSpellings: [String: Set<String>] = [
    ErrorSubcode.name: Set(ErrorSubcode.extensions.map(\.rawValue)),
    // In samples and on pages of resources, not on those of the enumerations.
    CallForwardingState.name: [CallForwardingState.none.rawValue],
    ImmediateForwardSettingsTarget.name: [ImmediateForwardSettingsTarget.none.rawValue],
    SimultaneousRingTarget.name: [SimultaneousRingTarget.none.rawValue],
    UnansweredCallHandlingTarget.name: [UnansweredCallHandlingTarget.none.rawValue],
  ]
}

/// What was found wrong, each thing once.
final class Findings: CustomStringConvertible {
  private(set) var all: [String] = []

  func add(_ finding: String) {
    if !all.contains(finding) { all.append(finding) }
  }

  func require(_ holds: Bool, _ finding: @autoclosure () -> String) {
    if !holds { add(finding()) }
  }

  var isEmpty: Bool { all.isEmpty }
  var description: String { all.joined(separator: "\n") }
}
