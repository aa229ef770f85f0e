/// What can go wrong in this layer itself. What the other side answers is never an error, always a response.
public enum SIPError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Another process, or another loop, has this UDP or TCP port.
  case addressInUse(host: String, port: Int)
  /// The address is not one of this machine's, or not an IP address literal; the text says which and why.
  case cannotBind(String)
  /// A header, URI, Call-ID or address did not parse; the text names it.
  case invalid(String)
  /// The dialog or transaction is over, or its loop has stopped.
  case ended
  /// Memory could not be had.
  case outOfMemory

  /// Safe to log: no numbers, names or addresses of callers.
  public var description: String {
    switch self {
    case .addressInUse(let host, let port): "port \(port) on \(host) is in use"
    case .cannotBind(let why): "cannot bind: \(why)"
    case .invalid(let what): "not valid SIP: \(what)"
    case .ended: "the dialog or transaction is over"
    case .outOfMemory: "out of memory"
    }
  }
}
