import Foundation
import ReferenceSupport
import Testing

@testable import UCWA

@Suite("docs/compatibility.md", .serialized)
struct CompatibilityDocumentTests {
  private let page: CompatibilityDocument
  private let tests: TestSources

  init() throws {
    page = try CompatibilityDocument()
    tests = try TestSources()
  }

  /// With `WORKLINE_WRITE_DOCS=1` in the environment the tables are written, otherwise compared. Remarks and names of
  /// tests stay; new rows come without, and the tests below say which.
  @Test("its tables are those of the descriptions")
  func tables() throws {
    let renewed = page.renewed()
    if ProcessInfo.processInfo.environment["WORKLINE_WRITE_DOCS"] == "1" {
      try renewed.write()
    } else {
      let (old, new) = (Set(page.text.split(separator: "\n")), Set(renewed.text.split(separator: "\n")))
      #expect(
        page.text == renewed.text,
        """
        write it anew: WORKLINE_WRITE_DOCS=1 swift test --filter CompatibilityDocumentTests
        out: \(old.subtracting(new).sorted())
        in: \(new.subtracting(old).sorted())
        """)
    }
  }

  @Test("every operation has a test")
  func supported() throws {
    let rows = page.rows("Supported")
    for resource in ResourceDescription.all {
      for verb in resource.operations.isEmpty ? ["none"] : resource.operations.map(\.verb.rawValue) {
        let row = rows.first { $0[0] == "`\(resource.rel)`" && $0[1] == verb }
        #expect(row.map { !TestSources.names($0[$0.count - 1]).isEmpty } == true, "\(verb) \(resource.rel) has no test")
      }
    }
  }

  /// What no request can provoke on the resource itself, since reading invites nobody and makes nothing: its row names
  /// the test of the operation that makes an invitation.
  private static let raisedElsewhere: Set<String> = [
    "phoneAudioInvitation 409 AlreadyExists", "phoneAudioInvitation 409 TooManyGroups",
  ]

  @Test("every error of the pages on phone audio is provoked by a test, in JSON and XML")
  func errors() throws {
    for row in page.rows("Errors") {
      let cells = row.map(CompatibilityDocument.plain)
      let name = "\(cells[0]) \(cells[1]) \(cells[3])"
      let named = TestSources.names(row[row.count - 1]).compactMap { name in
        name.test.flatMap { tests.source(name.suite, $0) }
      }
      let wanted = cells[3] == "None" ? cells[1] : cells[3]
      let provokes = named.contains { $0.contains("wire: Wire") && $0.contains(wanted) }
      // Groups are on their way; their rows get their tests with them.
      if cells[3] == "TooManyGroups", named.isEmpty { continue }
      #expect(provokes || Self.raisedElsewhere.contains(name) && !named.isEmpty, "\(name) has no test")
    }
  }

  @Test("every error of the reference's pages has its row", arguments: CompatibilityDocument.phoneAudio)
  func errorRows(_ rel: String) throws {
    guard ResourceDescription.named(rel) != nil else { return }
    let rows = Set(page.rows("Errors").filter { $0[0] == "`\(rel)`" }.map { $0[1...3].joined(separator: " ") })
    for error in try Reference.load().pages(rel).flatMap({ $0.operations.values.flatMap(\.errors) }) {
      #expect(rows.contains("\(error.status) \(error.code) \(error.subcode)"), "\(rel) \(error)")
    }
  }

  @Test("every operation of the reference that a resource here lacks is listed")
  func operationsNotOffered() throws {
    let reference = try Reference.load()
    let listed = Set(page.rows("Operations not offered").map { CompatibilityDocument.plain($0[0]) + " " + $0[1] })
    // What has no operations is part of answers, such as reason.
    for resource in ResourceDescription.all where !resource.operations.isEmpty {
      for verb in Set(reference.pages(resource.rel.text).flatMap(\.operations.keys)) {
        let isThere = resource.operations.contains { $0.verb.rawValue == verb }
        let name = "\(resource.rel) \(verb)"
        #expect(isThere != listed.contains(name), "\(name) is neither described nor listed, or both")
      }
    }
  }

  @Test("every resource of the reference is described, or is out of scope for one reason")
  func outOfScope() throws {
    let reference = try Reference.load()
    var reasons: [String: Int] = [:]
    for row in page.rows("Out of scope") {
      #expect(!row[1].isEmpty, "no reason for \(row[0])")
      for name in CompatibilityDocument.names(row[0]) { reasons[name, default: 0] += 1 }
    }
    for row in page.rows("Operations not offered") {
      let name = CompatibilityDocument.plain(row[0])
      if ResourceDescription.named(name) == nil { reasons[name, default: 0] += 1 }
    }
    for name in reference.resources.keys {
      // A newer revision has a page of its own.
      let base = name.hasSuffix("2") ? String(name.dropLast()) : name
      if reference.resources[base] != nil, base != name { continue }
      let count = reasons.removeValue(forKey: name) ?? reasons.removeValue(forKey: base) ?? 0
      #expect(count == (ResourceDescription.named(base) == nil ? 1 : 0), "\(name) is listed \(count) times")
    }
    #expect(reasons.isEmpty, "the reference does not know \(reasons.keys.sorted())")
  }

  @Test("every extension has a reason")
  func extensions() {
    for row in page.rows("Extensions") { #expect(row.count == 4 && !row[3].isEmpty, "\(row)") }
  }

  @Test("every test that is named is there")
  func testsExist() {
    let names = TestSources.names(page.text)
    #expect(!names.isEmpty)
    for (suite, test) in names {
      guard tests.has(suite) else {
        Issue.record("there is no suite \(suite)")
        continue
      }
      if let test { #expect(tests.source(suite, test) != nil, "\(suite) has no test \(test)") }
    }
  }
}
