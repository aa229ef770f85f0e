import Media

/// The offer/answer state of one phone (RFC 3264). Pure: what was agreed is handed to the RTP session by the lab.
struct PhoneMedia: Sendable {
  /// Address and port of the phone's RTP socket.
  let host: String
  let port: Int
  /// Whether an offer of ours waits for its answer.
  private(set) var isOfferOpen = false
  private let sessionID = UInt64.random(in: 1...UInt64(Int64.max))
  private var version: UInt64 = 0
  private var codec: G711?

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// The answer to an offer and what is agreed by it; nil if there is no codec in common.
  mutating func answer(_ offer: AudioDescription) -> (body: [UInt8], agreement: RTPSession.Agreement)? {
    guard let codec = offer.codecs.first else { return nil }
    isOfferOpen = false
    return (
      body([codec], offer.direction.reversed, answering: offer), agree(offer, codec)
    )
  }

  /// An offer to talk in both directions, the codec of the present agreement first.
  mutating func offer() -> [UInt8] {
    isOfferOpen = true
    let others = G711.allCases.filter { $0 != codec }
    return body((codec.map { [$0] } ?? []) + others, .both, answering: nil)
  }

  /// Takes the answer to our offer; nil when there was no offer or nothing in common.
  mutating func take(answer: AudioDescription) -> RTPSession.Agreement? {
    guard isOfferOpen, let codec = answer.codecs.first else { return nil }
    isOfferOpen = false
    return agree(answer, codec)
  }

  /// Our offer is void: no answer came with the ACK.
  mutating func withdrawOffer() { isOfferOpen = false }

  private mutating func agree(_ other: AudioDescription, _ codec: G711) -> RTPSession.Agreement {
    self.codec = codec
    let own = other.direction.reversed
    return RTPSession.Agreement(
      codec: codec, remote: SocketAddress(host: other.address, port: other.port),
      sends: own == .both || own == .sends, receives: own == .both || own == .receives)
  }

  private mutating func body(
    _ codecs: [G711], _ direction: AudioDescription.Direction, answering offer: AudioDescription?
  ) -> [UInt8] {
    version += 1
    return AudioDescription.body(
      origin: (sessionID, version), host: host, port: port, codecs: codecs, direction: direction, answering: offer)
  }
}
