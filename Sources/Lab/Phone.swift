import Media
import SIP

/// What the lab keeps for one call of one phone. Used on the loop's thread only.
final class Phone {
  let id: UInt64
  /// Number of the phone that talks.
  let number: String
  let callID: String
  let invite: SIPServerTransaction
  let dialog: SIPDialog
  let timer: SIPTimer
  /// The offer in the INVITE.
  let offer: AudioDescription?
  var call: PhoneCall
  var session: RTPSession?
  var media: PhoneMedia?
  /// The description of the first exchange; a provisional response and the 200 carry the same.
  var description: [UInt8]?

  init(
    id: UInt64, behaviour: PhoneBehaviour, callID: String, invite: SIPServerTransaction, dialog: SIPDialog,
    offer: AudioDescription?
  ) {
    self.id = id
    self.callID = callID
    self.invite = invite
    self.dialog = dialog
    self.offer = offer
    number = behaviour.answeredBy ?? behaviour.number
    call = PhoneCall(behaviour)
    timer = SIPTimer(on: invite.loop, key: id)
  }
}
