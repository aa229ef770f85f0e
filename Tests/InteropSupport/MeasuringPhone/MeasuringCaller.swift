import Foundation
import Glibc

/// Thousands of callers on one thread: each sends an INVITE when it is due, acknowledges the answer, talks for a
/// moment and hangs up. Loopback loses nothing as long as buffers hold, so nothing is sent a second time.
public final class MeasuringCaller {
  /// What became of the calls.
  public struct Outcome: Sendable {
    /// INVITEs sent.
    public var begun = 0
    /// Calls whose BYE was answered with 200.
    public var succeeded = 0
    /// Calls that were refused, by status.
    public var refused: [Int: Int] = [:]
    /// Calls that rang: 180 came.
    public var rang = 0
    /// Seconds from each INVITE to its 200.
    public var answers: [Double] = []

    /// Calls that did not go as they should.
    public var failures: Int { begun - succeeded }
  }

  private enum State { case waiting, calling, talking, ending, over }

  private struct Call {
    var state = State.waiting
    var began: Int64 = 0
    var rang = false
    /// Request-URI and To of what follows.
    var target = ""
    var to = ""
  }

  /// Its UDP port.
  public let port: UInt16
  private let descriptor: Int32
  private let host: String
  private var outcome = Outcome()
  private var calls: [Call] = []
  private var endings: [(due: Int64, index: Int)] = []
  private var firstEnding = 0
  private let talk: Int64
  private let numbers: (Int) -> (called: String, caller: String)
  private let server: UInt16
  private let run = UInt32.random(in: 0 ... .max)

  /// - Parameters:
  ///   - host: The last byte of 127.0.0.x, from which it calls.
  ///   - server: The server's SIP port.
  ///   - talk: Seconds between the ACK and the BYE.
  ///   - numbers: Whom each call is for, and who calls.
  public init(
    host: UInt8 = 1, to server: UInt16, talk: Double = 0.05,
    numbers: @escaping (Int) -> (called: String, caller: String)
  ) throws {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0, LoopbackAddress(port: 0, host: host).bind(descriptor) == 0 else {
      throw InteropError.system(call: "bind a caller", code: errno)
    }
    var size: Int32 = 8 << 20
    for option in [SO_RCVBUFFORCE, SO_SNDBUFFORCE] {
      setsockopt(descriptor, SOL_SOCKET, option, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    port = LoopbackAddress.localPort(of: descriptor)
    self.host = "127.0.0.\(host)"
    self.server = server
    self.talk = Int64(talk * 1e9)
    self.numbers = numbers
  }

  deinit { close(descriptor) }

  /// Calls at a rate for some seconds, and waits until all calls are over, or `drain` seconds have passed.
  public func call(rate: Double, seconds: Double, drain: Double = 10) -> Outcome {
    outcome = Outcome()
    calls = Array(repeating: Call(), count: Int(rate * seconds))
    endings = []
    firstEnding = 0
    let start = MonotonicTime.nanoseconds
    var next = 0
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let end = start + Int64((seconds + drain) * 1e9)
    while MonotonicTime.nanoseconds < end {
      let now = MonotonicTime.nanoseconds
      while next < calls.count, start + Int64(Double(next) / rate * 1e9) <= now {
        invite(next)
        next += 1
      }
      while firstEnding < endings.count, endings[firstEnding].due <= now {
        hangUp(endings[firstEnding].index)
        firstEnding += 1
      }
      if next == calls.count, outcome.succeeded + outcome.refused.values.reduce(0, +) == calls.count { break }
      poll(&watched, 1, 1)
      while receiveOne(&buffer) {}
    }
    return outcome
  }

  private func invite(_ index: Int) {
    let (called, caller) = numbers(index)
    let session =
      "v=0\r\no=- 1 1 IN IP4 \(host)\r\ns=-\r\nc=IN IP4 \(host)\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"
      + "a=rtpmap:0 PCMU/8000\r\n"
    calls[index].state = .calling
    calls[index].began = MonotonicTime.nanoseconds
    outcome.begun += 1
    send(
      "INVITE sip:\(called)@127.0.0.1:\(server) SIP/2.0\r\n" + common(index, "1 INVITE", caller)
        + "To: <sip:\(called)@127.0.0.1:\(server)>\r\nContact: <sip:\(caller)@\(host):\(port)>\r\n"
        + "Content-Type: application/sdp\r\nContent-Length: \(session.utf8.count)\r\n\r\n\(session)")
  }

  private func common(_ index: Int, _ cseq: String, _ caller: String) -> String {
    "Via: SIP/2.0/UDP \(host):\(port);branch=z9hG4bK\(run)x\(index)x\(cseq.first ?? "0")\(cseq.suffix(3))\r\n"
      + "Max-Forwards: 70\r\nFrom: <sip:\(caller)@\(host)>;tag=c\(index)\r\nCall-ID: \(run)-\(index)\r\n"
      + "CSeq: \(cseq)\r\n"
  }

  private func hangUp(_ index: Int) {
    guard calls[index].state == .talking else { return }
    calls[index].state = .ending
    send(
      "BYE \(calls[index].target) SIP/2.0\r\n" + common(index, "2 BYE", numbers(index).caller)
        + "\(calls[index].to)\r\nContent-Length: 0\r\n\r\n")
  }

  private func receiveOne(_ buffer: inout [UInt8]) -> Bool {
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    guard count > 0 else { return false }
    buffer.withUnsafeBytes { all in
      let bytes = UnsafeRawBufferPointer(rebasing: all[..<count])
      guard let message = SIPDatagram(bytes) else { return }
      func text(_ range: Range<Int>?) -> String { range.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "" }
      let name = text(message.callID).split(separator: " ").last ?? ""
      guard name.hasPrefix("\(run)-"), let index = Int(name.split(separator: "-").last ?? ""), index < calls.count
      else { return }
      switch message.kind {
      case .response(let status): answered(index, status, message, text(message.to), text(message.contact))
      case .invite, .bye, .cancel, .options, .otherRequest: reply(message, bytes)
      case .ack: break
      }
    }
    return true
  }

  private func answered(_ index: Int, _ status: Int, _ message: SIPDatagram, _ to: String, _ contact: String) {
    if message.ofBye {
      guard calls[index].state == .ending, status == 200 else { return }
      calls[index].state = .over
      outcome.succeeded += 1
      return
    }
    if status < 200 {
      if status == 180, !calls[index].rang {
        calls[index].rang = true
        outcome.rang += 1
      }
      return
    }
    let caller = numbers(index).caller
    calls[index].to = to
    if status >= 300 {
      send(
        "ACK sip:\(numbers(index).called)@127.0.0.1:\(server) SIP/2.0\r\n"
          + common(index, "1 ACK", caller).replacingOccurrences(of: "x1ACK", with: "x1ITE") + "\(to)\r\n"
          + "Content-Length: 0\r\n\r\n")
      guard calls[index].state == .calling else { return }
      calls[index].state = .over
      outcome.refused[status, default: 0] += 1
      return
    }
    let now = MonotonicTime.nanoseconds
    if calls[index].state == .calling {
      calls[index].state = .talking
      calls[index].target = String(contact.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
      outcome.answers.append(Double(now - calls[index].began) / 1e9)
      endings.append((now + talk, index))
    }
    send(
      "ACK \(calls[index].target) SIP/2.0\r\n" + common(index, "1 ACK", caller) + "\(to)\r\nContent-Length: 0\r\n\r\n")
  }

  private func reply(_ message: SIPDatagram, _ bytes: UnsafeRawBufferPointer) {
    var text = "SIP/2.0 200 OK\r\n"
    for line in message.echoed + [message.to].compactMap(\.self) {
      text += String(decoding: bytes[line], as: UTF8.self) + "\r\n"
    }
    send(text + "Content-Length: 0\r\n\r\n")
  }

  private func send(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      _ = LoopbackAddress(port: server).withPointer { sendto(descriptor, bytes.baseAddress, bytes.count, 0, $0, $1) }
    }
  }
}
