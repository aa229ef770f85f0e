import Foundation
import Testing

@testable import workline

/// `workline group`, run as it is installed.
@Suite struct GroupCommandTests {
  private static let sales = "sip:sales@contoso.test"
  private static let dana = "sip:dana@contoso.test"
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func run(_ words: String...) async throws -> Executable.Outcome {
    try await Executable.run(words, input: "", environment: ["WORKLINE_DATA": directory.path])
  }

  @Test func groupFromFirstToLast() async throws {
    #expect(try await run("user", "add", Self.dana).exitCode == 0)
    let added = try await run("group", "add", Self.sales, "--name", "Sales", "--number", "+1 425 555 0150")
    #expect(added.output == "Added \(Self.sales)\n", "\(added.errors)")
    #expect(
      try await run("group", "list").output == """
        URI                     NAME   NUMBER
        sip:sales@contoso.test  Sales  +14255550150

        """)
    #expect(try await run("group", "member", "add", Self.sales, Self.dana).exitCode == 0)
    #expect(try await run("group", "member", "add", Self.sales, Self.dana).output.contains("already"))
    #expect(try await run("group", "member", "list", Self.sales).output == Self.dana + "\n")
    #expect(try await run("group", "member", "remove", Self.sales, Self.dana).exitCode == 0)
    #expect(try await run("group", "member", "list", Self.sales, "--json").output == "[\n\n]\n")
    #expect(try await run("group", "set", Self.sales, "--name", "Sellers", "--no-number").exitCode == 0)
    #expect(try await run("group", "list", "--json").output.contains("\"name\" : \"Sellers\""))
    #expect(try await run("group", "remove", Self.sales).exitCode == 0)
  }

  @Test func whatIsWrongIsSaid() async throws {
    #expect(try await run("user", "add", Self.dana).exitCode == 0)
    #expect(try await run("group", "add", Self.dana).exitCode == ExitCode.cannotCreate)
    #expect(try await run("group", "remove", Self.sales).exitCode == ExitCode.noUser)
    #expect(try await run("group", "set", Self.sales, "--name", "X").exitCode == ExitCode.noUser)
    #expect(try await run("group", "add", Self.sales).exitCode == 0)
    #expect(try await run("group", "set", Self.sales, "--no-number", "--number", "1").exitCode == ExitCode.usage)
    let unknown = try await run("group", "member", "add", Self.sales, "sip:nobody@contoso.test")
    #expect(unknown.exitCode == ExitCode.noUser)
    #expect(unknown.errors.contains("there is no user or group sip:nobody@contoso.test"))
    #expect(try await run("group", "member", "remove", Self.sales, Self.dana).exitCode == ExitCode.noUser)
  }
}
