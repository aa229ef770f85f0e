import Glibc

/// The parts of a datagram that a phone needs to answer it, as ranges of its bytes. Long header names only, which is
/// what the server writes.
struct SIPDatagram {
  enum Kind: Equatable {
    case invite
    case ack
    case bye
    case cancel
    case options
    case otherRequest
    case response(status: Int)
  }

  let kind: Kind
  /// Whole lines without their ends, in order, that go into every response.
  private(set) var echoed: [Range<Int>] = []
  private(set) var to: Range<Int>?
  private(set) var from: Range<Int>?
  private(set) var callID: Range<Int>?
  private(set) var cseq: Range<Int>?
  private(set) var contact: Range<Int>?
  private(set) var body: Range<Int>
  private(set) var hasToTag = false
  /// The digits before the `@` of the request URI.
  private(set) var number: UInt64 = 0
  /// Whether CSeq names BYE.
  private(set) var ofBye = false

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 20 else { return nil }
    func begins(_ text: StaticString, at index: Int = 0) -> Bool {
      guard index + text.utf8CodeUnitCount <= bytes.count, let base = bytes.baseAddress else { return false }
      return memcmp(base + index, text.utf8Start, text.utf8CodeUnitCount) == 0
    }
    if begins("SIP/2.0 ") {
      kind = .response(status: (8..<11).reduce(0) { $0 * 10 + Int(bytes[$1]) - 48 })
    } else if begins("INVITE ") {
      kind = .invite
    } else if begins("ACK ") {
      kind = .ack
    } else if begins("BYE ") {
      kind = .bye
    } else if begins("CANCEL ") {
      kind = .cancel
    } else if begins("OPTIONS ") {
      kind = .options
    } else {
      kind = .otherRequest
    }
    body = bytes.count..<bytes.count
    var start = 0
    var isFirst = true
    while start < bytes.count {
      guard let end = ByteSearch.find("\r\n", in: bytes, from: start) else { return nil }
      if end == start {
        body = end + 2..<bytes.count
        break
      }
      let line = start..<end
      if isFirst {
        isFirst = false
        for index in line {
          if bytes[index] == 0x40 { break }
          if (48...57).contains(bytes[index]) { number = number &* 10 &+ UInt64(bytes[index] - 48) }
        }
      } else if begins("Via:", at: start) || begins("Record-Route:", at: start) {
        echoed.append(line)
      } else if begins("From:", at: start) {
        from = line
        echoed.append(line)
      } else if begins("To:", at: start) {
        to = line
        hasToTag = ByteSearch.find(";tag=", in: bytes, from: start, to: end) != nil
      } else if begins("Call-ID:", at: start) {
        callID = line
        echoed.append(line)
      } else if begins("CSeq:", at: start) {
        cseq = line
        ofBye = ByteSearch.find("BYE", in: bytes, from: start, to: end) != nil
        echoed.append(line)
      } else if begins("Contact:", at: start) {
        contact = line
      }
      start = end + 2
    }
    guard to != nil, from != nil, callID != nil, cseq != nil else { return nil }
  }
}
