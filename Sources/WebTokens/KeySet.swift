import Foundation

/// The public keys of an issuer (JWK set, RFC 7517), by their key ids.
public struct KeySet: Sendable {
  /// Why a text is no key set.
  public struct Malformed: Error, Sendable, CustomStringConvertible {
    /// One line for an operator.
    public let description: String
  }

  private var keys: [String: PublicKey] = [:]

  /// Most keys that are taken from a set.
  public static let capacity = 100
  /// Largest file that is read, in bytes.
  public static let largestFile = 256 * 1024

  /// How many keys there are.
  public var count: Int { keys.count }

  /// Reads a set. Keys that are not for signing, of another kind than RSA and P-256, or without a `kid` are passed
  /// over; throws ``Malformed`` for what is no set, and for one in which no key is left.
  public init(json: [UInt8]) throws(Malformed) {
    guard json.count <= Self.largestFile else { throw Malformed(description: "it is larger than 256 KiB") }
    guard let object = try? JSONSerialization.jsonObject(with: Data(json)) as? [String: Any],
      let members = object["keys"] as? [Any]
    else { throw Malformed(description: "it is not a JWK set: an object with a list 'keys' is expected") }
    for case let member as [String: Any] in members.prefix(Self.capacity) {
      guard let id = member["kid"] as? String, !id.isEmpty, let key = Self.key(member) else { continue }
      // Two keys of one name: which one signs cannot be told.
      guard keys[id] == nil else { throw Malformed(description: "the kid '\(id)' stands there twice") }
      keys[id] = key
    }
    guard !keys.isEmpty else {
      throw Malformed(description: "it has no key for RS256 or ES256 with a kid (RSA of 2048 bits or more, or P-256)")
    }
  }

  private static func key(_ member: [String: Any]) -> PublicKey? {
    if let use = member["use"] as? String, use != "sig" { return nil }
    func number(_ name: String) -> [UInt8]? { (member[name] as? String).flatMap { Base64URL.decode($0.utf8) } }
    let key: PublicKey?
    switch member["kty"] as? String {
    case "RSA":
      guard let modulus = number("n"), let exponent = number("e") else { return nil }
      key = PublicKey(modulus: modulus, exponent: exponent)
    case "EC":
      guard member["crv"] as? String == "P-256", let x = number("x"), let y = number("y") else { return nil }
      key = PublicKey(x: x, y: y)
    default: return nil
    }
    if let algorithm = member["alg"] as? String, algorithm != key?.algorithm.rawValue { return nil }
    return key
  }

  /// The key of that id; nil if there is none.
  public subscript(id: String) -> PublicKey? { keys[id] }
}
