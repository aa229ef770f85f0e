import Numbering
import Store
import UCWA

/// The user's telephones: their numbers, and whether others see them.
extension APIHandler {
  func phones(_ call: Call) {
    let profile = context.presence.profile(of: call.account.user.uri)
    call.answer(Phones(PhoneType.allCases.map { phone($0, call.account.user, profile) }).resource)
  }

  func phone(_ call: Call) throws(UCWAError) {
    let profile = context.presence.profile(of: call.account.user.uri)
    call.answer(phone(try phoneType(call), call.account.user, profile).resource)
  }

  private func phone(_ type: PhoneType, _ user: Store.User, _ profile: UserProfile) -> UCWA.Phone {
    var phone = UCWA.Phone(
      type, number: telURI(user.number(of: type.kind), user),
      includeInContactCard: profile.visiblePhones.contains(type))
    phone.canChangeNumber = mayChangeNumber(type)
    phone.canChangeVisibility = true
    return phone
  }

  private func phoneType(_ call: Call) throws(UCWAError) -> PhoneType {
    guard let type = PhoneType(rawValue: call.parameters[0]) else { throw .resourceNotFound }
    return type
  }

  /// Whether users change the number of a telephone themselves. The work number is what the other side of a call is
  /// shown and by which colleagues are found, so it is the administrator's unless the configuration says otherwise.
  private func mayChangeNumber(_ type: PhoneType) -> Bool {
    type != .work || context.configuration.usersChangeWorkNumber
  }

  func changeNumber(_ call: Call) throws(UCWAError) {
    let type = try phoneType(call)
    let parameters = try parameters(call)
    guard mayChangeNumber(type) else {
      throw .forbidden(Message(.workNumberFixed))
    }
    let dialable = try ownNumber(parameters.string("number"), parameter: "number", call.account)
    let number = dialable.map { String($0.telURI.dropFirst("tel:".count)) }
    let isVisible = parameters.bool("includeInContactCard")
    let uri = call.account.user.uri
    context.directoryQueue.run { directory throws(StoreError) in
      // Read anew, so that what the administrator has changed meanwhile stays.
      guard var user = try directory.user(uri: uri) else { throw .userNotFound(uri) }
      user.setNumber(number, of: type.kind)
      try directory.updateUser(user)
    } then: { result in
      switch result {
      case .success:
        context.accounts.refresh()
        tellChangedUsers()
        guard let isVisible else { return call.responder.respond(.empty(204)) }
        show(type, isVisible, call)
      case .failure(.duplicate):
        call.refuse(.conflict(Message(.workNumberTaken)))
      case .failure(.invalid):
        // The only thing that a number can make wrong: calls would be forwarded to it from itself.
        call.refuse(.conflict(Message(.forwardingToSelf)))
      case .failure(let error):
        context.log(.error, "A telephone number could not be changed: \(error)")
        call.refuse(.serviceUnavailable(Message(.directoryUnwritable), retryAfter: 5))
      case nil: call.refuse(.serviceUnavailable(Message(.directoryBusy), retryAfter: 1))
      }
    }
  }

  func changeVisibility(_ call: Call) throws(UCWAError) {
    let type = try phoneType(call)
    guard let isVisible = try parameters(call).bool("includeInContactCard") else {
      return call.responder.respond(.empty(204))
    }
    show(type, isVisible, call)
  }

  /// Shows or hides a number and answers when that is recorded.
  private func show(_ type: PhoneType, _ isVisible: Bool, _ call: Call) {
    context.presence.update(call.account.user.uri) { profile in
      if isVisible { profile.visiblePhones.insert(type) } else { profile.visiblePhones.remove(type) }
    } then: { result in
      switch result {
      case .success: call.responder.respond(.empty(204))
      case .failure: call.refuse(.callbackChannelError)
      }
    }
  }
}

extension PhoneType {
  /// The same in the directory.
  var kind: Store.User.PhoneKind {
    switch self {
    case .work: .work
    case .mobile: .mobile
    case .home: .home
    case .other: .other
    }
  }
}

extension Store.User {
  /// Gives a telephone another number. One that rings must have one.
  mutating func setNumber(_ number: String?, of kind: PhoneKind) {
    switch kind {
    case .work: workNumber = number
    case .mobile: mobileNumber = number
    case .home: homeNumber = number
    case .other: otherNumber = number
    }
    guard number == nil else { return }
    if defaultPhone == kind { defaultPhone = nil }
    incomingPhones.removeAll { $0 == kind }
  }
}
