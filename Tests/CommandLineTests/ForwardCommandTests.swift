import Foundation
import Testing

@testable import workline

/// `workline user forward`, run as it is installed.
@Suite struct ForwardCommandTests {
  private static let dana = "sip:dana@contoso.test"
  private static let erin = "sip:erin@contoso.test"
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func run(_ words: String...) async throws -> Executable.Outcome {
    try await Executable.run(words, input: "", environment: ["WORKLINE_DATA": directory.path])
  }

  private func addUsers() async throws {
    #expect(try await run("user", "add", Self.dana, "--work", "+1 425 555 0100").exitCode == 0)
    #expect(try await run("user", "add", Self.erin).exitCode == 0)
  }

  private func json(_ words: String...) async throws -> [String: Any] {
    let outcome = try await Executable.run(
      words + ["--json"], input: "", environment: ["WORKLINE_DATA": directory.path])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  @Test func shownAndChanged() async throws {
    try await addUsers()
    let first = try await run("user", "forward", Self.dana)
    #expect(
      first.output == """
        Calls            ring here
        Unanswered       ring on

        """, "\(first.errors)")
    let forwarded = try await run(
      "user", "forward", Self.dana, "--to", "+1 (425) 555-0120", "--active", "workhours", "--unanswered", "voicemail",
      "--unanswered-after", "30")
    #expect(
      forwarded.output == """
        Calls            go to tel:+14255550120, during working hours
        Unanswered       go to voicemail after 30 s

        """, "\(forwarded.errors)")
    let also = try await run(
      "user", "forward", Self.dana, "--also", Self.erin, "--also-after", "10", "--active", "always", "--unanswered",
      "off")
    #expect(
      also.output == """
        Calls            ring here, and \(Self.erin) after 10 s
        Unanswered       ring on
        Kept --to        tel:+14255550120

        """, "\(also.errors)")
    let off = try await json("user", "forward", Self.dana, "--off")
    #expect(off["inForce"] as? String == "off" && off["active"] as? String == "always")
    #expect(off["to"] as? String == "tel:+14255550120" && off["also"] as? String == Self.erin)
    #expect(off["alsoAfter"] as? Int == 10 && off["unansweredAfter"] as? Int == 30)
    #expect(off["unanswered"] as? String == "off")
    #expect(try await json("user", "show", Self.dana)["forwarding"] as? NSDictionary == off as NSDictionary)
    #expect(try await run("user", "show", Self.dana).output.contains("Calls            ring here\n"))
  }

  @Test func delegatesTeamAndVoicemail() async throws {
    try await addUsers()
    let nobody = try await run("user", "forward", Self.dana, "--to", "delegates")
    #expect(nobody.exitCode == ExitCode.data && nobody.errors.contains("has no delegates"))
    #expect(try await run("user", "delegate", "add", Self.dana, Self.erin).exitCode == 0)
    #expect(try await json("user", "forward", Self.dana, "--to", "delegates")["to"] as? String == "delegates")
    let none = try await run("user", "forward", Self.dana, "--also", "team")
    #expect(none.exitCode == ExitCode.data && none.errors.contains("user set --team"))

    let unknown = try await run("user", "set", Self.dana, "--team", "sip:sales@contoso.test")
    #expect(unknown.exitCode == ExitCode.noUser && unknown.errors.contains("sip:sales@contoso.test"))
    #expect(try await run("group", "add", "sip:sales@contoso.test", "--name", "Sales").exitCode == 0)
    #expect(
      try await run("user", "set", Self.dana, "--team", "sip:sales@contoso.test", "--second-call", "busy").exitCode == 0
    )
    let also = try await json("user", "forward", Self.dana, "--also", "team", "--unanswered", "voicemail")
    #expect(also["inForce"] as? String == "also" && also["also"] as? String == "team")
    #expect(also["unanswered"] as? String == "voicemail" && also["to"] as? String == "delegates")
    let shown = try await json("user", "show", Self.dana)
    #expect(shown["team"] as? String == "sip:sales@contoso.test" && shown["secondCall"] as? String == "busy")
    #expect(try await run("user", "set", Self.dana, "--team=", "--second-call=").exitCode == 0)
    let less = try await json("user", "show", Self.dana)
    #expect(less["team"] == nil && less["secondCall"] as? String == "ring")
    #expect(
      try await json("user", "forward", Self.dana, "--to", "sip:sales@contoso.test")["to"] as? String
        == "sip:sales@contoso.test")
  }

  @Test func whatIsWrongIsSaid() async throws {
    try await addUsers()
    for (words, code, says) in [
      (["--to", "voicemail", "--off"], ExitCode.usage, "'--off' and '--to' exclude each other"),
      (["--to", "voicemail", "--also", Self.erin], ExitCode.usage, "'--to' and '--also' exclude each other"),
      (["--also", "voicemail"], ExitCode.data, "neither a number, nor a SIP URI, nor delegates or team"),
      (["--to", "team"], ExitCode.data, "nor delegates or voicemail"),
      (["--unanswered", "delegates"], ExitCode.data, "nor voicemail"),
      (["--to", "911"], ExitCode.data, "emergency number"),
      (["--unanswered", "112"], ExitCode.data, "emergency number"),
      (["--to", "+14255550100"], ExitCode.data, "cannot go to the user himself"),
      (["--to", Self.dana], ExitCode.data, "cannot go to the user himself"),
      (["--to", "erin@contoso.test"], ExitCode.data, "did you mean 'sip:erin@contoso.test'"),
      (["--to", "5"], ExitCode.data, "is not a telephone number"),
      (["--also-after", "56"], ExitCode.usage, "from 0 to 55"),
      (["--unanswered-after", "4"], ExitCode.usage, "from 5 to 60"),
      (["--active", "sometimes"], ExitCode.usage, "always or workhours"),
    ] {
      let outcome = try await Executable.run(
        ["user", "forward", Self.dana] + words, input: "", environment: ["WORKLINE_DATA": directory.path])
      #expect(outcome.exitCode == code && outcome.errors.contains(says), "\(words): \(outcome.errors)")
    }
    #expect(try await json("user", "forward", Self.dana)["inForce"] as? String == "off")
    #expect(try await run("user", "forward", "sip:nobody@contoso.test").exitCode == ExitCode.noUser)
    #expect(try await run("user", "set", Self.dana, "--second-call", "hold").exitCode == ExitCode.usage)
    #expect(try await run("user", "set", Self.dana, "--team", "sales").exitCode == ExitCode.data)
  }
}
