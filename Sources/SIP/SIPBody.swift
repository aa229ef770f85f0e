/// A message body and its Content-Type.
public struct SIPBody: Hashable, Sendable {
  /// The Content-Type's value.
  public let contentType: String
  /// The content, sent as it is.
  public let bytes: [UInt8]
  /// A body of any type.
  public init(contentType: String, bytes: [UInt8]) {
    self.contentType = contentType
    self.bytes = bytes
  }
  /// A session description (RFC 8866).
  public init(sdp: [UInt8]) { self.init(contentType: "application/sdp", bytes: sdp) }
}
