import UCWA

/// Declining a call that comes in.
extension APIHandler {
  func decline(_ call: Call) throws(UCWAError) {
    let id = call.parameters[0]
    let reason = try parameters(call).enumeration("reason", as: CallDeclineReason.self)
    guard call.space.invitation(id) != nil else { throw .resourceNotFound }
    guard !call.space.isTakeover(id), let key = call.space.conversation(ofInvitation: id)?.callKey else {
      throw .conflict(Message(.nothingToDecline))
    }
    let status = (reason ?? .unknown).status
    context.shard.post(to: key) { shard in
      guard shard.decline(key, status: status, isHere: reason == .local) else {
        return call.refuse(.conflict(Message(.nothingToDecline)))
      }
      shard.whenRecorded { _ in call.responder.respond(.empty(204)) }
    }
  }
}

extension CallDeclineReason {
  /// What the caller is told. 486 speaks of this user, so that his exchange may try somebody else; 603 of the call
  /// (RFC 3261, 21.6.2).
  fileprivate var status: Int {
    switch self {
    case .local: 486
    case .global, .unknown: 603
    case .codecMismatch, .encryptionMismatch, .insufficientBandwidth, .insufficientBandwidthRerouteOverPstn,
      .invalidMediaOffer, .ipv6NotSupported, .mediaAllocationFailure, .mediaConnectivityFailure, .unsupportedMedia:
      488
    }
  }
}
