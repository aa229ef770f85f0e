import UCWA

/// makeMeAvailable and reportMyActivity.
extension APIHandler {
  func makeMeAvailable(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    let number = try ownNumber(parameters.string("phoneNumber"), call.account)
    let session = call.application
    var old: ApplicationProfile
    var new: ApplicationProfile
    repeat {
      old = session.profile
      guard old.madeAvailable == nil else {
        throw .alreadyExists("The user is available in this application already.")
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
      tellAvailable(session, call.account, communicationChanged: before.communication != after.communication)
      call.responder.respond(.empty(204))
    }
  }

  private func tellAvailable(_ session: ApplicationSession, _ account: Account, communicationChanged: Bool) {
    var events = [Event(.updated, ResourceSnapshot(me(session, account.user)), from: .me, priority: .medium)]
    if communicationChanged { events.append(Self.updated(communication(session, account))) }
    session.deliver(events)
  }

  func reportMyActivity(_ call: Call) throws(UCWAError) {
    guard call.application.profile.madeAvailable != nil else { throw .makeMeAvailableRequired }
    context.applications.reportActivity(call.application)
    call.responder.respond(.empty(204))
  }
}

extension MadeAvailable {
  init(_ parameters: Parameters) {
    signInAs = parameters.enumeration("signInAs")
    inactiveTimeout = parameters.integer("inactiveTimeout") ?? Self.defaultInactiveTimeout
  }
}
