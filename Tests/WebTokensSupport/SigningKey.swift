import COpenSSL
import Foundation

import WebTokens

/// OpenSSL did not do what a test needs.
public struct KeyTrouble: Error {}

/// A key pair made by OpenSSL for a test, which signs as an issuer does.
public final class SigningKey {
  /// Its key id.
  public let id: String
  /// What it signs by.
  public let algorithm: SignatureAlgorithm
  private let key: OpaquePointer

  /// A new pair.
  public init(_ algorithm: SignatureAlgorithm, id: String, bits: Int32 = 2048) throws {
    self.id = id
    self.algorithm = algorithm
    guard let context = EVP_PKEY_CTX_new_from_name(nil, algorithm == .rs256 ? "RSA" : "EC", nil) else {
      throw KeyTrouble()
    }
    defer { EVP_PKEY_CTX_free(context) }
    guard EVP_PKEY_keygen_init(context) == 1 else { throw KeyTrouble() }
    let isSet =
      algorithm == .rs256
      ? EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) : EVP_PKEY_CTX_set_group_name(context, "prime256v1")
    var key: OpaquePointer?
    guard isSet == 1, EVP_PKEY_generate(context, &key) == 1, let key else { throw KeyTrouble() }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  /// Base64 for URLs without padding.
  public static func base64(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }

  private func number(_ name: String, count: Int? = nil) -> String {
    var number: OpaquePointer?
    guard EVP_PKEY_get_bn_param(key, name, &number) == 1, let number else { return "" }
    defer { BN_free(number) }
    let size = count ?? Int(BN_num_bits(number) + 7) / 8
    var bytes = [UInt8](repeating: 0, count: size)
    BN_bn2binpad(number, &bytes, Int32(size))
    return Self.base64(bytes)
  }

  /// The public half as a member of a JWK set.
  public var jwk: [String: String] {
    switch algorithm {
    case .rs256: ["kty": "RSA", "kid": id, "use": "sig", "alg": "RS256", "n": number("n"), "e": number("e")]
    case .es256:
      ["kty": "EC", "kid": id, "crv": "P-256", "x": number("qx", count: 32), "y": number("qy", count: 32)]
    }
  }

  /// A signature in the form of RFC 7518.
  public func sign(_ message: [UInt8]) throws -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { throw KeyTrouble() }
    defer { EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: 1024)
    var count = signature.count
    guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
      EVP_DigestSign(context, &signature, &count, message, message.count) == 1
    else { throw KeyTrouble() }
    let bytes = Array(signature[..<count])
    return algorithm == .rs256 ? bytes : try Self.pair(bytes)
  }

  private static func pair(_ encoded: [UInt8]) throws -> [UInt8] {
    let pair = encoded.withUnsafeBufferPointer { bytes in
      var next = bytes.baseAddress
      return d2i_ECDSA_SIG(nil, &next, bytes.count)
    }
    guard let pair else { throw KeyTrouble() }
    defer { ECDSA_SIG_free(pair) }
    var bytes = [UInt8](repeating: 0, count: 64)
    bytes.withUnsafeMutableBufferPointer { buffer in
      _ = BN_bn2binpad(ECDSA_SIG_get0_r(pair), buffer.baseAddress, 32)
      _ = BN_bn2binpad(ECDSA_SIG_get0_s(pair), buffer.baseAddress.map { $0 + 32 }, 32)
    }
    return bytes
  }

  /// A token with these claims; `header` replaces or adds members of the header.
  public func token(_ claims: [String: Any], header: [String: Any] = [:]) throws -> String {
    var head: [String: Any] = ["typ": "JWT", "alg": algorithm.rawValue, "kid": id]
    head.merge(header) { $1 }
    let message =
      Self.base64(try JSONSerialization.data(withJSONObject: head)) + "."
      + Self.base64(try JSONSerialization.data(withJSONObject: claims))
    return message + "." + Self.base64(try sign(Array(message.utf8)))
  }

  /// A JWK set.
  public static func set(_ keys: [[String: String]]) throws -> [UInt8] {
    Array(try JSONSerialization.data(withJSONObject: ["keys": keys]))
  }
}
