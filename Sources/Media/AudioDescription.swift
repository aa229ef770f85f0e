/// What an end of an audio stream reads from an SDP session description (RFC 4566): its first audio stream, and the
/// shape that an answer has to repeat.
public struct AudioDescription: Sendable, Equatable {
  /// Who sends, seen from the writer.
  public enum Direction: String, Sendable, CaseIterable {
    case both = "sendrecv"
    case sends = "sendonly"
    case receives = "recvonly"
    case neither = "inactive"

    /// The same from the other side (RFC 3264, section 6.1).
    public var reversed: Direction {
      switch self {
      case .sends: .receives
      case .receives: .sends
      case .both, .neither: self
      }
    }
  }

  /// A media line: its type and its formats.
  public struct Media: Sendable, Equatable {
    /// Such as `audio`.
    public var type: String
    /// Such as `RTP/AVP`.
    public var proto: String
    /// Payload types, blanks between.
    public var formats: String
  }

  /// All media lines in order.
  public var media: [Media] = []
  /// Index of the stream that is used.
  public var audio: Int
  /// Where its audio is to be sent: host as it is written.
  public var address: String
  /// Port of the same.
  public var port: Int
  /// In the writer's order of preference.
  public var codecs: [G711]
  /// Payload type of telephone events (RFC 4733); nil if the writer does not take any.
  public var telephoneEvent: UInt8?
  /// Who sends.
  public var direction: Direction

  /// Payload type under which telephone events are offered here.
  public static let telephoneEvent: UInt8 = 101

  /// Reads a description; nil if it is not a description, or has no audio stream over plain RTP that is not refused.
  public init?(_ body: [UInt8]) {
    guard let text = String(validating: body, as: UTF8.self), text.hasPrefix("v=0") else { return nil }
    var sessionAddress = ""
    var sessionDirection = Direction.both
    var found: (index: Int, port: Int, formats: [Substring], address: String?, direction: Direction?)?
    var isInAudio = false
    var events: Substring?
    var maps: [Substring: G711] = ["0": .pcmu, "8": .pcma]
    for line in text.split(whereSeparator: \.isNewline) {
      let value = line.dropFirst(2)
      switch line.prefix(2) {
      case "m=":
        let fields = value.split(separator: " ")
        guard fields.count >= 4, let port = Int(fields[1].prefix { $0 != "/" }), (0...65_535).contains(port) else {
          return nil
        }
        isInAudio = found == nil && fields[0] == "audio" && fields[2] == "RTP/AVP" && port != 0
        if isInAudio { found = (media.count, port, Array(fields[3...]), nil, nil) }
        media.append(
          Media(type: String(fields[0]), proto: String(fields[2]), formats: fields[3...].joined(separator: " ")))
      case "c=":
        guard let address = value.split(separator: " ").last else { return nil }
        if isInAudio { found?.address = String(address) } else if media.isEmpty { sessionAddress = String(address) }
      case "a=":
        if let direction = Direction(rawValue: String(value)) {
          if isInAudio { found?.direction = direction } else if media.isEmpty { sessionDirection = direction }
        } else if isInAudio, value.hasPrefix("rtpmap:") {
          let fields = value.dropFirst("rtpmap:".count).split(separator: " ")
          guard fields.count >= 2 else { continue }
          // A static payload type may be mapped again, but only to what it is anyway.
          maps[fields[0]] = Self.codec(of: fields[1], payloadType: fields[0])
          if fields[1].lowercased() == "telephone-event/8000" { events = fields[0] }
        }
      default: break
      }
    }
    guard let found else { return nil }
    audio = found.index
    port = found.port
    address = found.address ?? sessionAddress
    codecs = found.formats.compactMap { maps[$0] }
    telephoneEvent = events.flatMap { found.formats.contains($0) ? UInt8($0) : nil }
    direction = found.direction ?? sessionDirection
  }

  // Only the static payload types: every phone offers G.711 with them.
  private static func codec(of map: Substring, payloadType: Substring) -> G711? {
    G711.allCases.first {
      payloadType == String($0.rawValue) && map.uppercased().hasPrefix($0.name + "/8000")
    }
  }

  /// A description of a phone's own.
  ///
  /// - Parameters:
  ///   - offer: What it answers; nil to make an offer.
  ///   - codecs: In order of preference; one in an answer.
  public static func body(
    origin: (sessionID: UInt64, version: UInt64), host: String, port: Int, codecs: [G711], direction: Direction,
    answering offer: AudioDescription?
  ) -> [UInt8] {
    let family = host.contains(":") ? "IP6" : "IP4"
    var text = "v=0\r\no=- \(origin.sessionID) \(origin.version) IN \(family) \(host)\r\ns=-\r\n"
    text += "c=IN \(family) \(host)\r\nt=0 0\r\n"
    let own = offer?.audio ?? 0
    for index in 0..<max(offer?.media.count ?? 1, 1) {
      guard index == own else {
        // An answer has as many streams as the offer; those that are not taken have port zero.
        if let media = offer?.media[index] { text += "m=\(media.type) 0 \(media.proto) \(media.formats)\r\n" }
        continue
      }
      text += "m=audio \(port) RTP/AVP \(codecs.map { String($0.rawValue) }.joined(separator: " "))\r\n"
      for codec in codecs { text += "a=rtpmap:\(codec.rawValue) \(codec.name)/8000\r\n" }
      text += "a=ptime:20\r\na=\(direction.rawValue)\r\n"
    }
    return Array(text.utf8)
  }
}
