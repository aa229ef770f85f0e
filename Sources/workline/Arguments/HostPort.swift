/// A host and a port as given on the command line: `127.0.0.1:8480`, `[::1]:0`.
struct HostPort: Sendable, Equatable {
  /// A name or an address, IPv6 without its brackets.
  let host: String
  /// 0 stands for any free port.
  let port: UInt16

  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.host = String(host)
    self.port = port
  }
}
