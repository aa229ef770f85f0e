import Foundation

/// The tests as text, by suite and name, for pages that name them.
struct TestSources {
  private var sources: [String: String] = [:]

  init() throws {
    let tests = CompatibilityDocument.root.appendingPathComponent("Tests")
    guard let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil) else { return }
    for case let file as URL in files where file.pathExtension == "swift" {
      // Several targets may have a suite of one name; a test in any of them will do.
      sources[file.deletingPathExtension().lastPathComponent, default: ""] +=
        try String(contentsOf: file, encoding: .utf8)
    }
  }

  /// The tests that a text names as `Suite.test` or `Suite`.
  static func names(_ text: String) -> [(suite: String, test: String?)] {
    text.matches(of: #/`([A-Z][A-Za-z]*Tests)(?:\.([A-Za-z0-9]+))?`/#).map {
      (String($0.1), $0.2.map(String.init))
    }
  }

  func has(_ suite: String) -> Bool { sources[suite] != nil }

  /// A test with its attributes, up to the next one; nil if it is not there.
  func source(_ suite: String, _ test: String) -> String? {
    guard let source = sources[suite], let function = source.range(of: "func \(test)(") else { return nil }
    let begin = source.range(of: "@Test", options: .backwards, range: source.startIndex..<function.lowerBound)
    let end = source.range(of: "@Test", range: function.upperBound..<source.endIndex)
    return String(source[(begin?.lowerBound ?? function.lowerBound)..<(end?.lowerBound ?? source.endIndex)])
  }
}
