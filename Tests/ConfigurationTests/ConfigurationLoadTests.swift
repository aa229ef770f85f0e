import Foundation
import Testing

@testable import Configuration

@Suite("Reading a configuration")
struct ConfigurationLoadTests {
  @Test("an empty object gives the defaults")
  func defaults() throws {
    #expect(try Configuration.parse("{}") == Configuration())
    #expect(Configuration().listen.description == "127.0.0.1:8480")
    #expect(Configuration().timeouts.completedInvitation == .seconds(86_400))
  }

  @Test("every key of a full file arrives in its place")
  func everything() throws {
    let configuration = try Configuration.parse(
      """
      // A server behind a proxy.
      {
        publicURL: "https://calls.contoso.test",
        domains: ["contoso.test", 'sip.contoso.test'],
        listen: "[::1]:9000",
        sip: { listen: "192.0.2.10:5070", advertised: "sip.contoso.test", tcp: false },
        trunks: [
          { name: "main", host: "pbx.contoso.test", port: 5080, transport: "tcp", username: "workline",
            password: "s3cret", offlerlessInvite: null, offerlessInvite: "never", fromDomain: "contoso.test",
            timerB: 4000, },
        ],
        defaultRegion: "DE",
        dialPlan: [{ pattern: "(\\\\d{4})", template: "$1", dialable: true }],
        timeouts: { ringOwnPhone: 12.5, ringTarget: 45 },
        limits: { requestBody: 0x10000, callsInSetup: 10, callsTotal: 20 },
        store: { durability: "full" },
        log: { level: "debug", maskNumbers: false },
        allowedOrigins: ["https://app.contoso.test:8443"],
        emergency: { trunk: "main" },
        workHours: { days: ["friday", "saturday"], from: "22:00", to: "06:30", timeZone: "Europe/Berlin" },
        localCalls: "addresses",
        voicemailURI: "tel:+14255550199",
      }
      """.replacingOccurrences(of: "offlerlessInvite: null, ", with: ""))
    #expect(configuration.publicURL == "https://calls.contoso.test")
    #expect(configuration.domains == ["contoso.test", "sip.contoso.test"])
    #expect(configuration.listen == HostPort(host: "::1", port: 9000))
    #expect(configuration.sip.listen.port == 5070)
    #expect(configuration.sip.advertised == "sip.contoso.test")
    #expect(!configuration.sip.tcp)
    let trunk = try #require(configuration.trunks.first)
    #expect(trunk.port == 5080 && trunk.transport == .tcp && trunk.offerlessInvite == .never && trunk.timerB == 4000)
    #expect(trunk.password?.value == "s3cret")
    #expect(configuration.defaultRegion == "DE")
    #expect(configuration.dialPlan == [.init(pattern: "(\\d{4})", template: "$1", dialable: true)])
    #expect(configuration.timeouts.ringOwnPhone == .milliseconds(12_500))
    #expect(configuration.timeouts.eventTimeout == .seconds(180))
    #expect(configuration.limits.requestBody == 65_536)
    #expect(configuration.store.durability == .full)
    #expect(configuration.log.level == .debug && !configuration.log.maskNumbers)
    #expect(configuration.allowedOrigins == ["https://app.contoso.test:8443"])
    #expect(configuration.emergency.trunk == "main")
    #expect(configuration.workHours.weekdays == [5, 6] && configuration.workHours.timeZone == "Europe/Berlin")
    #expect(configuration.workHours.firstMinute == 22 * 60 && configuration.workHours.endMinute == 6 * 60 + 30)
    #expect(configuration.localCalls == .addresses && configuration.voicemailURI == "tel:+14255550199")
  }

  @Test("a password never shows in a description, dump or message")
  func secrets() throws {
    let configuration = try Configuration.parse(
      "{trunks: [{name: 'a', host: 'b', username: 'c', password: 's3cret'}]}")
    var dumped = ""
    dump(configuration, to: &dumped)
    #expect(!dumped.contains("s3cret") && !"\(configuration)".contains("s3cret"))
    #expect(!String(reflecting: configuration).contains("s3cret"))
    let problems = problems("{trunks: [{name: 'a', host: 'b', username: 'c', password: ['s3cret']}]}")
    #expect(
      problems == [
        "workline.json5:1: trunks[0].password: the value (hidden) is not a text; allowed: text, not empty"
      ])
  }

  @Test("files are found beside the configuration file, and the password file's first line is the password")
  func files() throws {
    let directory = try TemporaryDirectory()
    try directory.write("sub/secret", "s3cret\nsecond line\n")
    try directory.write("cert.pem", "x")
    try directory.write("key.pem", "x")
    let path = try directory.write(
      "workline.json5",
      """
      { tls: { certificate: "cert.pem", key: "key.pem" },
        trunks: [{ name: "a", host: "b", username: "c", passwordFile: "sub/secret",
                  inbound: { username: "d", passwordFile: "sub/secret", realm: "r", algorithm: "MD5" } }] }
      """)
    let configuration = try Configuration.load(path: path)
    #expect(configuration.trunks[0].password?.value == "s3cret")
    let inbound = configuration.trunks[0].inbound
    #expect(inbound.username == "d" && inbound.password?.value == "s3cret" && inbound.realm == "r")
    #expect(inbound.algorithm == .md5 && configuration.unknownCallers == .refuse)
    #expect(configuration.tls.certificate == directory.path + "/cert.pem")
  }

  @Test("a missing file is named, whatever it is for")
  func missingFiles() throws {
    let directory = try TemporaryDirectory()
    let nowhere = directory.path + "/nowhere.json5"
    let error = #expect(throws: ConfigurationError.self) { try Configuration.load(path: nowhere) }
    #expect(error?.description == "\(nowhere): the file cannot be read: No such file or directory")

    let path = try directory.write(
      "workline.json5", "{\n tls: { certificate: 'c.pem',\n key: 'k.pem' } }")
    let missing = #expect(throws: ConfigurationError.self) { try Configuration.load(path: path) }
    #expect(
      missing?.description == """
        \(path):2: tls.certificate: "\(directory.path)/c.pem" cannot be read: No such file or directory; \
        allowed: a readable file
        \(path):3: tls.key: "\(directory.path)/k.pem" cannot be read: No such file or directory; \
        allowed: a readable file
        """)
  }
}

/// The descriptions of all problems of a text, none if it is fine.
func problems(_ text: String) -> [String] {
  do throws(ConfigurationError) {
    _ = try Configuration.parse(text)
    return []
  } catch {
    return error.problems.map(\.description)
  }
}

/// A directory that is removed with this object.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("workline-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return url.path
  }
}
