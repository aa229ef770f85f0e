import Testing

@testable import Configuration

@Suite("What is wrong with a configuration")
struct ConfigurationProblemTests {
  @Test(
    "each problem names file, line, key, what is wrong and what is allowed",
    arguments: [
      (
        "{\n sip: {\n listen: 'abc' } }",
        "workline.json5:3: sip.listen: \"abc\" is not HOST:PORT; allowed: HOST:PORT, e.g. 127.0.0.1:5060"
      ),
      ("{sip: {listne: 'a:1'}}", "workline.json5:1: sip.listne: unknown key; did you mean sip.listen?"),
      ("{tcp: true}", "workline.json5:1: tcp: unknown key; did you mean sip.tcp?"),
      ("{truncs: []}", "workline.json5:1: truncs: unknown key; did you mean trunks?"),
      ("{Listen: 'a:1'}", "workline.json5:1: Listen: unknown key; did you mean listen?"),
      ("{colour: 1}", "workline.json5:1: colour: unknown key"),
      (
        "{trunks: [{name: 'a', host: 'b'},\n {name: 'c', host: 'd', prot: 1}]}",
        "workline.json5:2: trunks[1].prot: unknown key; did you mean trunks[1].port?"
      ),
      ("{sip: 5}", "workline.json5:1: sip: 5 is not an object; allowed: {…}"),
      ("{trunks: {}}", "workline.json5:1: trunks: {…} is not a list; allowed: [{…}, …]"),
      ("{trunks: ['a']}", "workline.json5:1: trunks[0]: \"a\" is not an object; allowed: {…}"),
      ("[]", "workline.json5:1: […] is not an object; allowed: {…}"),
      (
        "{sip: {tcp: 'yes'}}",
        "workline.json5:1: sip.tcp: \"yes\" is not true or false; allowed: true or false"
      ),
      (
        "{limits: {requestBody: 12}}",
        "workline.json5:1: limits.requestBody: 12 is out of range; allowed: 1024 to 67108864"
      ),
      (
        "{limits: {requestBody: 2000.5}}",
        "workline.json5:1: limits.requestBody: 2000.5 is not a whole number; allowed: 1024 to 67108864"
      ),
      (
        "{timeouts: {ringTarget: NaN}}",
        "workline.json5:1: timeouts.ringTarget: nan is out of range; allowed: 1 to 600"
      ),
      (
        "{timeouts: {ringTarget: '60 s'}}",
        "workline.json5:1: timeouts.ringTarget: \"60 s\" is not a number of seconds; allowed: 1 to 600"
      ),
      (
        "{timeouts: {session: 60}}",
        "workline.json5:1: timeouts.session: 60 is less than timeouts.sessionMinimum; allowed: 0, or 90 to 86400"
      ),
      (
        "{trunks: [{name: 'a', host: 'b', inbound: {password: 'x'}}]}",
        "workline.json5:1: trunks[0].inbound.username: is missing; allowed: a name, since other keys of inbound are set"
      ),
      (
        "{trunks: [{name: 'a', host: 'b', inbound: {username: 'x'}}]}",
        "workline.json5:1: trunks[0].inbound.password: is missing; allowed: a password, or passwordFile, since a name is set"
      ),
      (
        "{trunks: [{name: 'a', host: 'b', inbound: {username: 'x', password: 'y', passwordFile: 'z'}}]}",
        "workline.json5:1: trunks[0].inbound.passwordFile: inbound.password is set as well; allowed: one of the two"
      ),
      (
        "{trunks: [{name: 'a', host: 'b', inbound: {username: 'x:y'}}]}",
        "workline.json5:1: trunks[0].inbound.username: \"x:y\" is not a user name; allowed: visible ASCII without quotes, "
          + "backslashes and colons"
      ),
      (
        "{trunks: [{name: 'a', host: 'b', inbound: {username: 'x', password: 'y', realm: 'a\"b'}}]}",
        "workline.json5:1: trunks[0].inbound.realm: \"a\"b\" is not a realm; allowed: ASCII without quotes and backslashes"
      ),
      (
        "{trunks: [{name: 'a', host: 'b', inbound: {username: 'x', password: 'y'}},\n"
          + " {name: 'c', host: 'd', inbound: {username: 'x', password: 'z'}}]}",
        "workline.json5:2: trunks[1].inbound.username: is that of another trunk already; allowed: a name of its own"
      ),
      (
        "{unknownCallers: 'ignore'}",
        "workline.json5:1: unknownCallers: \"ignore\" is none of the choices; allowed: \"refuse\", \"drop\""
      ),
      (
        "{pools: [{name: 'west', url: 'https://west.contoso.test', backup: 'east'}]}",
        "workline.json5:1: pools[0].backup: \"east\" is no other pool; allowed: nothing, since there is no other pool"
      ),
      (
        "{pool: 'east', pools: [{name: 'west', url: 'https://west.contoso.test', backup: 'west'}]}",
        "workline.json5:1: pools[0].backup: \"west\" is no other pool; allowed: \"east\""
      ),
      (
        "{pools: [{name: 'a', url: 'https://a.test'}, {name: 'a', url: 'https://b.test'}]}",
        "workline.json5:1: pools[1].name: \"a\" names another pool already; allowed: a name of its own"
      ),
      (
        "{pools: [{name: 'a', url: 'https://a.test/path'}]}",
        "workline.json5:1: pools[0].url: \"https://a.test/path\" is not the URL of a host; "
          + "allowed: https://HOST or http://HOST, port if needed, no path"
      ),
      (
        "{issuers: [{issuer: 'a\"b', audience: 'c', keys: 'd'}]}",
        "workline.json5:1: issuers[0].issuer: has blanks, quotes or other scripts; allowed: visible ASCII"
      ),
      (
        "{issuers: [{issuer: 'a', audience: 'c', keys: 'd'}, {issuer: 'a', audience: 'c', keys: 'd'}]}",
        "workline.json5:1: issuers[1].issuer: stands here twice; allowed: each issuer once"
      ),
      (
        "{store: {durability: 'safe'}}",
        "workline.json5:1: store.durability: \"safe\" is none of the choices; allowed: \"off\", \"normal\", \"full\""
      ),
      (
        "{defaultRegion: 'usa'}",
        "workline.json5:1: defaultRegion: \"usa\" is not a region; allowed: two capital letters of ISO 3166, e.g. US"
      ),
      (
        "{allowedOrigins: ['https://a.contoso.test', 'a.contoso.test']}",
        """
        workline.json5:1: allowedOrigins: […] has "a.contoso.test", which is not the URL of a host; \
        allowed: list of: https://HOST or http://HOST, port if needed, no path
        """
      ),
      (
        "{listen: 'a:1',\n listen: 'b:2'}",
        "workline.json5:2: listen: stands in line 1 already; allowed: each key once"
      ),
      (
        "{tls: {\n key: 'k'}}",
        "workline.json5:1: tls.certificate: is missing; allowed: a file, since tls.key is set"
      ),
      (
        "{emergency: {trunk: 'x'}, trunks: [{name: 'main', host: 'b'}]}",
        "workline.json5:1: emergency.trunk: \"x\" is no trunk; allowed: \"main\""
      ),
      (
        "{trunks: [{name: 'a', host: 'b'},\n {name: 'a', host: 'c'}]}",
        "workline.json5:2: trunks[1].name: \"a\" names another trunk already; allowed: a name of its own"
      ),
      (
        "{trunks: [{name: 'a', host: 'b', password: 'p'}]}",
        "workline.json5:1: trunks[0].username: is missing; allowed: a name, since a password is set"
      ),
      (
        "{dialPlan: [{pattern: '(', template: '1'}]}",
        """
        workline.json5:1: dialPlan[0].pattern: "(" is not a regular expression; \
        allowed: regular expression, e.g. 9(\\\\d{10})
        """
      ),
      (
        "{dialPlan: [{pattern: '9(1)', template: '$2'}]}",
        """
        workline.json5:1: dialPlan[0].template: "$2" names a group that the pattern does not have; \
        allowed: $0 to $1, $$
        """
      ),
      (
        "{workHours: {days: ['monday', 'Tuesday']}}",
        "workline.json5:1: workHours.days: […] has \"Tuesday\", which is no day of the week; "
          + "allowed: list of: sunday, monday, tuesday, wednesday, thursday, friday, saturday"
      ),
      (
        "{workHours: {from: '24:00'}}",
        "workline.json5:1: workHours.from: \"24:00\" is not a time of day; allowed: HH:MM from 00:00 to 23:59"
      ),
      (
        "{workHours: {to: '9:00'}}",
        "workline.json5:1: workHours.to: \"9:00\" is not a time of day; allowed: HH:MM from 00:00 to 24:00"
      ),
      (
        "{workHours: {to: '09:00'}}",
        "workline.json5:1: workHours.to: \"09:00\" is when work begins; "
          + "allowed: another time; 00:00 to 24:00 is the whole day"
      ),
      (
        "{workHours: {timeZone: 'Europe/Atlantis'}}",
        "workline.json5:1: workHours.timeZone: \"Europe/Atlantis\" is no time zone of this machine; "
          + "allowed: name of the IANA database, e.g. Europe/Berlin"
      ),
      (
        "{localCalls: 'some'}",
        "workline.json5:1: localCalls: \"some\" is none of the choices; allowed: \"all\", \"addresses\", \"none\""
      ),
      (
        "{voicemailURI: 'voicemail@contoso.test'}",
        "workline.json5:1: voicemailURI: \"voicemail@contoso.test\" is not a URI that can be called; "
          + "allowed: sip:user@host or tel:number, e.g. sip:voicemail@contoso.test"
      ),
      (
        "{limits: {callsInSetup: 30, callsTotal: 20}}",
        "workline.json5:1: limits.callsInSetup: 30 is more than limits.callsTotal; allowed: 1 to 20"
      ),
    ])
  func text(_ file: String, _ expected: String) {
    #expect(problems(file) == [expected])
  }

  @Test(
    "a voicemail is an address or a number",
    arguments: [
      ("sip:voicemail@contoso.test", true), ("sip:*98@pbx.contoso.test:5070", true), ("sip:vm@[2001:db8::1]", true),
      ("tel:+14255550199", true), ("tel:*98", true), ("tel:", false), ("tel:voicemail", false), ("tel:+", false),
      ("sip:contoso.test", false), ("sip:@contoso.test", false), ("sip:a b@contoso.test", false),
      ("sip:vm@", false), ("sips:vm@contoso.test", false), ("https://contoso.test", false), ("", false),
    ])
  func voicemail(_ uri: String, _ isAllowed: Bool) {
    #expect(problems("{voicemailURI: '\(uri)'}").isEmpty == isAllowed)
  }

  @Test("all problems are reported, in the order of the file")
  func all() {
    let found = problems(
      """
      {
        trunks: [
          { host: "pbx contoso", port: 0 },
        ],
        log: { level: "loud",
          mask: true },
        listen: "here",
      }
      """)
    #expect(
      found == [
        "workline.json5:3: trunks[0].host: \"pbx contoso\" is not a host; "
          + "allowed: host name or IP address, e.g. pbx.contoso.test or [2001:db8::1]",
        "workline.json5:3: trunks[0].port: 0 is out of range; allowed: 1 to 65535",
        "workline.json5:3: trunks[0].name: is missing; allowed: text, not empty",
        "workline.json5:5: log.level: \"loud\" is none of the choices; "
          + "allowed: \"trace\", \"debug\", \"info\", \"warning\", \"error\"",
        "workline.json5:6: log.mask: unknown key; did you mean log.maskNumbers?",
        "workline.json5:7: listen: \"here\" is not HOST:PORT; allowed: HOST:PORT, e.g. 127.0.0.1:5060",
      ])
  }

  @Test("a value from a file cannot write escape sequences to the terminal")
  func terminal() {
    #expect(problems("{log: {level: '\\x1b[2J'}}")[0].contains("\" [2J\""))
  }

  @Test(
    "the nearest key is suggested, an unlike one is not",
    arguments: [
      ("listn", "listen"), ("ringownphone", "timeouts.ringOwnPhone"), ("publicUrl", "publicURL"),
      ("domain", "domains"), ("trunk", "trunks"), ("xyz", nil),
    ])
  func suggestions(_ given: String, _ expected: String?) {
    let known = ConfigurationTable.root.map(\.path) + ConfigurationTable.lists.map(\.path)
    #expect(Suggestion.nearest(to: given, below: "", among: known) == expected)
  }
}
