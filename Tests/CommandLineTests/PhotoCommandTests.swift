import Foundation
import Store
import Testing

@testable import workline

/// `workline user photo`, run as it is installed.
@Suite struct PhotoCommandTests {
  private static let dana = "sip:dana@contoso.test"
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func run(_ words: String...) async throws -> Executable.Outcome {
    try await Executable.run(words, input: "", environment: ["WORKLINE_DATA": directory.path])
  }

  @Test func setAndRemove() async throws {
    #expect(try await run("user", "add", Self.dana).exitCode == 0)
    let file = directory.path + "/photo"
    try Data([0xFF, 0xD8, 0xFF, 0xE0, 1, 2]).write(to: URL(fileURLWithPath: file))
    let set = try await run("user", "photo", "set", file, Self.dana)
    #expect(set.output == "Photo of \(Self.dana) set\n", "\(set.errors)")
    let store = try SQLiteStore(directory: directory.path)
    #expect(try store.photo(uri: Self.dana)?.format == .jpeg)
    #expect(try await run("user", "photo", "remove", Self.dana).exitCode == 0)
    #expect(try store.photo(uri: Self.dana) == nil)
  }

  @Test func whatIsRefused() async throws {
    #expect(try await run("user", "add", Self.dana).exitCode == 0)
    let file = directory.path + "/photo.jpg"
    try Data("<svg/>".utf8).write(to: URL(fileURLWithPath: file))
    let text = try await run("user", "photo", "set", file, Self.dana)
    #expect(text.exitCode == ExitCode.data)
    #expect(text.errors.contains("must be a JPEG or PNG file"))
    let large = [UInt8]([0xFF, 0xD8, 0xFF]) + [UInt8](repeating: 0, count: Photo.maximumSize)
    try Data(large).write(to: URL(fileURLWithPath: file))
    let tooLarge = try await run("user", "photo", "set", file, Self.dana)
    #expect(tooLarge.exitCode == ExitCode.data)
    #expect(tooLarge.errors.contains("at most 524288 bytes"))
    #expect(try await run("user", "photo", "set", file + "x", Self.dana).exitCode == ExitCode.noInput)
    #expect(try await run("user", "photo", "set", directory.path, Self.dana).exitCode == ExitCode.noInput)
    #expect(try await run("user", "photo", "remove", "sip:nobody@contoso.test").exitCode == ExitCode.noUser)
  }
}
