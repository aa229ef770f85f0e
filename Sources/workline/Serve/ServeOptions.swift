import Configuration

/// What the command line of `workline serve` overrides in the configuration.
struct ServeOptions: Sendable {
  /// The configuration file; nil for the defaults.
  let configurationFile: String?
  let dataDirectory: String
  /// Where HTTP is listened for; nil for what the configuration says.
  let listen: HostPort?
  /// Where SIP is listened for; nil for what the configuration says.
  let sip: HostPort?
  /// Whether telephones for trying things out are added.
  let lab: Bool
  /// File that gets the SIP messages, one line each; nil for none.
  let ladder: String?
  /// Whether a signal to stop waits until the last call is over.
  let drain: Bool

  init(_ invocation: Invocation) throws {
    configurationFile = invocation.value("--config")
    dataDirectory = DataDirectory.path(option: invocation.value("--data"))
    listen = try invocation.hostPort("--listen")
    sip = try invocation.hostPort("--sip")
    lab = invocation.has("--lab")
    ladder = invocation.value("--ladder")
    drain = invocation.has("--drain")
  }
}
