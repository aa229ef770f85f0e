import Foundation
import Testing
import WebTokensSupport

@testable import WebTokens

@Suite struct TokenIssuerTests {
  private static let now = 1_800_000_000.0
  private let rsa: SigningKey
  private let ec: SigningKey
  private let issuer: TokenIssuer

  init() throws {
    rsa = try SigningKey(.rs256, id: "r")
    ec = try SigningKey(.es256, id: "e")
    issuer = TokenIssuer(
      issuer: "https://login.contoso.test", audience: "workline",
      keys: try KeySet(json: try SigningKey.set([rsa.jwk, ec.jwk])))
  }

  private func claims(_ changes: [String: Any?] = [:]) -> [String: Any] {
    var claims: [String: Any] = [
      "iss": "https://login.contoso.test", "aud": "workline", "exp": Self.now + 600, "nbf": Self.now - 600,
      "upn": "dana@contoso.test", "scp": "User.ReadWrite Contacts.ReadWrite",
    ]
    for (name, value) in changes { claims[name] = value }
    return claims
  }

  private func accept(_ token: String, now: Double = now) throws(TokenProblem) -> TokenIssuer.Grant {
    try TokenIssuer.accept(token, of: [issuer], now: now)
  }

  private func problem(_ token: String) -> TokenProblem? {
    do throws(TokenProblem) {
      _ = try accept(token)
      return nil
    } catch {
      return error
    }
  }

  @Test func bothAlgorithmsAreAccepted() throws {
    for key in [rsa, ec] {
      for _ in 0..<20 {
        let grant = try accept(try key.token(claims()))
        #expect(grant.user == "dana@contoso.test")
        #expect(grant.scopes == "User.ReadWrite Contacts.ReadWrite")
        #expect(grant.expires == Self.now + 600)
      }
    }
  }

  @Test func claimsInTheirOtherForms() throws {
    #expect(try accept(try ec.token(claims(["aud": ["x", "workline"]]))).user == "dana@contoso.test")
    #expect(try accept(try ec.token(claims(["scp": ["A", "B"]]))).scopes == "A B")
    #expect(try accept(try ec.token(claims(["scp": nil]))).scopes == "")
    #expect(try accept(try ec.token(claims(["nbf": nil]))).user == "dana@contoso.test")
    #expect(try accept(try ec.token(claims(["upn": nil, "preferred_username": "p@c.test"]))).user == "p@c.test")
    #expect(try accept(try ec.token(claims(["upn": nil, "email": "m@c.test"]))).user == "m@c.test")
    #expect(problem(try ec.token(claims(["upn": nil, "email": "m@c.test", "email_verified": false]))) == .noUser)
    #expect(problem(try ec.token(claims(["upn": nil, "sub": "x"]))) == .noUser)
  }

  @Test func whatIsWrongIsRefused() throws {
    let cases: [([String: Any?], TokenProblem)] = [
      (["iss": "https://login.contoso.test/"], .otherIssuer), (["iss": nil], .otherIssuer), (["iss": 1], .otherIssuer),
      (["aud": "other"], .otherAudience), (["aud": [String]()], .otherAudience), (["aud": nil], .otherAudience),
      (["exp": Self.now - 61], .expired), (["exp": nil], .expired), (["exp": "1900000000"], .malformed),
      (["exp": true], .malformed), (["nbf": Self.now + 61], .notYetValid), (["nbf": "x"], .malformed),
    ]
    for (changes, expected) in cases {
      #expect(problem(try rsa.token(claims(changes))) == expected, "\(changes)")
    }
    // A little skew is allowed.
    #expect(problem(try rsa.token(claims(["exp": Self.now - 59, "nbf": Self.now + 59]))) == nil)
  }

  @Test func headersThatChooseTheirOwnCheckAreRefused() throws {
    for name in ["none", "None", "HS256", "HS512", "RS512", "PS256", ""] {
      #expect(problem(try rsa.token(claims(), header: ["alg": name])) == .algorithmRefused, "\(name)")
    }
    // Each key is for one algorithm only.
    #expect(problem(try rsa.token(claims(), header: ["kid": "e"])) == .algorithmRefused)
    #expect(problem(try rsa.token(claims(), header: ["alg": "ES256"])) == .algorithmRefused)
    #expect(problem(try rsa.token(claims(), header: ["kid": "x"])) == .unknownKey)
    #expect(problem(try rsa.token(claims(), header: ["kid": NSNull()])) == .unknownKey)
    #expect(problem(try rsa.token(claims(), header: ["crit": ["exp"]])) == .malformed)
  }

  @Test func signaturesOfOthersAreRefused() throws {
    for key in [try SigningKey(.rs256, id: "r"), try SigningKey(.es256, id: "e")] {
      #expect(problem(try key.token(claims())) == .badSignature)
    }
    for key in [rsa, ec] {
      let token = try key.token(claims())
      let parts = token.split(separator: ".").map(String.init)
      let other = try key.token(claims(["upn": "erin@contoso.test"])).split(separator: ".").map(String.init)
      #expect(problem("\(parts[0]).\(other[1]).\(parts[2])") == .badSignature)
      #expect(problem("\(parts[0]).\(parts[1]).") == .badSignature)
      #expect(problem("\(parts[0]).\(parts[1]).AAAA") == .badSignature)
      let zero = SigningKey.base64([UInt8](repeating: 0, count: 64))
      #expect(problem("\(parts[0]).\(parts[1]).\(zero)") == .badSignature)
    }
  }

  @Test func nonsenseIsRefused() throws {
    let token = try ec.token(claims())
    for text in [
      "", ".", "..", "...", "a.b.c", token + ".", token + "=", " " + token, token.replacing(".", with: ".."),
    ] {
      #expect(problem(text) == .malformed, "\(text)")
    }
    #expect(problem(String(repeating: "a", count: 8193)) == .tooLong)
    #expect(problem(try ec.token(claims(["x": String(repeating: "a", count: 8000)]))) == .tooLong)
    let deep = SigningKey.base64(Array((String(repeating: "[", count: 1500)).utf8))
    #expect(problem("\(deep).\(deep).\(deep)") == .malformed)
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      var bytes = Array(token.utf8)
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      let byte = UInt8.random(in: 0...127, using: &generator)
      if byte == bytes[index] { continue }
      bytes[index] = byte
      #expect(problem(String(decoding: bytes, as: UTF8.self)) != nil, "byte \(index) became \(byte)")
    }
  }

  @Test func configurationNamesTheClaims() throws {
    let other = TokenIssuer(
      issuer: "https://login.contoso.test", audience: "workline", userClaim: "sip", scopeClaim: "roles",
      keys: issuer.keys)
    let token = try rsa.token(claims(["sip": "sip:erin@contoso.test", "roles": ["Meetings.ReadWrite"]]))
    let grant = try TokenIssuer.accept(token, of: [other], now: Self.now)
    #expect(grant.user == "sip:erin@contoso.test")
    #expect(grant.scopes == "Meetings.ReadWrite")
  }
}
