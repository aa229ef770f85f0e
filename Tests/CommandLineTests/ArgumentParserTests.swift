import Testing

@testable import workline

@Suite struct ArgumentParserTests {
  private let parser = ArgumentParser(root: CommandTree.root)

  private func invocation(_ line: String) throws -> Invocation {
    let result = try parser.parse(line.split(separator: " ").map(String.init))
    guard case .run(let invocation) = result else { throw UsageError(message: "not a command to run") }
    return invocation
  }

  private func usageError(_ line: String) -> UsageError? {
    do throws(UsageError) {
      _ = try parser.parse(line.split(separator: " ").map(String.init))
      return nil
    } catch {
      return error
    }
  }

  @Test func valuesComeAfterABlankOrAnEqualsSign() throws {
    let found = try invocation("serve --config a.json5 --listen=127.0.0.1:0 --lab --data=")
    #expect(found.action == .serve)
    #expect(found.value("--config") == "a.json5")
    #expect(found.value("--listen") == "127.0.0.1:0")
    #expect(found.value("--data") == "")
    #expect(found.has("--lab"))
  }

  @Test func argumentsAndOptionsMayBeMixed() throws {
    let found = try invocation("user add --name Dana sip:dana@contoso.test --work +14255550100")
    #expect(found.action == .userAdd)
    #expect(found.path == ["workline", "user", "add"])
    #expect(found.argument("URI") == "sip:dana@contoso.test")
    #expect(found.value("--work") == "+14255550100")
  }

  @Test func afterTwoDashesEverythingIsAnArgument() throws {
    #expect(try invocation("user show -- --strange").argument("URI") == "--strange")
  }

  @Test func valueThatBeginsWithADashNeedsTheEqualsSign() throws {
    #expect(try invocation("user show sip:a@b --data=-x").value("--data") == "-x")
    #expect(usageError("user show sip:a@b --data --json")?.message == "Missing value for '--data DIR'")
  }

  @Test func lastOfSeveralValuesCounts() throws {
    #expect(try invocation("serve --data a --data b").value("--data") == "b")
  }

  @Test(arguments: [
    ("serv", "Unknown command 'serv'", "serve"),
    ("user lst", "Unknown command 'lst'", "list"),
    ("--hlep", "Unknown option '--hlep'", "--help"),
    ("serve --confg x", "Unknown option '--confg'", "--config"),
    ("serve --conf x", "Unknown option '--conf'", "--config"),
    ("call --sever=x", "Unknown option '--sever'", "--server"),
    ("user set-pasword x", "Unknown command 'set-pasword'", "set-password"),
    ("help calls", "Unknown command 'calls'", "call"),
  ])
  func slipOfTheFingersGetsASuggestion(_ line: String, _ message: String, _ suggestion: String) {
    let error = usageError(line)
    #expect(error?.message == message)
    #expect(error?.suggestion == suggestion)
  }

  @Test(arguments: [
    ("frobnicate", "Unknown command 'frobnicate'"), ("serve -x", "Unknown option '-x'"),
    ("serve --config", "Missing value for '--config FILE'"), ("serve --lab=yes", "The option '--lab' takes no value"),
    ("serve more", "Unexpected argument 'more'"), ("user show", "Missing argument 'URI'"),
    ("user show a b", "Unexpected argument 'b'"), ("call 1", "Missing option '--server URL'"),
    ("call --server http://h 1", "Missing option '--user URI'"),
    ("call --server http://h --user sip:a@b", "Missing argument 'TO'"),
  ])
  func usageErrorSaysWhatIsWrong(_ line: String, _ message: String) {
    let error = usageError(line)
    #expect(error?.message == message)
    #expect(error?.suggestion == nil)
    #expect(error?.text.contains("Usage: workline") == true)
    #expect(error?.text.contains("--help' for more information.") == true)
  }

  @Test func versionAndHelpAtEveryLevel() throws {
    for line in ["--version", "user --version", "user add --version", "serve --lab --version"] {
      guard case .version = try parser.parse(line.split(separator: " ").map(String.init)) else {
        Issue.record("no version for \(line)")
        continue
      }
    }
    for path in paths(CommandTree.root) {
      var texts: [String] = []
      for line in [path + ["--help"], path + ["-h"], ["help"] + path] {
        if case .help(let text) = try parser.parse(line) { texts.append(text) }
      }
      #expect(texts.count == 3 && Set(texts).count == 1, "help of \(path)")
      let text = texts.first ?? ""
      #expect(text.contains("Usage: workline"))
      #expect(text.contains("\nExamples:\n  "))
      let lines = text.split(separator: "\n").filter { !$0.hasPrefix("  workline") }
      #expect(lines.allSatisfy { $0.count <= 80 }, "help of \(path) is too wide")
    }
  }

  @Test func everyExampleIsUnderstood() throws {
    func examples(_ command: CommandSpec) -> [String] { command.examples + command.subcommands.flatMap(examples) }
    for example in examples(CommandTree.root) {
      // As a shell would: continued lines joined, an assignment and a redirection taken off, quotes removed.
      let line = example.split(separator: "\\\n").joined().split(separator: "<")[0]
      var words = line.split(separator: " ").map(String.init)
      if let first = words.lastIndex(of: "workline") { words.removeFirst(first + 1) }
      var unquoted: [String] = []
      var isOpen = false
      for word in words {
        if isOpen { unquoted[unquoted.count - 1] += " " + word } else { unquoted.append(word) }
        if word.filter({ $0 == "'" }).count == 1 { isOpen.toggle() }
      }
      #expect(throws: Never.self, "\(example)") { try parser.parse(unquoted) }
    }
  }

  @Test func groupWithoutACommandShowsItsHelp() throws {
    for line in [[], ["user"]] {
      guard case .help(let text) = try parser.parse(line) else {
        Issue.record("no help for \(line)")
        continue
      }
      #expect(text.contains("Commands:"))
    }
  }

  @Test func numbersHaveBounds() throws {
    #expect(try invocation("token sip:a@b --hours 24").integer("--hours", in: 1...8760) == 24)
    for text in ["0", "8761", "x", "1.5", "99999999999999999999"] {
      let found = try invocation("token sip:a@b --hours \(text)")
      #expect(throws: UsageError.self) { try found.integer("--hours", in: 1...8760) }
    }
    let call = "call --server http://h --user sip:a@b 1 --hangup-after"
    #expect(try invocation("\(call) 0.5").seconds("--hangup-after") == 0.5)
    for text in ["nan", "inf", "1e9", "x"] {
      #expect(throws: UsageError.self) { try invocation("\(call) \(text)").seconds("--hangup-after") }
    }
  }

  @Test func serveTakesAddressesAndADirectory() throws {
    let options = try ServeOptions(invocation("serve --listen [::1]:0 --sip 127.0.0.1:5060 --data /d --lab"))
    #expect(options.listen?.description == "[::1]:0")
    #expect(options.sip?.port == 5060)
    #expect(options.dataDirectory == "/d")
    #expect(options.lab)
    #expect(options.configurationFile == nil)
    for text in ["8480", "host:", "::1:80", "h:65536"] {
      #expect(throws: UsageError.self) { try ServeOptions(invocation("serve --listen \(text)")) }
    }
  }

  private func paths(_ command: CommandSpec) -> [[String]] {
    [[]] + command.subcommands.flatMap { child in paths(child).map { [child.name] + $0 } }
  }
}
