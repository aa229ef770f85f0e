import UCWA

/// What a pending request is answered with.
public enum ChannelResponse: Sendable {
  /// 200 with a package; one without events after a timeout or for an ack out of order.
  case package(EventPackage)
  /// An error, 409 PGetReplaced.
  case failure(UCWAError)
}
