import Foundation
import Testing

@testable import UCWA

@Suite("docs/compatibility.md")
struct CompatibilityDocumentTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private let text: String

  init() throws {
    let file = Self.root.appendingPathComponent("docs/compatibility.md")
    text = try String(contentsOf: file, encoding: .utf8)
  }

  /// The rows of the tables in a section, each as its cells without code marks.
  private func rows(_ heading: String) throws -> [[String]] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0 == "## " + heading }, "no section \(heading)")
    return lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }
      .filter { $0.hasPrefix("| `") }
      .map { line in
        line.split(separator: "|").map { $0.filter { $0 != "`" }.trimmingCharacters(in: .whitespaces) }
      }
  }

  @Test("every described operation has its row, and every row is of one")
  func supported() throws {
    let expected = ResourceDescription.all.flatMap { description in
      description.operations.isEmpty
        ? ["\(description.rel) none"] : description.operations.map { "\(description.rel) \($0.verb.rawValue)" }
    }
    #expect(try rows("Supported").map { "\($0[0]) \($0[1])" }.sorted() == expected.sorted())
  }

  @Test("what is listed as missing is missing")
  func notYet() throws {
    let missing = try rows("Not yet")
    #expect(!missing.isEmpty)
    for row in missing {
      let verb = Verb(rawValue: row[1])
      let operation = verb.flatMap { ResourceDescription.named(row[0])?.operation($0) }
      #expect(operation == nil, "\(row[0]) \(row[1]) is described now: move its row to Supported")
    }
  }

  @Test("every extension is listed, and nothing else is")
  func extensions() throws {
    var expected: [String] = []
    for description in ResourceDescription.all {
      func note(_ kind: String, _ name: String) { expected.append("\(description.rel) \(kind) \(name)") }
      if description.isExtension { note("resource", description.rel.text) }
      for property in description.properties where property.isExtension { note("property", property.name.text) }
      for link in description.links where link.isExtension { note("link", link.rel.text) }
      for embedded in description.embedded where embedded.isExtension { note("embedded", embedded.rel.text) }
      for event in description.events where event.isExtension { note("event", event.type.rawValue) }
      for operation in description.operations {
        for parameter in operation.parameters + operation.query where parameter.isExtension {
          note("parameter", parameter.name)
        }
      }
    }
    #expect(try rows("Extensions").map { $0[0...2].joined(separator: " ") }.sorted() == Set(expected).sorted())
  }

  @Test("every error of the calls' own pages has its row", arguments: ["startPhoneAudio", "phoneAudioInvitation"])
  func errors(_ rel: String) throws {
    let description = try #require(ResourceDescription.named(rel))
    let expected = description.operations.flatMap(\.errors).map {
      "\($0.status) \($0.code.rawValue) \($0.subcode?.rawValue ?? "None")"
    }
    let found = try rows("Errors").filter { $0[0] == rel }.map { $0[1...3].joined(separator: " ") }
    #expect(found.sorted() == expected.sorted())
  }

  @Test("every test that is named is there")
  func testsExist() throws {
    let tests = Self.root.appendingPathComponent("Tests")
    var sources: [String: String] = [:]
    let enumerator = try #require(FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil))
    for case let file as URL in enumerator where file.pathExtension == "swift" {
      // Several targets may have a suite of one name; a test in any of them will do.
      sources[file.deletingPathExtension().lastPathComponent, default: ""] +=
        try String(contentsOf: file, encoding: .utf8)
    }
    let names = text.matches(of: #/`([A-Z][A-Za-z]*Tests)(?:\.([A-Za-z]+))?`/#)
    #expect(!names.isEmpty)
    for name in names {
      guard let source = sources[String(name.1)] else {
        Issue.record("there is no suite \(name.1)")
        continue
      }
      if let function = name.2 { #expect(source.contains("func \(function)("), "\(name.1) has no test \(function)") }
    }
  }
}
