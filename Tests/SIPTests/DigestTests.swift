import Testing

@testable import SIP

@Suite struct DigestTests {
  private static let realm = "contoso.test"

  private static func authenticator() throws -> DigestAuthenticator {
    try DigestAuthenticator([
      DigestAuthenticator.User(SIPCredentials(username: "pbx", password: "secret"), realm: realm),
      DigestAuthenticator.User(SIPCredentials(username: "lobby", password: "other"), realm: realm),
    ])
  }

  private static func asked(
    _ now: Int64 = 1_000, callID: String = "call", source: String = "192.0.2.1"
  ) throws -> DigestAuthenticator.Request {
    DigestAuthenticator.Request(
      method: .invite, callID: callID, source: try #require(SIPAddress(source)), now: now)
  }

  private static func nonce(_ authenticator: DigestAuthenticator, _ asked: DigestAuthenticator.Request) throws -> String
  {
    let header = try #require(authenticator.challenge(asked, stale: false).first).value
    let start = try #require(header.range(of: "nonce=\""))
    return String(header[start.upperBound...].prefix { $0 != "\"" })
  }

  /// What a caller sends; the hash is made here a second time.
  private static func answer(
    _ nonce: String, user: String = "pbx", password: String = "secret", algorithm: DigestAlgorithm = .md5,
    uri: String = "sip:dana@contoso.test", method: String = "INVITE"
  ) throws -> DigestResponse {
    let one = try #require(algorithm.hash("\(user):\(realm):\(password)"))
    let two = try #require(algorithm.hash("\(method):\(uri)"))
    let response = try #require(algorithm.hash("\(one):\(nonce):00000001:abc:auth:\(two)"))
    return try #require(
      DigestResponse(
        "Digest username=\"\(user)\", realm=\"\(realm)\", nonce=\"\(nonce)\", uri=\"\(uri)\", "
          + "algorithm=\(algorithm.rawValue), qop=auth, nc=00000001, cnonce=\"abc\", response=\"\(response)\""))
  }

  /// The example of RFC 7616, section 3.9.1.
  @Test(arguments: [
    ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
    ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
  ])
  func theExampleOfTheRFC(algorithm: String, response: String) throws {
    var authenticator = try DigestAuthenticator([
      DigestAuthenticator.User(
        SIPCredentials(username: "Mufasa", password: "Circle of Life"), realm: "http-auth@example.org")
    ])
    let header = """
      Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=\(algorithm), \
      nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, \
      cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="\(response)", \
      opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
      """
    let read = try #require(authenticator.response(among: [header]))
    let request = DigestAuthenticator.Request(
      method: SIPMethod(rawValue: "GET"), callID: "", source: try #require(SIPAddress("192.0.2.1")), now: 0)
    // Right, but the nonce is not ours.
    #expect(authenticator.check(read, request) == .stale)
    #expect(!authenticator.hasChallenged(read, request))
    let other = DigestAuthenticator.Request(
      method: .invite, callID: "", source: try #require(SIPAddress("192.0.2.1")), now: 0)
    #expect(authenticator.check(read, other) == .wrong)
  }

  @Test func aChallengeOffersTheBetterAlgorithmFirst() throws {
    let headers = try Self.authenticator().challenge(Self.asked(), stale: false)
    #expect(headers.map(\.name) == ["WWW-Authenticate", "WWW-Authenticate"])
    #expect(headers[0].value.contains("algorithm=SHA-256") && headers[1].value.contains("algorithm=MD5"))
    for header in headers {
      #expect(header.value.hasPrefix("Digest realm=\"contoso.test\", nonce=\""))
      #expect(header.value.contains("qop=\"auth\"") && !header.value.contains("stale"))
    }
    #expect(
      try Self.authenticator().challenge(Self.asked(), stale: true).allSatisfy { $0.value.hasSuffix("stale=true") })
  }

  @Test func oneAlgorithmOnly() throws {
    let credentials = SIPCredentials(username: "pbx", password: "secret")
    var authenticator = try DigestAuthenticator([.init(credentials, realm: Self.realm, algorithms: [.sha256])])
    let asked = try Self.asked()
    #expect(authenticator.challenge(asked, stale: false).count == 1)
    let nonce = try Self.nonce(authenticator, asked)
    let verdicts = try DigestAlgorithm.allCases.map {
      authenticator.check(try Self.answer(nonce, algorithm: $0), asked)
    }
    #expect(verdicts == [.user(0), .wrong])
  }

  @Test(arguments: DigestAlgorithm.allCases) func rightOnesAreTakenOnce(algorithm: DigestAlgorithm) throws {
    var authenticator = try Self.authenticator()
    let asked = try Self.asked()
    let nonce = try Self.nonce(authenticator, asked)
    let first = try Self.answer(nonce, algorithm: algorithm)
    #expect(authenticator.hasChallenged(first, try Self.asked(2_000)))
    #expect(authenticator.check(first, try Self.asked(2_000)) == .user(0))
    #expect(authenticator.check(first, try Self.asked(2_001)) == .stale)
    let second = try Self.answer(
      try Self.nonce(authenticator, try Self.asked(callID: "2")), user: "lobby", password: "other")
    #expect(authenticator.check(second, try Self.asked(callID: "2")) == .user(1))
  }

  @Test func aNonceIsForOneCallFromOneAddressAndOneMinute() throws {
    var authenticator = try Self.authenticator()
    let answer = try Self.answer(try Self.nonce(authenticator, Self.asked()))
    for (request, genuine) in [
      (try Self.asked(callID: "another"), false), (try Self.asked(source: "192.0.2.2"), false),
      (try Self.asked(61_001), true), (try Self.asked(999), false),
    ] {
      #expect(authenticator.check(answer, request) == .stale)
      #expect(authenticator.hasChallenged(answer, request) == genuine)
    }
    // Another process has another key.
    var other = try Self.authenticator()
    #expect(other.check(answer, try Self.asked()) == .stale)
    #expect(authenticator.check(answer, try Self.asked(61_000)) == .user(0))
  }

  @Test func wrongOnes() throws {
    var authenticator = try Self.authenticator()
    let nonce = try Self.nonce(authenticator, Self.asked())
    for answer in [
      try Self.answer(nonce, password: "Secret"), try Self.answer(nonce, user: "nobody"),
      try Self.answer(nonce, user: "lobby"), try Self.answer(nonce, method: "BYE"), try Self.answer(nonce, user: ""),
    ] {
      #expect(authenticator.check(answer, try Self.asked()) == .wrong)
    }
    for nonce in ["", "x", "-000000000000001", String(repeating: "f", count: 48), String(repeating: "0", count: 48)] {
      let answer = try Self.answer(nonce)
      #expect(!authenticator.hasChallenged(answer, try Self.asked()))
      #expect(authenticator.check(answer, try Self.asked()) == .stale)
    }
  }

  @Test func whatIsUsedIsForgottenInTime() {
    var used = UsedNonces()
    let steps: [(UInt64, Int64)] = [(1, 0), (1, 60_000), (2, 60_001), (1, 60_002), (3, 200_000)]
    #expect(steps.map { used.insert($0, now: $1) } == [true, false, true, false, true])
    #expect(used.count == 1)
    let many = (0..<UInt64(3 * UsedNonces.most)).count { used.insert($0 + 10, now: 200_001) }
    #expect(many == 3 * UsedNonces.most)
    #expect(used.count <= 2 * UsedNonces.most)
  }

  @Test(arguments: [
    "Digest", "Digest ", "Basic dXNlcjpwdw==", "", "Digest username=\"a\"", "DigestX", "Digest ,", "Digest =,=",
    "\(complete), username=\"b\"", "\(complete),", "\(complete), x", complete.replacing("auth,", with: "auth-int,"),
    complete.replacing("nc=00000001", with: "nc=1"), complete.replacing("MD5", with: "SHA-512-256"),
    complete.replacing("qop=auth, ", with: ""), complete.replacing("response=\"ab12\"", with: "response=\"zz\""),
    complete.replacing("\"pbx\"", with: "\"p\u{1}bx\""), complete.replacing("\"pbx\"", with: "\"pbx"),
    complete + ", x=\"" + String(repeating: "y", count: 5_000) + "\"",
    complete + (0..<40).map { ", x\($0)=y" }.joined(),
  ])
  func whatIsNotRead(header: String) { #expect(DigestResponse(header) == nil) }

  private static let complete = """
    Digest username="pbx", realm="contoso.test", nonce="n", uri="sip:a@b", algorithm=MD5, qop=auth, nc=00000001, \
    cnonce="c", response="ab12"
    """

  @Test(arguments: [
    complete, complete.replacing(", ", with: ","), complete.replacing(", ", with: "\r\n , "),
    complete.replacing("Digest", with: "DIGEST"), complete.replacing("=", with: " = "),
    complete.replacing("qop=auth", with: "qop=\"auth\""), complete.replacing("algorithm=MD5, ", with: ""),
    complete.replacing("MD5", with: "md5"), complete.replacing("ab12", with: "AB12"), complete + ", opaque=\"\", x=y",
    complete.replacing("\"pbx\"", with: "\"p\\bx\""),
  ])
  func howItMayBeWritten(header: String) throws {
    let read = try #require(DigestResponse(header))
    #expect(read.username == "pbx" && read.realm == "contoso.test" && read.nonce == "n" && read.uri == "sip:a@b")
    #expect(read.algorithm == .md5 && read.nonceCount == "00000001" && read.cnonce == "c" && read.response == "ab12")
  }

  @Test func theFirstForOneOfTheRealmsIsTaken() throws {
    let headers = [
      "Bearer x", Self.complete.replacing("contoso.test", with: "elsewhere.test"), Self.complete,
      Self.complete.replacing("pbx", with: "second"),
    ]
    let found = try Self.authenticator().response(among: headers)
    #expect(found?.username == "pbx")
    #expect(try Self.authenticator().response(among: ["Basic x"]) == nil)
  }
}
