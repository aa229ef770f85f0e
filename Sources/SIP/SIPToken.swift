/// Random names. Sofia-SIP's own generator races between threads, so every Call-ID, tag and branch is made here.
public enum SIPToken {
  private static let letters: [UInt8] = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// A tag with 64 random bits (RFC 3261 19.3 asks for 32), short enough to need no heap.
  public static func tag() -> String { letters(of: RandomPool.next()) }

  /// A Call-ID with 128 random bits and no host, so that it tells nothing about this machine.
  public static func callID() -> String { tag() + tag() }

  /// A Via branch with the magic cookie of RFC 3261 8.1.1.7.
  public static func branch() -> String { "z9hG4bK" + tag() }

  private static func letters(of number: UInt64) -> String {
    String(unsafeUninitializedCapacity: 13) { buffer in
      for index in 0..<13 { buffer[index] = letters[Int(truncatingIfNeeded: number >> UInt64(index * 5)) & 31] }
      return 13
    }
  }
}
