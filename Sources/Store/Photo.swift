import COpenSSL

/// The picture of a user: a JPEG or PNG file as it is.
public struct Photo: Sendable, Equatable {
  /// What sort of file it is.
  public enum Format: String, Sendable, CaseIterable {
    /// JPEG (ISO/IEC 10918-1).
    case jpeg = "image/jpeg"
    /// PNG (ISO/IEC 15948).
    case png = "image/png"

    /// The bytes with which such files begin.
    var signature: [UInt8] {
      switch self {
      case .jpeg: [0xFF, 0xD8, 0xFF]
      case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      }
    }
  }

  /// The largest file that is kept, in bytes: 512 KiB.
  public static let maximumSize = 512 * 1024

  /// The file.
  public let bytes: [UInt8]
  /// What sort of file it is.
  public let format: Format
  /// Names these bytes: others have another tag. 32 lower-case hexadecimal digits.
  public let tag: String

  /// A picture of these bytes. Its format is told by them, not by a name. Throws
  /// ``StoreError/invalid(field:reason:)`` for what is too large or neither JPEG nor PNG.
  public init(_ bytes: [UInt8]) throws(StoreError) {
    guard bytes.count <= Self.maximumSize else {
      throw .invalid(field: "photo", reason: "must have at most \(Self.maximumSize) bytes")
    }
    guard let format = Format.allCases.first(where: { bytes.starts(with: $0.signature) }) else {
      throw .invalid(field: "photo", reason: "must be a JPEG or PNG file")
    }
    var digest = [UInt8](repeating: 0, count: 32)
    guard EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil) == 1 else {
      throw .failed(code: 0, detail: "SHA-256 is not available")
    }
    self.bytes = bytes
    self.format = format
    tag = digest.prefix(16).hexadecimal
  }
}

extension Sequence<UInt8> {
  /// Two lower-case hexadecimal digits for each byte.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
