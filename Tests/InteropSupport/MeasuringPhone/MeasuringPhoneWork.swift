import Foundation
import Glibc

/// The thread of a `MeasuringPhone`.
///
/// `@unchecked Sendable`: `calls`, `hangUps` and what is counted are touched only under `lock`, which the thread
/// takes once per datagram; the buffers belong to the thread alone.
final class MeasuringPhoneWork: @unchecked Sendable {
  struct Figures {
    var rung = 0
    var ended = 0
    var standing = 0
    var failedHangUps = 0
  }

  private struct Call {
    let number: UInt64
    var target: [UInt8] = []
    /// From and To lines of our own requests, without their names.
    var local: [UInt8] = []
    var remote: [UInt8] = []
    var destination: sockaddr_in
    var hangsUp = false
  }

  private struct HangUp {
    let due: Int64
    let callID: [UInt8]
    let attempt: Int
  }

  private let descriptor: Int32
  private let port: UInt16
  private let role: MeasuringPhone.Role
  private let hangUpAfter: Int64?
  private let lock = NSLock()
  private var calls: [[UInt8]: Call] = [:]
  private var hangUps: [HangUp] = []
  private var firstHangUp = 0
  private var repeats: [HangUp] = []
  private var counted = Figures()
  private var ringsByNumber: [UInt64: Int] = [:]
  private var answersByNumber: [UInt64: Int64] = [:]
  private var stopping = false
  private var output: [UInt8] = []
  private let contactLine: [UInt8]

  init(descriptor: Int32, port: UInt16, role: MeasuringPhone.Role, hangUpAfter: Double?) {
    self.descriptor = descriptor
    self.port = port
    self.role = role
    self.hangUpAfter = hangUpAfter.map { Int64($0 * 1e9) }
    contactLine = Array("Contact: <sip:phone@127.0.0.1:\(port)>\r\n".utf8)
    output.reserveCapacity(4_096)
  }

  var figures: Figures {
    lock.withLock {
      var figures = counted
      figures.standing = calls.count
      return figures
    }
  }

  func rings(of number: UInt64) -> Int { lock.withLock { ringsByNumber[number] ?? 0 } }
  func lastAnswer(of number: UInt64) -> Int64? { lock.withLock { answersByNumber[number] } }
  func stop() { lock.withLock { stopping = true } }

  func reset() {
    lock.withLock {
      counted = Figures()
      ringsByNumber.removeAll(keepingCapacity: true)
      answersByNumber.removeAll(keepingCapacity: true)
    }
  }

  func hangUpAll(_ rate: Double, where isWanted: (UInt64) -> Bool) {
    lock.withLock {
      let now = MonotonicTime.nanoseconds
      let wanted = calls.filter { isWanted($0.value.number) }
      for (position, callID) in wanted.keys.enumerated() {
        calls[callID]?.hangsUp = true
        hangUps.append(HangUp(due: now + Int64(Double(position) / rate * 1e9), callID: callID, attempt: 0))
      }
    }
  }

  func run() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while !lock.withLock({ stopping }) {
      let pending = lock.withLock { firstHangUp < hangUps.count || !repeats.isEmpty }
      poll(&watched, 1, pending ? 1 : 20)
      while receiveOne(&buffer) {}
      lock.withLock { sendHangUps() }
    }
    close(descriptor)
  }

  private func receiveOne(_ buffer: inout [UInt8]) -> Bool {
    var source = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let count = withUnsafeMutablePointer(to: &source) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        recvfrom(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT), $0, &length)
      }
    }
    guard count > 0 else { return false }
    buffer.withUnsafeBytes { bytes in
      let datagram = UnsafeRawBufferPointer(rebasing: bytes[..<count])
      guard let parsed = SIPDatagram(datagram) else { return }
      lock.withLock { handle(parsed, datagram, source) }
    }
    return true
  }

  private func handle(_ message: SIPDatagram, _ bytes: UnsafeRawBufferPointer, _ source: sockaddr_in) {
    guard let range = message.callID else { return }
    let callID = [UInt8](bytes[range])
    switch message.kind {
    case .invite: invited(message, bytes, source, callID)
    case .ack: break
    case .bye:
      reply("200 OK", to: message, bytes, source, callID)
      end(callID)
    case .cancel:
      reply("200 OK", to: message, bytes, source, callID)
      if role == .ringing {
        reply("487 Request Terminated", to: message, bytes, source, callID, answersInvite: true)
        end(callID)
      }
    case .options, .otherRequest: reply("200 OK", to: message, bytes, source, callID)
    case .response(let status):
      guard status >= 200, message.ofBye else { return }
      if status >= 300, calls[callID] != nil { counted.failedHangUps += 1 }
      end(callID)
    }
  }

  private func invited(
    _ message: SIPDatagram, _ bytes: UnsafeRawBufferPointer, _ source: sockaddr_in, _ callID: [UInt8]
  ) {
    let isNew = !message.hasToTag && calls[callID] == nil
    if isNew {
      counted.rung += 1
      ringsByNumber[message.number, default: 0] += 1
      calls[callID] = call(message, bytes, source, callID)
    }
    if role == .ringing { return reply("180 Ringing", to: message, bytes, source, callID) }
    if role == .other, !message.hasToTag { reply("180 Ringing", to: message, bytes, source, callID) }
    let isHeld = ByteSearch.find("a=inactive", in: bytes, from: message.body.lowerBound, anchor: 2) != nil
    reply("200 OK", to: message, bytes, source, callID, session: isHeld ? Self.held : Self.open)
    guard let number = calls[callID]?.number else { return }
    let now = MonotonicTime.nanoseconds
    answersByNumber[number] = now
    guard let hangUpAfter, message.hasToTag || role == .other, calls[callID]?.hangsUp == false else { return }
    calls[callID]?.hangsUp = true
    hangUps.append(HangUp(due: now + hangUpAfter, callID: callID, attempt: 0))
  }

  private func call(
    _ message: SIPDatagram, _ bytes: UnsafeRawBufferPointer, _ source: sockaddr_in, _ callID: [UInt8]
  ) -> Call {
    var call = Call(number: message.number, destination: source)
    if let from = message.from { call.remote = Array(bytes[from].dropFirst(5)) }
    if let to = message.to { call.local = Array(bytes[to].dropFirst(3)) + tag(callID) }
    if let contact = message.contact, let open = bytes[contact].firstIndex(of: 0x3c),
      let close = bytes[contact].firstIndex(of: 0x3e), open < close
    {
      call.target = Array(bytes[open + 1..<close])
    }
    return call
  }

  private func end(_ callID: [UInt8]) {
    guard calls.removeValue(forKey: callID) != nil else { return }
    counted.ended += 1
  }

  private func sendHangUps() {
    let now = MonotonicTime.nanoseconds
    while firstHangUp < hangUps.count, hangUps[firstHangUp].due <= now {
      hangUp(hangUps[firstHangUp], now)
      firstHangUp += 1
    }
    if firstHangUp > 10_000 {
      hangUps.removeFirst(firstHangUp)
      firstHangUp = 0
    }
    guard let first = repeats.first, first.due <= now else { return }
    let due = repeats.prefix { $0.due <= now }
    repeats.removeFirst(due.count)
    for entry in due { hangUp(entry, now) }
  }

  private func hangUp(_ entry: HangUp, _ now: Int64) {
    guard let call = calls[entry.callID] else { return }
    guard entry.attempt < 8 else {
      counted.failedHangUps += 1
      return end(entry.callID)
    }
    output.removeAll(keepingCapacity: true)
    output += Array("BYE ".utf8) + call.target
    output += Array(" SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:\(port);branch=z9hG4bK".utf8) + tag(entry.callID)[5...]
    output += Array("\r\nMax-Forwards: 70\r\nFrom:".utf8) + call.local
    output += Array("\r\nTo:".utf8) + call.remote + Array("\r\n".utf8) + entry.callID
    output += Array("\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n".utf8)
    transmit(call.destination)
    repeats.append(HangUp(due: now + 500_000_000, callID: entry.callID, attempt: entry.attempt + 1))
  }

  private func reply(
    _ status: StaticString, to message: SIPDatagram, _ bytes: UnsafeRawBufferPointer, _ source: sockaddr_in,
    _ callID: [UInt8], session: [UInt8]? = nil, answersInvite: Bool = false
  ) {
    guard let base = bytes.baseAddress else { return }
    output.removeAll(keepingCapacity: true)
    append("SIP/2.0 ")
    append(status)
    append("\r\n")
    for line in message.echoed {
      output.append(contentsOf: UnsafeRawBufferPointer(start: base + line.lowerBound, count: line.count))
      // A CANCEL has all that the answer to its INVITE needs, but for the method.
      if answersInvite, line == message.cseq {
        output.removeLast(6)
        append("INVITE")
      }
      append("\r\n")
    }
    if let to = message.to {
      output.append(contentsOf: UnsafeRawBufferPointer(start: base + to.lowerBound, count: to.count))
      if !message.hasToTag { output += tag(callID) }
      append("\r\n")
    }
    output += contactLine
    if let session {
      append("Content-Type: application/sdp\r\nContent-Length: ")
      output += Array(String(session.count).utf8)
      append("\r\n\r\n")
      output += session
    } else {
      append("Content-Length: 0\r\n\r\n")
    }
    transmit(source)
  }

  private func append(_ text: StaticString) {
    output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private func transmit(_ destination: sockaddr_in) {
    var address = destination
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, output, output.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// Always the same for a call, so that an INVITE that comes again is answered in the same dialog (FNV-1a).
  private func tag(_ callID: [UInt8]) -> [UInt8] {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in callID { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Array(";tag=m".utf8) + Array(String(hash, radix: 36).utf8)
  }

  private static let open = Array(
    """
    v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
    m=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n
    """.utf8)
  private static let held = open + Array("a=inactive\r\n".utf8)
}
