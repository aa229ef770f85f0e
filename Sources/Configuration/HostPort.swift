/// An address to listen at: `127.0.0.1:8480`, `[::1]:8480`, `localhost:8480`. Port 0 lets the system choose.
public struct HostPort: Sendable, Hashable, CustomStringConvertible {
  /// Host name or IP address, IPv6 without brackets.
  public var host: String
  /// Port, 0 to 65535.
  public var port: UInt16

  /// An address from its parts.
  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `HOST:PORT`; nil if it is not of this form.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits),
      let host = HostPort.host(String(text[..<colon]))
    else { return nil }
    self.init(host: host, port: port)
  }

  /// `HOST:PORT`, IPv6 in brackets.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// The host without the brackets of an IPv6 address; nil if it can be neither name nor address.
  static func host(_ text: String) -> String? {
    if text.hasPrefix("["), text.hasSuffix("]") {
      let address = text.dropFirst().dropLast()
      let isAddress = address.utf8.contains(UInt8(ascii: ":")) && address.utf8.allSatisfy(isAddressByte)
      return isAddress ? String(address) : nil
    }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    let isName = labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.utf8.allSatisfy(isNameByte) && label.first != "-"
    }
    return isName && text.utf8.count <= 253 ? text : nil
  }

  private static func isAddressByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x3A, 0x41...0x46, 0x61...0x66, 0x2E: true
    default: false
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
  }
}
