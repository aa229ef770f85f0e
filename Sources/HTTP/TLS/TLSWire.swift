import COpenSSL

/// The encrypted bytes on their way between OpenSSL and a loop's sockets.
///
/// One serves all connections of a loop, as only one of them reads or writes at a time. A pair of memory BIOs for each
/// connection would keep buffers as large as the largest response it ever sent.
final class TLSWire {
  fileprivate var input = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  private(set) var output: [UInt8] = []
  let plain = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 16 * 1024)

  deinit {
    plain.deallocate()
  }

  func clearOutput() {
    output.removeAll(keepingCapacity: output.capacity <= 64 * 1024)
  }

  /// Has OpenSSL read from these bytes while `body` runs.
  func reading<Result>(_ bytes: UnsafeBufferPointer<UInt8>, _ body: () -> Result) -> Result {
    input = bytes
    defer { input = UnsafeBufferPointer(start: nil, count: 0) }
    return body()
  }

  /// A BIO that reads `input` and writes `output`; OpenSSL owns it with the SSL it is given to.
  func makeBIO() -> OpaquePointer? {
    guard let method = Self.method, let bio = BIO_new(method) else { return nil }
    BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
    BIO_set_init(bio, 1)
    return bio
  }

  private static func of(_ bio: OpaquePointer?) -> TLSWire? {
    guard let data = BIO_get_data(bio) else { return nil }
    return Unmanaged<TLSWire>.fromOpaque(data).takeUnretainedValue()
  }

  // Safe to share: made once, never changed afterwards.
  nonisolated(unsafe) private static let method: OpaquePointer? = {
    guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "loop") else { return nil }
    BIO_meth_set_write(method) { bio, bytes, count in
      guard let wire = TLSWire.of(bio), let bytes, count > 0 else { return 0 }
      wire.output.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: Int(count)))
      return count
    }
    BIO_meth_set_read(method) { bio, bytes, count in
      guard let wire = TLSWire.of(bio), let bytes, count > 0 else { return 0 }
      BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
      guard !wire.input.isEmpty else {
        BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
        return -1
      }
      let taken = min(Int(count), wire.input.count)
      UnsafeMutableRawPointer(mutating: bytes).copyMemory(
        from: UnsafeRawPointer(wire.input.baseAddress!), byteCount: taken)
      wire.input = UnsafeBufferPointer(rebasing: wire.input[taken...])
      return Int32(taken)
    }
    BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
    return method
  }()
}
