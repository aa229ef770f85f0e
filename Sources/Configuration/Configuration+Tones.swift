extension Configuration {
  /// Tones that own phones hear until they talk, for users who have them.
  public struct Tones: Sendable, Equatable {
    /// Whose tones are played. Default us.
    public var region = Region.us
    /// UDP ports as FIRST-LAST, of which the even ones are used. Nil: any free port.
    public var ports: String?

    /// Countries whose tones are known.
    public enum Region: String, Sendable, CaseIterable {
      /// The United States and Canada.
      case us
      /// The United Kingdom.
      case gb
      /// Germany.
      case de
      /// France.
      case fr
      /// Spain.
      case es
    }

    /// ``ports`` as numbers; nil for any free port.
    public var portRange: ClosedRange<Int>? { ports.flatMap(Self.range) }

    /// A range of ports that has an even one; nil for anything else.
    static func range(_ text: String) -> ClosedRange<Int>? {
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
        let first = UInt16(parts[0]), let last = UInt16(parts[1]), first >= 1,
        first < last || (first == last && first % 2 == 0)
      else { return nil }
      return Int(first)...Int(last)
    }
  }
}
