import Testing

@testable import Configuration

@Suite("The table of keys")
struct ConfigurationKeyTests {
  @Test("every path stands once and every text is a sentence")
  func wellFormed() {
    #expect(Set(ConfigurationKey.all.map(\.path)).count == ConfigurationKey.all.count)
    for key in ConfigurationKey.all {
      #expect(key.summary.hasSuffix(".") && key.summary.first?.isUppercase == true, "\(key.path)")
      #expect(!key.allowed.isEmpty)
    }
  }

  @Test("the table's defaults, written into a file, give the default configuration")
  func defaultsRoundTrip() throws {
    var lines: [String] = []
    for key in ConfigurationKey.all where key.defaultText != "none" && !key.path.contains("[]") {
      let parts = key.path.split(separator: ".")
      // A key per object would stand twice, so that each key is tried by itself.
      let text = parts.reversed().reduce(key.defaultText) { "{\($1): \($0)}" }
      #expect(try Configuration.parse(text) == Configuration(), "\(text)")
      lines.append(text)
    }
    #expect(lines.count > 25)
  }

  @Test("the documentation has a line for every key")
  func markdown() {
    let lines = ConfigurationKey.markdownTable.split(separator: "\n")
    #expect(lines.count == ConfigurationKey.all.count + 2)
    #expect(
      lines.contains(
        """
        | `timeouts.ringOwnPhone` | 1 to 600 | `30` | s | How long the user's own phone rings. |
        """))
    #expect(
      lines.contains(
        """
        | `trunks[].host` | host name or IP address, e.g. pbx.contoso.test or [2001:db8::1] | required |  | \
        Host of the trunk or PBX. |
        """))
  }
}
