import Media
import SIP

/// What the lab keeps for one call of one phone that is called. Used on the loop's thread only.
final class Phone: Talker {
  let invite: SIPServerTransaction
  /// The offer in the INVITE.
  let offer: AudioDescription?
  var call: PhoneCall
  /// The description of the first exchange; a provisional response and the 200 carry the same.
  var description: [UInt8]?

  init(
    id: UInt64, behaviour: PhoneBehaviour, callID: String, invite: SIPServerTransaction, dialog: SIPDialog,
    offer: AudioDescription?
  ) {
    self.invite = invite
    self.offer = offer
    call = PhoneCall(behaviour)
    super.init(
      id: id, number: behaviour.answeredBy ?? behaviour.number, callID: callID, dialog: dialog, on: invite.loop)
  }

  override var isUp: Bool { call.state == .up || call.state == .answered }
}
