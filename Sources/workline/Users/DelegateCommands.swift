import Store

/// `workline user delegate …`.
enum DelegateCommands {
  static func add(_ invocation: Invocation) throws -> Int32 {
    let (delegator, delegate) = try addresses(invocation)
    let directory = try DataStore.open(invocation)
    let isNew = try DataStore.failing { try directory.addDelegate(delegate.uri, of: delegator.uri) }
    Console.print(
      "\(delegate.uri) " + (isNew ? "may now call" : "may call already") + " on behalf of \(delegator.uri)")
    return ExitCode.success
  }

  static func remove(_ invocation: Invocation) throws -> Int32 {
    let (delegator, delegate) = try addresses(invocation)
    let directory = try DataStore.open(invocation)
    guard try DataStore.failing({ try directory.removeDelegate(delegate.uri, of: delegator.uri) }) else {
      throw CommandFailure(ExitCode.noUser, "\(delegate.uri) is no delegate of \(delegator.uri)")
    }
    Console.print("\(delegate.uri) may no longer call on behalf of \(delegator.uri)")
    return ExitCode.success
  }

  static func list(_ invocation: Invocation) throws -> Int32 {
    let delegator = try SIPAddress(invocation.argument("URI"))
    let directory = try DataStore.open(invocation)
    let delegates = try DataStore.failing { try directory.delegates(of: delegator.uri) }.map(\.uri)
    if invocation.has("--json") {
      Console.print(try UserView.json(delegates))
    } else {
      for delegate in delegates { Console.print(delegate) }
    }
    return ExitCode.success
  }

  private static func addresses(_ invocation: Invocation) throws -> (delegator: SIPAddress, delegate: SIPAddress) {
    (try SIPAddress(invocation.argument("URI")), try SIPAddress(invocation.argument("DELEGATE")))
  }
}
