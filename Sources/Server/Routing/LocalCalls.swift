import CallControl
import SIP

/// Calls between users of this server. They do not leave it: the server sends the INVITE to itself, so that the one who
/// calls and the one who is called each have a call of their own, with everything that a call can do.
struct LocalCalls: Sendable {
  /// What a call that the server sends to itself is to the one who is called.
  enum Role: String, Sendable {
    /// Somebody calls him.
    case call
    /// Somebody calls him on behalf of another, whose identity is asserted.
    case behalf
    /// A call for somebody else was sent on to him.
    case forward
    /// A call for somebody else rings with him too.
    case ring
    /// The same, and he is that one's delegate.
    case delegate
    /// The same, and he is in that one's team.
    case team

    /// Whether his own call forwarding applies. Not where he rings beside others, whose call his voicemail would take.
    var mayForward: Bool {
      switch self {
      case .call, .behalf, .forward: true
      case .ring, .delegate, .team: false
      }
    }
  }

  /// The way to this server itself.
  let trunk: Trunk
  /// Where the server reaches itself: the address that others see may lead to a router that sends nothing back.
  let contact: String
  /// Known to this process only: who has it is this process.
  private let token = SIPToken.callID() + SIPToken.callID()

  /// Name of the header that shows it.
  static let header = "X-Workline-Local"

  /// - Parameters:
  ///   - host: The address that SIP is listened for on, in brackets if it is an IPv6 address.
  ///   - port: The port.
  init(host: String, port: Int) {
    let host =
      switch host {
      case "0.0.0.0": "127.0.0.1"
      case "::", "[::]": "[::1]"
      default: host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
      }
    var trunk = Trunk(
      name: "local", host: host, port: port, transport: "udp", credentials: nil, fromDomain: nil,
      offerless: .always)
    trunk.isLocal = true
    self.trunk = trunk
    contact = "<sip:workline@\(host):\(port)>"
  }

  /// The way to a user.
  func destination(_ user: String) -> CallPlan.Destination { CallPlan.Destination(trunk: trunk, uri: user) }

  /// What marks an INVITE as the server's own.
  func mark(_ role: Role) -> SIPHeader { SIPHeader(Self.header, token + ";" + role.rawValue) }

  /// What an INVITE is that the server has sent to itself; nil for any other.
  func role(_ request: SIPMessageView) -> Role? {
    guard let value = request.header(named: Self.header) else { return nil }
    let parts = value.split(separator: ";", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == token[...] else { return nil }
    return Role(rawValue: String(parts[1]))
  }
}
