import Foundation
import Testing

@testable import UCWAClient
@testable import workline

/// `workline user` and `workline token`, run as they are installed.
@Suite struct UserCommandTests {
  private static let dana = "sip:dana@contoso.test"
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func run(_ words: String..., input: String = "") async throws -> Executable.Outcome {
    try await Executable.run(words, input: input, environment: ["WORKLINE_DATA": directory.path])
  }

  @Test func userFromFirstToLast() async throws {
    let added = try await run(
      "user", "add", Self.dana, "--name", "Example User", "--work", "+1 425 555 0100", "--mobile=+14255550110",
      "--password-stdin", input: "secret\n")
    #expect(added.exitCode == 0, "\(added.errors)")
    #expect(added.output == "Added \(Self.dana)\n")

    let list = try await run("user", "list")
    #expect(
      list.output == """
        URI                    NAME          WORK          MOBILE        PASSWORD
        sip:dana@contoso.test  Example User  +14255550100  +14255550110  yes

        """)

    let shown = try ResourceDocument(json: Data(try await run("user", "show", Self.dana, "--json").output.utf8))
    #expect(
      shown.properties == [
        "uri": Self.dana, "name": "Example User", "work": "+14255550100", "mobile": "+14255550110",
        "rings": "+14255550110", "phoneAudio": "true", "hasPassword": "true",
      ])

    let token = try await run("token", Self.dana, "--hours", "1")
    #expect(token.output.hasPrefix("cwt="))
    #expect(token.output.split(separator: "\n").count == 1)

    let changed = try await run("user", "set-password", Self.dana, "--password-stdin", input: "other")
    #expect(changed.exitCode == 0)
    #expect(try await run("user", "remove", Self.dana).exitCode == 0)
    #expect(try await run("user", "list", "--json").output == "[\n\n]\n")
  }

  @Test func secondUserOfTheSameNameOrNumberIsRefused() async throws {
    #expect(try await run("user", "add", Self.dana, "--work", "+14255550100").exitCode == 0)
    let again = try await run("user", "add", "SIP:dana@CONTOSO.test")
    #expect(again.exitCode == ExitCode.cannotCreate)
    #expect(again.errors.contains(Self.dana))
    let number = try await run("user", "add", "sip:john@contoso.test", "--work", "+14255550100")
    #expect(number.exitCode == ExitCode.cannotCreate)
  }

  @Test func exitCodesTellWhatIsWrong() async throws {
    #expect(try await run("user", "list").exitCode == ExitCode.noInput)
    #expect(try await run("user", "add", "dana").exitCode == ExitCode.data)
    #expect(try await run("user", "add", Self.dana, "--work", "none").exitCode == ExitCode.data)
    #expect(try await run("user", "add", Self.dana, "--password-stdin").exitCode == ExitCode.data)
    #expect(try await run("user", "add", Self.dana, "--password-file", "/none").exitCode == ExitCode.noInput)
    #expect(try await run("user", "list").exitCode == ExitCode.noInput, "a refused add leaves nothing behind")
    #expect(try await run("user", "add", Self.dana).exitCode == 0)
    for words in [["show"], ["remove"], ["set-password", "--password-stdin"]] {
      let outcome = try await Executable.run(
        ["user"] + words + ["sip:nobody@contoso.test"], input: "x", environment: ["WORKLINE_DATA": directory.path])
      #expect(outcome.exitCode == ExitCode.noUser, "\(words)")
      #expect(outcome.errors == "workline: there is no user sip:nobody@contoso.test\n")
    }
    #expect(try await run("token", "sip:nobody@contoso.test").exitCode == ExitCode.noUser)
    #expect(try await run("token", Self.dana, "--hours", "0").exitCode == ExitCode.usage)
    let file = directory.path + "/file"
    try Data().write(to: URL(fileURLWithPath: file))
    #expect(try await run("user", "add", Self.dana, "--data", file).exitCode == ExitCode.cannotCreate)
  }

  @Test func usageErrorsGoToStandardError() async throws {
    let outcome = try await run("user", "ad", Self.dana)
    #expect(outcome.exitCode == ExitCode.usage)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("Error: Unknown command 'ad'. Did you mean 'add'?\nUsage: workline user"))
    let version = try await run("--version")
    #expect(version.output == "workline 0.1.0\n")
    #expect(version.exitCode == 0)
  }
}
