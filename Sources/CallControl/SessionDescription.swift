/// An SDP session description (RFC 4566), kept as its lines.
///
/// A third-party call controller passes descriptions between phones that speak of things it does not know (ICE, SRTP,
/// codecs), so every line it has no business with must survive untouched. That is why this is not built on a parser
/// that prints only what it understood.
public struct SessionDescription: Sendable, Equatable {
  /// All lines in order, without their line ends.
  var lines: [String]

  /// Largest body that is taken for a description, in bytes.
  public static let maximumSize = 32 * 1024

  /// Reads a description; nil if it is too large, not UTF-8, or does not have the lines that RFC 4566 requires.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count <= Self.maximumSize else { return nil }
    var lines: [String] = []
    lines.reserveCapacity(16)
    var start = 0
    while start < bytes.count {
      var end = start
      var length = 0
      while end < bytes.count {
        length = Self.lineEnd(bytes, at: end)
        if length > 0 { break }
        end += 1
      }
      if end > start {
        guard end - start >= 2, bytes[start + 1] == UInt8(ascii: "="),
          let line = String(validating: bytes[start..<end], as: UTF8.self)
        else { return nil }
        lines.append(line)
      }
      start = end + length
    }
    guard lines.first == "v=0", lines.contains(where: { $0.hasPrefix("o=") }) else { return nil }
    self.lines = lines
  }

  /// How many bytes end a line here, 0 for none: those of ASCII, and NEL, LS and PS of Unicode.
  private static func lineEnd(_ bytes: [UInt8], at index: Int) -> Int {
    switch bytes[index] {
    case 0x0A...0x0D: return 1
    case 0xC2: return index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
    case 0xE2:
      guard index + 2 < bytes.count, bytes[index + 1] == 0x80 else { return 0 }
      return bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9 ? 3 : 0
    default: return 0
    }
  }

  init(lines: [String]) { self.lines = lines }

  /// The description as a message body, lines ended by CRLF.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(lines.reduce(0) { $0 + $1.utf8.count + 2 })
    for line in lines {
      out.append(contentsOf: line.utf8)
      out.append(13)
      out.append(10)
    }
    return out
  }

  /// Where audio is to be sent, as far as a controller has to know.
  public struct Endpoint: Sendable, Equatable {
    /// Connection address.
    public let address: String
    /// Port; 0 means that the stream is refused.
    public let port: Int

    /// An endpoint from its parts.
    public init(address: String, port: Int) {
      self.address = address
      self.port = port
    }
  }

  /// Endpoint of the first audio stream; nil if there is none.
  public var audio: Endpoint? {
    var sessionAddress = ""
    var inAudio = false
    var port: Int?
    var mediaAddress: String?
    for line in lines {
      if line.hasPrefix("m=") {
        if inAudio { break }
        let fields = line.dropFirst(2).split(separator: " ")
        if fields.count >= 2, fields[0] == "audio" {
          inAudio = true
          port = Int(fields[1].prefix { $0 != "/" })
        }
      } else if line.hasPrefix("c="), let address = line.split(separator: " ").last {
        if inAudio {
          mediaAddress = String(address)
        } else if port == nil {
          sessionAddress = String(address)
        }
      }
    }
    guard inAudio, let port, (0...65535).contains(port) else { return nil }
    return Endpoint(address: mediaAddress ?? sessionAddress, port: port)
  }

  /// Whether audio can flow: there is an audio stream and it is not refused.
  public var hasAudio: Bool { (audio?.port ?? 0) != 0 }
}
