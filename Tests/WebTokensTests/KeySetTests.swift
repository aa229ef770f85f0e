import Testing
import WebTokensSupport

@testable import WebTokens

@Suite struct KeySetTests {
  @Test func keysThatCannotBeUsedArePassedOver() throws {
    let good = try SigningKey(.es256, id: "good")
    let small = try SigningKey(.rs256, id: "small", bits: 1024)
    func changed(_ name: String, _ value: String?) -> [String: String] {
      var jwk = good.jwk
      jwk["kid"] = "other"
      jwk[name] = value
      return jwk
    }
    let useless = [
      small.jwk, changed("use", "enc"), changed("alg", "ES384"), changed("crv", "P-384"), changed("kty", "oct"),
      changed("x", "AAAA"), changed("y", good.jwk["x"]), changed("kid", nil), changed("x", "!"),
      ["kty": "RSA", "kid": "r", "n": "", "e": "AQAB"],
    ]
    for jwk in useless {
      #expect(throws: KeySet.Malformed.self, "\(jwk)") { try KeySet(json: try SigningKey.set([jwk])) }
      let set = try KeySet(json: try SigningKey.set([jwk, good.jwk]))
      #expect(set.count == 1)
      #expect(set["good"] != nil)
      #expect(set["other"] == nil)
    }
  }

  @Test func whatIsNoSetIsRefused() throws {
    let key = try SigningKey(.es256, id: "a")
    for text in ["", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[]}", "{\"keys\":[1,null]}", "\u{0}"] {
      #expect(throws: KeySet.Malformed.self, "\(text)") { try KeySet(json: Array(text.utf8)) }
    }
    #expect(throws: KeySet.Malformed.self) { try KeySet(json: try SigningKey.set([key.jwk, key.jwk])) }
    #expect(throws: KeySet.Malformed.self) { try KeySet(json: [UInt8](repeating: 0x20, count: 300_000)) }
  }
}
