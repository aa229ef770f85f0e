import CallControl
import HTTP
import UCWA

/// What is in the body of an INVITE: a session description, something for the user, both as parts of one body
/// (RFC 5621), or nothing.
struct InviteContent: Sendable {
  /// The caller's offer; nil if he wants one.
  private(set) var offer: SessionDescription?
  /// Anything else, which the invitation shows.
  private(set) var content: DataURI?

  /// Why a body cannot be taken: the SIP status that says so.
  enum Refusal: Int, Error {
    case tooLarge = 413
    case unsupported = 415
    case unusable = 488
  }

  /// The largest body that is taken, in bytes.
  static let maximumSize = SessionDescription.maximumSize

  /// Takes a body apart.
  ///
  /// - Parameter type: Value of Content-Type; nil if there is none.
  init(type: String?, body: [UInt8]) throws(Refusal) {
    guard !body.isEmpty else { return }
    guard body.count <= Self.maximumSize else { throw .tooLarge }
    guard let type, let media = HTTP.MediaType(type) else { throw .unsupported }
    guard media.type == "multipart" else {
      try take(media, body)
      return
    }
    guard let parts = MultipartBody(body, type: media)?.parts else { throw .unsupported }
    for part in parts {
      // A part without a type is text (RFC 2046, section 5.1).
      guard let media = HTTP.MediaType(part.headers["Content-Type"] ?? "text/plain") else { throw .unsupported }
      try take(media, part.body)
    }
  }

  private mutating func take(_ media: HTTP.MediaType, _ body: [UInt8]) throws(Refusal) {
    guard media.type == "application", media.subtype == "sdp" else {
      if content == nil, !body.isEmpty {
        let charset = media.parameter("charset").flatMap { $0.utf8.allSatisfy(Self.isCharsetByte) ? $0 : nil }
        content = DataURI(mediaType: media.essence, charset: charset, bytes: body)
      }
      return
    }
    guard offer == nil else { return }
    guard let offer = SessionDescription(body), offer.hasAudio else { throw .unusable }
    self.offer = offer
  }

  /// A character of a charset's name (RFC 2978, section 2.3), of those that stand in a URI as they are.
  private static func isCharsetByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
    default: false
    }
  }
}
