import Glibc
import Synchronization

/// A peer that says exactly what the test wants, over UDP on loopback.
final class RawPeer: Sendable {
  let host: String
  let port: Int
  private let socket: Int32
  private let inbox = Mutex<[String]>([])

  /// - Parameter host: Its address, one of the loopback's.
  init(host: String = "127.0.0.1") {
    self.host = host
    let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    self.socket = socket
    var address = Self.address(0, host: host)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
      }
    }
    precondition(bound, "no UDP port on loopback")
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(socket) }

  var uri: String { "sip:raw@\(host):\(port)" }

  func send(_ text: String, to port: Int) { send(bytes: Array(text.utf8), to: port) }

  func send(bytes: [UInt8], to port: Int) {
    var address = Self.address(port)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(socket, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// The first message that starts like this and was not taken before.
  func receive(_ start: String, within seconds: Double = 5, where condition: (String) -> Bool = { _ in true }) async
    -> String?
  {
    var found: String?
    _ = await eventually(within: seconds) {
      readAll()
      found = inbox.withLock { inbox in
        guard let index = inbox.firstIndex(where: { $0.hasPrefix(start) && condition($0) }) else { return nil }
        return inbox.remove(at: index)
      }
      return found != nil
    }
    return found
  }

  /// How many such messages wait now.
  func waiting(_ start: String) -> Int {
    readAll()
    return inbox.withLock { $0.count { $0.hasPrefix(start) } }
  }

  private func readAll() {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let n = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      if n <= 0 { return }
      let text = String(decoding: buffer[..<n], as: UTF8.self)
      inbox.withLock { $0.append(text) }
    }
  }

  private static func address(_ port: Int, host: String = "127.0.0.1") -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr(host)
    return address
  }
}

/// Lines of a message, as text.
struct RawMessage {
  let text: String
  init(_ text: String) { self.text = text }

  var firstLine: String { text.split(separator: "\r\n", maxSplits: 1).first.map(String.init) ?? "" }

  func values(_ name: String) -> [String] {
    text.split(separator: "\r\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }.compactMap { line in
      line.lowercased().hasPrefix(name.lowercased() + ":")
        ? line.dropFirst(name.count + 1).trimmingPrefix { $0 == " " }.description : nil
    }
  }

  func value(_ name: String) -> String { values(name).first ?? "" }

  var cseq: Int { Int(value("CSeq").split(separator: " ").first ?? "") ?? -1 }

  var branch: String {
    value("Via").split(separator: ";").first { $0.hasPrefix("branch=") }.map { String($0.dropFirst(7)) } ?? ""
  }

  /// A response to this request; `tag` nil leaves To as it came.
  func response(_ status: String, tag: String? = "raw", headers: [String] = [], body: String = "") -> String {
    var lines = ["SIP/2.0 \(status)"]
    lines += values("Via").map { "Via: \($0)" }
    let to = value("To")
    lines.append("From: \(value("From"))")
    lines.append("To: \(to)" + (to.contains("tag=") ? "" : tag.map { ";tag=\($0)" } ?? ""))
    lines.append("Call-ID: \(value("Call-ID"))")
    lines.append("CSeq: \(value("CSeq"))")
    lines += headers
    if !body.isEmpty { lines.append("Content-Type: application/sdp") }
    lines.append("Content-Length: \(body.utf8.count)")
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
  }
}
