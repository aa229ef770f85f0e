import Configuration
import Lab

/// What the command line of `workline lab call` says.
struct LabCallOptions: Sendable {
  /// The number that is called, in E.164 form or an extension.
  let called: String
  /// The lab's phone that calls.
  let caller: String
  /// Where the server listens for SIP.
  let sip: String
  /// The address in it, at which the lab listens too.
  let host: String
  /// From the answer; nil: until somebody hangs up.
  let hangUpAfterSeconds: Double?

  init(_ invocation: Invocation) throws {
    called = try TelephoneNumber(invocation.argument("NUMBER"), option: "NUMBER").digits
    let from = invocation.value("--from") ?? "+14255550120"
    caller = try TelephoneNumber(from, option: "--from").digits
    guard Lab.behaviour(of: caller) != nil else {
      throw invocation.usageError("The value '\(from)' is invalid for '--from': a number of the lab, +142555501xx")
    }
    let address = try invocation.hostPort("--sip") ?? HostPort(host: "127.0.0.1", port: 5060)
    guard address.port > 0 else { throw invocation.usageError("The value for '--sip' needs a port") }
    let any = ["0.0.0.0": "127.0.0.1", "::": "::1"]
    host = any[address.host] ?? address.host
    sip = "\(host.contains(":") ? "[\(host)]" : host):\(address.port)"
    hangUpAfterSeconds = try invocation.seconds("--hangup-after")
  }
}
