/// What a ``MediaThread`` moves every 20 ms.
public protocol MediaSession: AnyObject, Sendable {
  /// 20 ms of both directions. The buffer is the thread's own, 2,048 bytes, and larger than any packet that is valid.
  func tick(_ buffer: UnsafeMutableRawBufferPointer)
  /// Gives the port back; a tick after that does nothing.
  func close()
}
