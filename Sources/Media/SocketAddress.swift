import Glibc

/// An IP address and a port, as the socket calls want them.
public struct SocketAddress: Sendable {
  private var storage: sockaddr_storage
  private var length: socklen_t

  /// nil if the host is not an address literal (without brackets) or the port is out of range.
  public init?(host: String, port: Int) {
    guard let port = UInt16(exactly: port) else { return nil }
    storage = sockaddr_storage()
    var four = sockaddr_in()
    var six = sockaddr_in6()
    if inet_pton(AF_INET, host, &four.sin_addr) == 1 {
      four.sin_family = sa_family_t(AF_INET)
      four.sin_port = port.bigEndian
      length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: four, as: sockaddr_in.self) }
    } else if inet_pton(AF_INET6, host, &six.sin6_addr) == 1 {
      six.sin6_family = sa_family_t(AF_INET6)
      six.sin6_port = port.bigEndian
      length = socklen_t(MemoryLayout<sockaddr_in6>.size)
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: six, as: sockaddr_in6.self) }
    } else {
      return nil
    }
  }

  /// Room for an address that a call fills in.
  public init() {
    storage = sockaddr_storage()
    length = socklen_t(MemoryLayout<sockaddr_storage>.size)
  }

  /// AF_INET or AF_INET6.
  public var family: Int32 { Int32(storage.ss_family) }

  /// The port.
  public var port: Int {
    withUnsafeBytes(of: storage) { bytes in
      Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
    }
  }

  /// Whether media can be sent there: not the unspecified address and not a port that stands for none.
  public var isReachable: Bool {
    guard port != 0, port != 9 else { return false }
    return withUnsafeBytes(of: storage) { bytes in !bytes[host].allSatisfy { $0 == 0 } }
  }

  /// Whether both have the same IP address, whatever the port.
  public func hasSameHost(as other: SocketAddress) -> Bool {
    guard family == other.family else { return false }
    return withUnsafeBytes(of: storage) { one in
      withUnsafeBytes(of: other.storage) { two in one[host].elementsEqual(two[host]) }
    }
  }

  func withPointer<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    withUnsafeBytes(of: storage) { bytes in
      // The buffer is a whole sockaddr_storage, which every sockaddr may be read from.
      guard let base = bytes.baseAddress else { preconditionFailure("a stored value has an address") }
      return body(base.assumingMemoryBound(to: sockaddr.self), length)
    }
  }

  mutating func withMutablePointer<R>(_ body: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> R) -> R {
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    defer { length = size }
    return withUnsafeMutableBytes(of: &storage) { bytes in
      guard let base = bytes.baseAddress else { preconditionFailure("a stored value has an address") }
      return body(base.assumingMemoryBound(to: sockaddr.self), &size)
    }
  }

  /// Where the address lies in the two structures (RFC 3493, section 3.3).
  private var host: Range<Int> { family == AF_INET6 ? 8..<24 : 4..<8 }
}
