import Foundation
import Testing

@Suite("Every parser over its corpus")
struct CorpusTests {
  @Test(arguments: ParserCheck.all.map(\.name))
  func corpus(of name: String) throws {
    let check = try #require(ParserCheck.all.first { $0.name == name })
    let directory = try #require(Bundle.module.resourceURL).appending(components: "Corpus", name)
    let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    for file in files {
      let bytes = Array(try Data(contentsOf: file))
      #expect(throws: Never.self, "\(file.lastPathComponent)") { try check.run(bytes) }
    }
  }
}
