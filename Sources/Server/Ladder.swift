import Foundation
import Lab
import SIP
import Synchronization

/// Writes the SIP messages of all calls to a file, one line each, from which a message ladder can be drawn:
///
///     start 1794981600.204
///     sip 0.312 out A INVITE sip:+14255550110@127.0.0.1:5070 SIP/2.0<TAB>1 INVITE<TAB>SDP, held<TAB>a-8k2m
///
/// Fields: seconds since start, direction, leg (`A`, `B`, `C` for one that takes another's place, or `-` for none), start
/// line; behind tabs the CSeq, what the body is, and the Call-ID. Before all the start in seconds since 1970, at the end
/// a line for each lab phone with its audio counts. Numbers are not masked: the file is asked for.
final class Ladder: Sendable {
  private let file: Mutex<FileHandle>
  private let start: Int64

  init(path: String) throws(ServerError) {
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw .ladder(path: path, reason: String(cString: strerror(errno))) }
    file = Mutex(handle)
    let wall = Clock.wallMicroseconds
    start = Clock.microseconds
    write(String(format: "start %.6f\n", Double(wall) / 1_000_000))
  }

  func add(_ message: SIPTraceMessage) {
    let text = String(decoding: message.bytes, as: UTF8.self)
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
    guard let first = lines.popFirst() else { return }
    var cseq = ""
    var leg = "-"
    var callID = ""
    while let line = lines.popFirst(), !line.isEmpty {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      switch line[..<colon].lowercased() {
      case "cseq": cseq = String(value)
      // The shard marks its Call-IDs by leg.
      case "call-id", "i":
        callID = String(value)
        leg = ["a-": "A", "b-": "B", "c-": "C"][value.prefix(2)] ?? "-"
      default: break
      }
    }
    let seconds = Double(Clock.microseconds - start) / 1_000_000
    let direction = message.direction == .sent ? "out" : "in"
    let stamp = String(format: "%.3f", seconds)
    write("sip \(stamp) \(direction) \(leg) \(first)\t\(cseq)\t\(Self.body(lines))\t\(callID)\n")
  }

  func add(_ phones: [PhoneStatistics]) {
    for phone in phones {
      write(
        "rtp \(phone.number) sent \(phone.packetsSent) received \(phone.packetsReceived) lost \(phone.packetsLost) "
          + "hears \(phone.heardFrequency ?? 0)\n")
    }
  }

  func close() {
    file.withLock { try? $0.close() }
  }

  private static func body(_ lines: ArraySlice<Substring>) -> String {
    if let fragment = lines.first, fragment.hasPrefix("SIP/2.0 ") { return String(fragment.dropFirst(8)) }
    guard lines.contains(where: { $0.hasPrefix("m=") }) else { return "" }
    return lines.contains("a=inactive") ? "SDP, held" : "SDP"
  }

  private func write(_ line: String) {
    file.withLock { try? $0.write(contentsOf: Data(line.utf8)) }
  }
}
