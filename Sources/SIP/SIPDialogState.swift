/// What a dialog is, in plain text: enough to go on with it after a restart (RFC 3261 12).
public struct SIPDialogState: Hashable, Sendable, Codable {
  /// The Call-ID.
  public var callID: String
  /// Our address as in From, without the tag.
  public var local: String
  /// Our tag.
  public var localTag: String
  /// The other side's address as in To, without the tag.
  public var remote: String
  /// The other side's tag; nil before the dialog is established.
  public var remoteTag: String?
  /// The route set in the order in which we use it, each with its angle brackets; often empty.
  public var routes: [String]
  /// The other side's Contact URI; before the dialog is established the Request-URI of the INVITE.
  public var remoteTarget: String?
  /// Our Contact header's value; nil for the loop's own.
  public var contact: String?
  /// The CSeq number of our last request, 0 when there was none.
  public var localCSeq: UInt32
  /// The CSeq number of the other side's last request, 0 when there was none.
  public var remoteCSeq: UInt32
  /// Where the initial request was sent when not to its Request-URI.
  public var nextHop: String?

  /// Every field.
  public init(
    callID: String, local: String, localTag: String, remote: String, remoteTag: String? = nil, routes: [String] = [],
    remoteTarget: String? = nil, contact: String? = nil, localCSeq: UInt32 = 0, remoteCSeq: UInt32 = 0,
    nextHop: String? = nil
  ) {
    self.callID = callID
    self.local = local
    self.localTag = localTag
    self.remote = remote
    self.remoteTag = remoteTag
    self.routes = routes
    self.remoteTarget = remoteTarget
    self.contact = contact
    self.localCSeq = localCSeq
    self.remoteCSeq = remoteCSeq
    self.nextHop = nextHop
  }
}
