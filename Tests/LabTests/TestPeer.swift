import Testing

@testable import Lab
@testable import Media

/// An RTP socket that only looks at what arrives.
struct TestPeer {
  let socket: RTPSocket

  init() throws { socket = try #require(RTPSocket(host: "127.0.0.1")) }

  /// The next packet.
  func packet() async throws -> RTPPacket {
    var found: RTPPacket?
    var source = SocketAddress()
    var buffer = [UInt8](repeating: 0, count: 2_048)
    try await eventually {
      buffer.withUnsafeMutableBytes { bytes in
        guard let size = socket.receive(bytes, from: &source), size <= bytes.count else { return false }
        found = RTPPacket(UnsafeRawBufferPointer(rebasing: bytes[..<size]))
        return true
      }
    }
    return try #require(found)
  }
}
