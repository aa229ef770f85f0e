import Foundation

/// Files under `Fixtures`.
enum Fixture {
  struct Missing: Error { let path: String }

  static func data(_ path: String) throws -> Data {
    guard let root = Bundle.module.resourceURL else { throw Missing(path: path) }
    return try Data(contentsOf: root.appendingPathComponent("Fixtures").appendingPathComponent(path))
  }

  static func bytes(_ path: String) throws -> [UInt8] { Array(try data(path)) }
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
