import Foundation
import Testing

@testable import Configuration

@Suite("docs/operations.md")
struct OperationsDocumentTests {
  private static let begin = "<!-- configuration keys: written by OperationsDocumentTests -->\n"
  private static let end = "<!-- end of configuration keys -->"

  private static let file = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("docs/operations.md")

  /// With `WORKLINE_WRITE_DOCS=1` in the environment the table is written, otherwise compared.
  @Test("the table of configuration keys is the one the server reads its file by")
  func configurationKeys() throws {
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    let begin = try #require(text.range(of: Self.begin))
    let end = try #require(text.range(of: Self.end, range: begin.upperBound..<text.endIndex))
    let table = ConfigurationKey.markdownTable
    if ProcessInfo.processInfo.environment["WORKLINE_WRITE_DOCS"] == "1" {
      let written = text.replacingCharacters(in: begin.upperBound..<end.lowerBound, with: table)
      try written.write(to: Self.file, atomically: true, encoding: .utf8)
    } else {
      #expect(
        text[begin.upperBound..<end.lowerBound] == table,
        "write it anew: WORKLINE_WRITE_DOCS=1 swift test --filter OperationsDocumentTests")
    }
  }
}
