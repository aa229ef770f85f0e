import Glibc

/// By what failures of a client are counted: its IPv4 address, or the network of its IPv6 address.
enum NetworkName {
  /// The first 64 bits of an IPv6 address, since whoever has one has all the others of the network (RFC 6177); any other
  /// text as it is.
  static func of(_ address: String) -> String {
    var bytes = in6_addr()
    guard address.utf8.contains(UInt8(ascii: ":")), inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
    return withUnsafeBytes(of: &bytes) { bytes in
      bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "/64"
    }
  }
}
