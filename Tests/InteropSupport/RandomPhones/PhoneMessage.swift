/// A message that came to a phone, with what a phone needs of it copied out.
struct PhoneMessage {
  let kind: SIPDatagram.Kind
  /// Via, From, Call-ID and CSeq lines, which a response repeats.
  let echoed: [[UInt8]]
  /// The whole Call-ID line.
  let callID: [UInt8]
  /// What stands behind `From:` and `To:`.
  let from: [UInt8]
  let to: [UInt8]
  /// The tag of To; nil outside a dialog.
  let toTag: String?
  /// The URI of Contact, empty without one.
  let contact: [UInt8]
  /// The branch of the first Via.
  let branch: String
  let cseq: Int
  /// The method that CSeq names.
  let method: String
  let hasBody: Bool
  /// Whether the body says `a=inactive`.
  let isHeld: Bool

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let datagram = SIPDatagram(bytes), let call = datagram.callID, let from = datagram.from, let to = datagram.to,
      let sequence = datagram.cseq, let via = datagram.echoed.first
    else { return nil }
    kind = datagram.kind
    echoed = datagram.echoed.map { Array(bytes[$0]) }
    callID = Array(bytes[call])
    self.from = Array(bytes[from].dropFirst(5))
    self.to = Array(bytes[to].dropFirst(3))
    toTag = datagram.hasToTag ? Self.value(";tag=", bytes, to) : nil
    branch = Self.value(";branch=", bytes, via) ?? ""
    cseq = bytes[sequence].dropFirst(5).drop { $0 == 0x20 }.prefix { (48...57).contains($0) }
      .reduce(0) { $0 &* 10 &+ Int($1) - 48 }
    var target: [UInt8] = []
    if let contact = datagram.contact, let open = bytes[contact].firstIndex(of: 0x3c),
      let close = bytes[contact].firstIndex(of: 0x3e), open < close
    {
      target = Array(bytes[open + 1..<close])
    }
    contact = target
    method = String(
      decoding: bytes[sequence].reversed().prefix { $0 != 0x20 }.reversed(), as: UTF8.self)
    hasBody = !datagram.body.isEmpty
    isHeld = ByteSearch.find("a=inactive", in: bytes, from: datagram.body.lowerBound) != nil
  }

  private static func value(_ name: StaticString, _ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> String? {
    guard let found = ByteSearch.find(name, in: bytes, from: line.lowerBound, to: line.upperBound) else { return nil }
    let start = found + name.utf8CodeUnitCount
    return String(decoding: bytes[start..<line.upperBound].prefix { $0 != 0x3b && $0 != 0x2c }, as: UTF8.self)
  }
}
