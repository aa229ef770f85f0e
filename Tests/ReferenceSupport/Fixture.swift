import Foundation

/// Files of the reference: its facts and its samples, as `Fixtures/README.md` says.
public enum Fixture {
  /// There is no such file.
  public struct Missing: Error { let path: String }

  /// A file by its path below `Fixtures`.
  public static func data(_ path: String) throws -> Data {
    guard let root = Bundle.module.resourceURL else { throw Missing(path: path) }
    return try Data(contentsOf: root.appendingPathComponent("Fixtures").appendingPathComponent(path))
  }

  /// The same as bytes.
  public static func bytes(_ path: String) throws -> [UInt8] { Array(try data(path)) }

  /// The same as text, which the samples and facts are.
  public static func text(_ path: String) throws -> String { String(decoding: try data(path), as: UTF8.self) }
}
