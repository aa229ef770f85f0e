import CallControl
import HTTP
import UCWA

/// Moving a call to another phone of the user, and giving it to somebody else.
extension APIHandler {
  func replaceWithPhoneAudio(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    try checkPhoneAudio(call.account)
    guard let entry = call.space.conversation(call.parameters[0]) else { throw .conversationNotFound }
    let other = try invited(parameters.string("to") ?? "", call.account)
    let own = try ownPhone(parameters.string("phoneNumber"), call)
    let invitationID = Identifier.make()
    let operationID = parameters.string("operationId")
    var fingerprint = parameters.fingerprint
    for text in [ResourceDescription.replaceWithPhoneAudio.rel.text] + call.parameters { fingerprint.add(text) }
    switch call.application.begin(operationID, fingerprint: fingerprint, invitation: invitationID) {
    case .new: break
    case .repeated(let first): return answerRepeated(first, call)
    case .refused(let error): throw error
    }
    do throws(UCWAError) {
      try checkOpen()
    } catch {
      call.application.forget(operationID, invitation: invitationID)
      throw error
    }
    let takeover = Takeover(
      invitationID: invitationID, operationID: operationID, fingerprint: fingerprint, phoneNumber: own.number.telURI,
      created: Clock.wallMilliseconds, location: call.application.base + "/communication/invitations/" + invitationID)
    let newLeg = NewLeg(
      destination: own.destination, role: .ownPhone,
      party: .init(uri: other.uri, name: other.name, contactID: other.contactID))
    let refuse: @Sendable (UCWAError) -> Void = { error in
      call.application.forget(operationID, invitation: invitationID)
      call.refuse(error)
    }
    guard let key = entry.callKey else { return refuse(.conflict(Message(.nothingToReplace))) }
    context.shard.post(to: key) { shard in
      shard.takeOver(
        key, takeover, newLeg, from: other.destination.uri, starter: call.responder, format: call.format,
        language: call.application.language, otherwise: refuse)
    }
  }

  func transferPhoneAudio(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    try checkPhoneAudio(call.account)
    guard let entry = call.space.conversation(call.parameters[0]) else { throw .conversationNotFound }
    let target = try invited(parameters.string("to") ?? "", call.account)
    try checkOpen()
    let refusal = UCWAError.conflict(Message(.nothingToReplace))
    guard let key = entry.callKey else { throw refusal }
    let newLeg = NewLeg(
      destination: target.destination, role: .party(referrer: call.account.user.uri, replaces: nil),
      party: .init(uri: target.uri, name: target.name, contactID: target.contactID))
    context.shard.post(to: key) { shard in
      guard shard.transfer(key, to: newLeg) else { return call.refuse(refusal) }
      shard.whenRecorded { _ in call.responder.respond(.empty(204)) }
    }
  }
}
