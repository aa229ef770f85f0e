import Glibc

/// An IP address, in one form for both families: an IPv4 address is the same as its mapped IPv6 address, as which a
/// socket for both families names it (RFC 4291, section 2.5.5.2).
public struct SIPAddress: Hashable, Sendable, CustomStringConvertible {
  /// The first 8 bytes; the network, for IPv6.
  public let high: UInt64
  /// The last 8 bytes.
  public let low: UInt64

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// An IPv4 or IPv6 literal, with or without brackets; nil for anything else, such as a name.
  public init?(_ text: String) {
    let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, bare, &four) == 1 {
      self.init(high: 0, low: Self.mapped | UInt64(UInt32(bigEndian: four.s_addr)))
    } else if inet_pton(AF_INET6, bare, &six) == 1 {
      self = withUnsafeBytes(of: &six) {
        Self(
          high: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
          low: UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
      }
    } else {
      return nil
    }
  }

  private static let mapped: UInt64 = 0xffff_0000_0000

  /// Whether it is an IPv4 address.
  public var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

  /// What one holder of addresses has at least: the address itself, for IPv6 its network of 64 bits.
  public var network: SIPAddress { isIPv4 ? self : SIPAddress(high: high, low: 0) }

  /// The 16 bytes in the order of the network.
  public var bytes: [UInt8] {
    [high, low].flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - $0 * 8)) } }
  }

  /// As inet_ntop writes it.
  public var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let all = isIPv4 ? Array(bytes.dropFirst(12)) : bytes
    guard inet_ntop(isIPv4 ? AF_INET : AF_INET6, all, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
