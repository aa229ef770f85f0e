@testable import CallControl
import Media

extension ParserCheck {
  /// Session descriptions: what passes through keeps its lines, and an answer has the offer's streams.
  static let sdp = ParserCheck("sdp", longestInput: 4096) { bytes throws(Finding) in
    if let audio = AudioDescription(bytes) { try check(audio) }
    guard let description = SessionDescription(bytes) else { return }
    try require(SessionDescription(description.bytes) == description, "not the same when it is sent on")
    try require(
      description.bytes.count <= 2 * bytes.count + 2, "\(bytes.count) bytes made \(description.bytes.count)")
    let streams = media(description)
    if let endpoint = description.audio { try require((0...65_535).contains(endpoint.port), "port \(endpoint.port)") }
    let own = description.with(origin)
    try require(own.lines.count == description.lines.count, "another number of lines")
    let changed = zip(own.lines, description.lines).count { $0 != $1 }
    try require(changed <= 1 && own.audio == description.audio, "more than the origin is changed")
    try require(media(description.opened()) == streams, "opening changes the streams")
    let explicit = description.explicit()
    try require(media(explicit) == streams && explicit.explicit() == explicit, "saying directions changes the streams")
    try require(explicit.isOpen == description.isOpen, "saying directions changes them")
    for answer in [description.refusal(origin), description.heldAnswer(origin)] {
      guard let read = SessionDescription(answer.bytes) else { throw Finding("the answer cannot be read: \(answer)") }
      try require(read == answer, "the answer is read as \(read)")
      let matches = media(answer).elementsEqual(streams) { $0.type == $1.type || $1.type.isEmpty }
      try require(matches, "the offer has \(streams), the answer \(media(answer))")
    }
    if let answer = description.tonesAnswer(origin, at: tones) {
      try require(SessionDescription(answer.bytes) == answer, "the answer with tones is read otherwise")
      try require(answer.audio == tones, "tones are played at \(String(describing: answer.audio))")
      let matches = media(answer).elementsEqual(streams) { $0.type == $1.type || $1.type.isEmpty }
      try require(matches, "the offer has \(streams), the answer with tones \(media(answer))")
      try require(media(answer).count { !$0.isRefused } == 1, "more than one stream is taken")
    }
    try require(!description.refusal(origin).hasAudio, "a refusal has audio")
  }

  /// RTP packets: what is played lies inside the datagram.
  static let rtp = ParserCheck("rtp", longestInput: 512) { bytes throws(Finding) in
    let packet = bytes.withUnsafeBytes { RTPPacket($0) }
    guard let packet else { return }
    try require(packet.payload.lowerBound >= RTPPacket.headerSize, "the payload begins at \(packet.payload)")
    try require(packet.payload.upperBound <= bytes.count, "the payload ends at \(packet.payload)")
    var header = [UInt8](repeating: 0, count: RTPPacket.headerSize)
    header.withUnsafeMutableBytes { packet.write(to: $0) }
    guard let again = header.withUnsafeBytes({ RTPPacket($0) }) else { throw Finding("the header is not read again") }
    try require(
      again.sequence == packet.sequence && again.timestamp == packet.timestamp && again.ssrc == packet.ssrc
        && again.payloadType == packet.payloadType && again.marker == packet.marker, "\(packet) is \(again)")
    let finding = bytes.withUnsafeBytes { datagram -> Finding? in
      do throws(Finding) {
        try checkKey(packet, datagram)
        return nil
      } catch {
        return error
      }
    }
    if let finding { throw finding }
  }

  private static let tones = SessionDescription.Endpoint(address: "192.0.2.10", port: 20_000)
  private static let origin = SessionDescription.Origin(sessionID: 1, version: 2, host: "192.0.2.10")

  /// A key is told of once, and written again it is the same.
  private static func checkKey(_ packet: RTPPacket, _ datagram: UnsafeRawBufferPointer) throws(Finding) {
    var reception = TelephoneEventReception()
    guard let key = reception.take(packet, in: datagram) else { return }
    try require(reception.take(packet, in: datagram) == nil, "\(key) is told of twice")
    let payload = UnsafeRawBufferPointer(rebasing: datagram[packet.payload])
    guard let event = TelephoneEvent(payload), event.key == key else { throw Finding("\(key) is not in \(packet)") }
    let again = event.payload.withUnsafeBytes { TelephoneEvent($0) }
    try require(again == event, "\(event) is \(String(describing: again))")
  }

  private struct Stream: Equatable {
    let type: Substring
    let isRefused: Bool
  }

  private static func media(_ description: SessionDescription) -> [Stream] {
    description.lines.filter { $0.hasPrefix("m=") }.map { line in
      let fields = line.dropFirst(2).split(separator: " ")
      return Stream(type: fields.first ?? "", isRefused: fields.count > 1 && fields[1] == "0")
    }
  }

  private static func check(_ audio: AudioDescription) throws(Finding) {
    try require((1...65_535).contains(audio.port), "port \(audio.port)")
    try require(audio.media.indices.contains(audio.audio), "stream \(audio.audio)")
    let body = AudioDescription.body(
      origin: (1, 2), host: "192.0.2.10", port: 20_000, codecs: [.pcmu], direction: audio.direction.reversed,
      answering: audio)
    guard let answer = AudioDescription(body) else { throw Finding("the lab's answer cannot be read") }
    try require(answer.media.map(\.type) == audio.media.map(\.type), "\(audio.media) is answered by \(answer.media)")
    try require(answer.direction == audio.direction.reversed, "the direction is \(answer.direction)")
  }
}
