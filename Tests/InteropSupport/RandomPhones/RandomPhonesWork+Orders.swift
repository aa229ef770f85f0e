/// What phones do because they are told to.
extension RandomPhonesWork {
  func perform(_ order: Order) {
    switch order {
    case .behave(let habits): self.habits = habits
    case .hangUp: for dialog in standing { hangUp(dialog) }
    case .refer(let target):
      for dialog in standing {
        dialog.cseq += 1
        request(dialog, .refer, "REFER", headers: "Refer-To: \(target)\r\n")
      }
    case .call(let number, let caller): call(number, from: caller)
    case .giveUp: for dialog in dialogs.values where dialog.state == .calling { giveUp(dialog) }
    }
  }

  private var standing: [PhoneDialog] { dialogs.values.filter { $0.state == .talking && !$0.hasVanished } }

  private func call(_ number: String, from caller: String) {
    serial += 1
    let tag = "c\(contact)x\(serial)"
    let uri = "sip:\(number)@127.0.0.1:\(peer)"
    let dialog = PhoneDialog(
      callID: Array("Call-ID: \(tag)-\(UInt64.random(in: 0 ... .max, using: &random))".utf8), tag: tag,
      local: Array(" <sip:\(caller)@127.0.0.1>;tag=\(tag)".utf8), remote: Array(" <\(uri)>".utf8),
      target: Array(uri.utf8), echoed: [], hasOffer: false, inviteCSeq: 1)
    dialog.state = .calling
    dialogs[Self.key(dialog.callID, tag)] = dialog
    request(dialog, .call, "INVITE", session: session(dialog, held: false))
  }

  private func giveUp(_ dialog: PhoneDialog) {
    dialog.isGivenUp = true
    // Before a provisional response there must be no CANCEL (RFC 3261, section 9.1).
    guard let (branch, invite) = dialog.requests.first(where: { $0.value.kind == .call }), invite.hasProvisional,
      dialog.requests[branch + "c"] == nil
    else { return }
    let bytes = requestBytes(dialog, "CANCEL", invite.cseq, branch, nil)
    let now = MonotonicTime.seconds
    dialog.requests[branch + "c"] = .init(kind: .cancel, cseq: invite.cseq, bytes: bytes, since: now)
    wheel.add(.repeatRequest(dialog, branch: branch + "c"), at: now + 0.5)
    send(bytes)
  }

  func cancelAnswered(_ dialog: PhoneDialog, _ message: PhoneMessage, _ status: Int) {
    guard status >= 200, dialog.requests.removeValue(forKey: message.branch + "c") != nil, status == 481 else { return }
    // Whoever is called knows nothing of the INVITE any more, and will never answer it.
    dialog.requests[message.branch] = nil
    over(dialog)
  }

  func callAnswered(_ dialog: PhoneDialog, _ message: PhoneMessage, _ status: Int) {
    dialog.remote = message.to
    guard status < 300 else { return over(dialog) }
    dialog.target = message.contact
    dialog.state = .talking
  }
}
