import Media
import SIP

/// One end of a call of the lab, whoever has called. Used on the loop's thread only.
class Talker {
  let id: UInt64
  /// Number of the phone that talks.
  let number: String
  let callID: String
  let dialog: SIPDialog
  let timer: SIPTimer
  var session: RTPSession?
  var media: PhoneMedia?

  init(id: UInt64, number: String, callID: String, dialog: SIPDialog, on loop: SIPLoop) {
    self.id = id
    self.number = number
    self.callID = callID
    self.dialog = dialog
    timer = SIPTimer(on: loop, key: id)
  }

  /// Whether the first INVITE has been answered and the call is not over.
  var isUp: Bool { false }
}
