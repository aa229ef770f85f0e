import CallControl
import SIP

/// The phones' side of a call that comes in, until none rings that does not have it. Touched on the shard's thread only.
final class IncomingSide {
  /// What decides.
  var call: IncomingCall
  /// What there is of each phone.
  let phones: [RingingPhone]
  /// How many more servers the call may pass (RFC 3261, 20.22), as the phones' INVITEs say.
  let hops: Int
  /// By whom the call was sent on before it came.
  let history: DiversionHistory
  /// Why it is sent on to others than the user.
  let reason: DiversionHistory.Reason
  var timers: [IncomingTimer: SIPTimer] = [:]

  init(
    _ call: IncomingCall, phones: [RingingPhone], hops: Int, history: DiversionHistory,
    reason: DiversionHistory.Reason
  ) {
    self.call = call
    self.phones = phones
    self.hops = hops
    self.history = history
    self.reason = reason
  }
}

/// One phone of a call that comes in.
final class RingingPhone {
  /// Names it on its shard, as `CallPlan.key` names a call: its dialog is no part of the call before it has answered.
  let key: UInt64
  /// Its place among the phones of its call.
  let index: Int
  let target: RingTarget
  /// Where it is; a 302 changes it.
  var destination: CallPlan.Destination
  /// Request-URIs to which it has been sent.
  var tried: [String]
  /// The call; it holds its phones.
  weak var session: CallSession?
  var handles = CallSession.LegHandles()

  init(_ target: RingTarget, index: Int) {
    key = CallPlan.newKey()
    self.target = target
    destination = target.destination
    tried = [destination.uri]
    self.index = index
  }
}
