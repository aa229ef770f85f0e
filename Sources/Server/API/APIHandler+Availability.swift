import UCWA

/// makeMeAvailable and reportMyActivity.
extension APIHandler {
  func makeMeAvailable(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    let number = try ownNumber(parameters.string("phoneNumber"), call.account)?.telURI
    let session = call.application
    var old: ApplicationProfile
    var new: ApplicationProfile
    repeat {
      old = session.profile
      guard old.madeAvailable == nil else {
        throw .alreadyExists(Message(.availableAlready))
      }
      new = old
      new.madeAvailable = MadeAvailable(parameters)
      new.communication.take(parameters, phoneNumber: number)
    } while !session.replace(old, by: new)
    let (before, after) = (old, new)
    context.applications.record(session) { error in
      if let error {
        _ = session.replace(after, by: before)
        return call.refuse(error)
      }
      context.applications.reportActivity(session)
      if before.communication != after.communication {
        session.deliver([Self.updated(communication(session, call.account))])
      }
      madeAvailable(session, call.account.user, signInAs: after.madeAvailable?.signInAs) { error in
        if let error { return call.refuse(error) }
        call.responder.respond(.empty(204))
      }
    }
  }

  func reportMyActivity(_ call: Call) throws(UCWAError) {
    guard call.application.profile.madeAvailable != nil else { throw .makeMeAvailableRequired }
    context.applications.reportActivity(call.application)
    context.presence.changed(call.application.userURI)
    call.responder.respond(.empty(204))
  }
}

extension MadeAvailable {
  init(_ parameters: Parameters) {
    signInAs = parameters.enumeration("signInAs")
    inactiveTimeout = parameters.integer("inactiveTimeout") ?? Self.defaultInactiveTimeout
  }
}
