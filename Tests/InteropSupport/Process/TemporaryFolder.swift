import Foundation

/// A new folder under the temporary directory, removed with everything in it when the object goes.
public final class TemporaryFolder: Sendable {
  /// Absolute path, without a slash at the end.
  public let path: String

  /// Makes the folder; `name` begins its name.
  public init(_ name: String = "workline") throws {
    let root = FileManager.default.temporaryDirectory.path
    path = "\(root)/\(name)-\(UUID().uuidString.prefix(8).lowercased())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a text to a file in the folder and returns its path.
  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String {
    try text.write(toFile: file(name), atomically: true, encoding: .utf8)
    return file(name)
  }
}
