/// Makes the ids of applications, conversations and invitations: 60 random bits in lower-case letters and digits, so that
/// they never repeat, not even across restarts.
enum Identifier {
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// A new id of 12 characters.
  static func make() -> String {
    var bits = UInt64.random(in: .min ... .max)
    return String(unsafeUninitializedCapacity: 12) { buffer in
      for index in 0..<12 {
        buffer[index] = alphabet[Int(bits & 31)]
        bits >>= 5
      }
      return 12
    }
  }
}
