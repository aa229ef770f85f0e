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
        "rings": "+14255550110", "ownPhoneShows": "target", "phoneAudio": "true", "hasPassword": "true",
        "tones": "false", "secondCall": "ring",
      ])

    let token = try await run("token", Self.dana, "--hours", "1")
    #expect(token.output.hasPrefix("cwt="))
    #expect(token.output.split(separator: "\n").count == 1)

    let changed = try await run("user", "set-password", Self.dana, "--password-stdin", input: "other")
    #expect(changed.exitCode == 0)
    #expect(try await run("user", "remove", Self.dana).exitCode == 0)
    #expect(try await run("user", "list", "--json").output == "[\n\n]\n")
  }

  @Test func everythingOfAUserCanBeSet() async throws {
    #expect(try await run("user", "add", Self.dana, "--mobile", "+14255550110", "--title", "Clerk").exitCode == 0)
    let set = try await run(
      "user", "set", Self.dana, "--name", "Dana Example", "--work", "+14255550100", "--home", "+14255550111",
      "--other", "+14255550112", "--default-phone", "home", "--phone-audio", "no", "--own-phone-shows", "+14255550113",
      "--region", "de", "--aliases", "sip:d@contoso.test,sip:dd@contoso.test", "--emails", "d@contoso.test",
      "--title", "Engineer", "--department", "Research", "--company", "Contoso", "--office", "12/345",
      "--home-pool", "east", "--tones", "on", "--confirm-key", "#", "--incoming-phones", "work,mobile",
      "--second-call", "busy")
    #expect(set.exitCode == 0, "\(set.errors)")
    #expect(set.output == "Changed \(Self.dana)\n")
    // By an alias, which names the same user.
    let shown = try await run("user", "show", "sip:dd@contoso.test", "--json")
    let user = try #require(try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
    let texts = user.compactMapValues { $0 as? String }
    #expect(
      texts == [
        "uri": Self.dana, "name": "Dana Example", "work": "+14255550100", "mobile": "+14255550110",
        "home": "+14255550111", "other": "+14255550112", "rings": "+14255550111", "defaultPhone": "home",
        "ownPhoneShows": "+14255550113", "region": "DE", "title": "Engineer", "department": "Research",
        "company": "Contoso", "office": "12/345", "homePool": "east", "confirmKey": "#", "secondCall": "busy",
      ])
    #expect(user["aliases"] as? [String] == ["sip:d@contoso.test", "sip:dd@contoso.test"])
    #expect(user["emails"] as? [String] == ["d@contoso.test"])
    #expect(user["phoneAudio"] as? Bool == false)
    #expect(user["tones"] as? Bool == true)
    #expect(user["incomingPhones"] as? [String] == ["work", "mobile"])
    // What is not named stays; an empty value takes away.
    #expect(
      try await run(
        "user", "set", Self.dana, "--title=", "--aliases=", "--default-phone=", "--home-pool=", "--home=",
        "--own-phone-shows", "work", "--tones", "off", "--confirm-key", "none",
        "--incoming-phones="
      ).exitCode == 0)
    let less = try await run("user", "show", Self.dana, "--json")
    let rest = try #require(try JSONSerialization.jsonObject(with: Data(less.output.utf8)) as? [String: Any])
    for name in ["title", "defaultPhone", "homePool", "home", "confirmKey", "incomingPhones"] {
      #expect(rest[name] == nil, "\(name)")
    }
    #expect(rest["tones"] as? Bool == false)
    #expect(rest["company"] as? String == "Contoso")
    #expect(rest["rings"] as? String == "+14255550110")
    #expect(rest["ownPhoneShows"] as? String == "work")
    #expect((rest["aliases"] as? [String])?.isEmpty == true)
  }

  @Test func whatCannotBeSetIsRefused() async throws {
    #expect(try await run("user", "add", Self.dana).exitCode == 0)
    #expect(try await run("user", "set", Self.dana).exitCode == ExitCode.usage)
    #expect(try await run("user", "set", "sip:nobody@contoso.test", "--title", "x").exitCode == ExitCode.noUser)
    for (option, value, code) in [
      ("--default-phone", "fax", ExitCode.usage), ("--default-phone", "home", ExitCode.data),
      ("--incoming-phones", "work,fax", ExitCode.usage), ("--incoming-phones", "home", ExitCode.data),
      ("--phone-audio", "maybe", ExitCode.usage), ("--own-phone-shows", "x", ExitCode.data),
      ("--tones", "yes", ExitCode.usage), ("--confirm-key", "12", ExitCode.usage),
      ("--confirm-key", "A", ExitCode.usage), ("--region", "Germany", ExitCode.data),
      ("--aliases", "nobody", ExitCode.data), ("--work", "x", ExitCode.data),
    ] {
      #expect(try await run("user", "set", Self.dana, option, value).exitCode == code, "\(option) \(value)")
    }
  }

  @Test func tokensFromFirstToLast() async throws {
    #expect(try await run("user", "add", Self.dana).exitCode == 0)
    let first = try await run("token", "create", Self.dana, "--scopes", "user.readwrite,Contacts.ReadWrite")
    let second = try await run("token", Self.dana)
    #expect(first.output.hasPrefix("cwt=") && second.output.hasPrefix("cwt="))
    #expect(try await run("token", "create", Self.dana, "--scopes", "Everything").exitCode == ExitCode.usage)
    let listed = try await run("token", "list", "--user", Self.dana, "--json")
    #expect(!listed.output.contains("cwt="))
    let tokens = try #require(try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]])
    #expect(tokens.count == 2)
    let limited = try #require(tokens.first { $0["scopes"] != nil })
    #expect(limited["scopes"] as? [String] == ["User.ReadWrite", "Contacts.ReadWrite"])
    let id = try #require(limited["id"] as? String)
    #expect(try await run("token", "list").output.contains(id))
    #expect(try await run("token", "revoke", "--id", id).output == "Revoked a token of \(Self.dana)\n")
    #expect(try await run("token", "revoke", "--id", id).exitCode == ExitCode.noUser)
    #expect(try await run("token", "revoke", "--token-file", "-", input: second.output).exitCode == 0)
    #expect(try await run("token", "revoke", "--token-file", "-", input: second.output).exitCode == ExitCode.noUser)
    #expect(try await run("token", "--hours", "1", Self.dana).exitCode == 0)
    #expect(try await run("token", "revoke", "--user", Self.dana).output == "Revoked 1 token of \(Self.dana)\n")
    #expect(try await run("token", "revoke").exitCode == ExitCode.usage)
    #expect(try await run("token", "lst").errors.hasPrefix("Error: Unknown command 'lst'. Did you mean 'list'?"))
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
