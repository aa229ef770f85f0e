/// What takes the answer to a request that came by no socket, so that a handler can be run inside the process, by tests
/// or by a request that carries others.
///
/// The rules of ``HTTPResponder`` hold: only the first answer counts, and departure and timer work end with it.
public protocol HTTPResponderSink: AnyObject, Sendable {
  /// Takes the answer. From any thread.
  func respond(_ response: HTTPResponse)

  /// Keeps what is to be done if whoever asked gives up before the answer.
  func onDeparture(_ work: @escaping @Sendable () -> Void)

  /// Has work done after `delay` unless the answer comes before; replaces earlier work.
  func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void)
}
