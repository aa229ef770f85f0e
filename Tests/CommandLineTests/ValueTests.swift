import Testing

@testable import workline

@Suite struct ValueTests {
  @Test func sipAddressIsStoredInOneForm() throws {
    #expect(try SIPAddress("SIP:Dana@Contoso.TEST").uri == "sip:Dana@contoso.test")
  }

  @Test(arguments: [
    "", "sip:", "sip:dana", "tel:+14255550100", "sip:a@b@c", "sip:a b@c", "sip:@c", "sip:a@", "sips:a@b",
  ])
  func whatIsNoSIPAddressIsBadData(_ text: String) {
    #expect { try SIPAddress(text) } throws: { ($0 as? CommandFailure)?.exitCode == ExitCode.data }
  }

  @Test func missingSchemeIsPointedOut() {
    #expect { try SIPAddress("dana@contoso.test") } throws: { error in
      (error as? CommandFailure)?.message.contains("did you mean 'sip:dana@contoso.test'?") == true
    }
  }

  @Test(arguments: [
    ("+14255550100", "+14255550100"), ("tel:+1 (425) 555-0100", "+14255550100"), ("4711", "4711"),
    ("+1.425.555.0100", "+14255550100"),
  ])
  func numberLosesItsSeparators(_ text: String, _ digits: String) throws {
    #expect(try TelephoneNumber(text, option: "--work").digits == digits)
  }

  @Test(arguments: ["", "+", "1", "+123", "+1234567890123456", "12a4", "tel:", "+١٢٣٤٥٦٧٨", "++14255550100"])
  func whatIsNoNumberIsBadData(_ text: String) {
    #expect { try TelephoneNumber(text, option: "--work") } throws: {
      ($0 as? CommandFailure)?.exitCode == ExitCode.data
    }
  }

  @Test func dataDirectoryIsTheFirstThatIsSaid() {
    let environment = ["WORKLINE_DATA": "/e"]
    #expect(DataDirectory.path(option: "/o", environment: environment) { _ in true } == "/o")
    #expect(DataDirectory.path(option: nil, environment: environment) { _ in true } == "/e")
    #expect(DataDirectory.path(option: nil, environment: [:]) { $0 == "/var/lib/workline" } == "/var/lib/workline")
    #expect(DataDirectory.path(option: nil, environment: ["WORKLINE_DATA": ""]) { _ in false } == "workline-data")
  }

  @Test func colourOnlyWhereItIsWanted() {
    #expect(Style(isOn: true).red("x") == "\u{1B}[31mx\u{1B}[0m")
    #expect(Style(isOn: false).red("x") == "x")
    #expect(!Style.standardOutput(["NO_COLOR": "1"]).isOn)
    #expect(!Style.standardOutput(["TERM": "dumb"]).isOn)
  }

  @Test func tableIsAligned() {
    let table = Table(heading: ["URI", "NAME"], rows: [["sip:dana@contoso.test", "Dana"], ["sip:jo@x", ""]])
    #expect(
      table.lines(Style(isOn: false)) == [
        "URI                    NAME", "sip:dana@contoso.test  Dana", "sip:jo@x               -",
      ])
  }
}
