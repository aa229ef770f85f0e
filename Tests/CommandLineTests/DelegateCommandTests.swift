import Foundation
import Testing

@testable import workline

/// `workline user delegate`, run as it is installed.
@Suite struct DelegateCommandTests {
  private static let dana = "sip:dana@contoso.test"
  private static let erin = "sip:erin@contoso.test"
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func run(_ words: String...) async throws -> Executable.Outcome {
    try await Executable.run(["user"] + words, input: "", environment: ["WORKLINE_DATA": directory.path])
  }

  @Test func delegateFromFirstToLast() async throws {
    for user in [Self.dana, Self.erin] { #expect(try await run("add", user).exitCode == 0) }
    #expect(try await run("delegate", "list", Self.dana).output == "")
    let added = try await run("delegate", "add", Self.dana, Self.erin)
    #expect(added.output == "\(Self.erin) may now call on behalf of \(Self.dana)\n", "\(added.errors)")
    #expect(try await run("delegate", "add", Self.dana, Self.erin).output.contains("may call already"))
    #expect(try await run("delegate", "list", Self.dana).output == Self.erin + "\n")
    #expect(try await run("delegate", "list", Self.erin).output == "", "the other way round it says nothing")
    #expect(try await run("delegate", "list", Self.dana, "--json").output == "[\n  \"\(Self.erin)\"\n]\n")
    let removed = try await run("delegate", "remove", Self.dana, Self.erin)
    #expect(removed.output == "\(Self.erin) may no longer call on behalf of \(Self.dana)\n")
    #expect(try await run("delegate", "list", Self.dana).output == "")
  }

  @Test func whatIsWrongIsSaid() async throws {
    #expect(try await run("add", Self.dana).exitCode == 0)
    let unknown = try await run("delegate", "add", Self.dana, Self.erin)
    #expect(unknown.exitCode == ExitCode.noUser)
    #expect(unknown.errors.contains("there is no user \(Self.erin)"))
    #expect(try await run("delegate", "add", Self.erin, Self.dana).exitCode == ExitCode.noUser)
    #expect(try await run("delegate", "list", Self.erin).exitCode == ExitCode.noUser)
    let oneself = try await run("delegate", "add", Self.dana, Self.dana)
    #expect(oneself.exitCode == ExitCode.data)
    #expect(oneself.errors.contains("delegate must be another user"))
    #expect(try await run("add", Self.erin).exitCode == 0)
    let none = try await run("delegate", "remove", Self.dana, Self.erin)
    #expect(none.exitCode == ExitCode.noUser)
    #expect(none.errors.contains("\(Self.erin) is no delegate of \(Self.dana)"))
    #expect(try await run("delegate", "add", Self.dana, "erin@contoso.test").exitCode == ExitCode.data)
    #expect(try await run("delegate", "add", Self.dana).exitCode == ExitCode.usage)
  }
}
