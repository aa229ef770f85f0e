import HTTP
import Sessions
import Store
import UCWA

/// Applications and what they embed: me, people, communication, onlineMeetings.
extension APIHandler {
  func register(_ request: HTTPRequest, _ responder: HTTPResponder) throws(UCWAError) {
    guard let account = try account(request) else { return challenge(request, responder) }
    try allow([.post], request)
    guard let operation = ResourceDescription.applications.operation(.post) else { throw .resourceNotFound }
    try checkVersion(request, .applications)
    let format = try format(of: request, for: .applications)
    let parameters = try parameters(operation, request)
    let registration = ApplicationRegistration(
      userURI: account.user.uri, culture: parameters.string("culture") ?? "",
      endpointID: parameters.string("endpointId") ?? "", userAgent: parameters.string("userAgent") ?? "",
      type: parameters.string("type"), instanceID: parameters.string("instanceId"),
      phoneNumber: parameters.string("phoneNumber"))
    context.applications.register(registration) { result in
      switch result {
      case .failure(let error): responder.respond(.error(error, format))
      case .success(.existing(let session)):
        responder.respond(
          .body(200, applicationResource(session, account).bytes(format, base: session.base), format))
      case .success(.created(let session)):
        var response = HTTPResponse.body(
          201, applicationResource(session, account).bytes(format, base: session.base), format)
        response.headers.add("Location", session.base)
        responder.respond(response)
      }
    }
  }

  func deleteApplication(_ call: Call) {
    if let session = context.applications.end(call.application.id, error: .applicationNotFound) {
      cancelUnreached(session)
    }
    call.responder.respond(.empty(204))
  }

  /// An application's end cancels those of its set-ups that have not reached the other side.
  func cancelUnreached(_ session: ApplicationSession) {
    for entry in context.accounts.space(session.userURI).conversations where entry.applicationID == session.id {
      guard let key = entry.callKey else { continue }
      context.shard.post { _ = $0.operate(key, .applicationEnded) }
    }
  }

  func events(_ call: Call) throws(UCWAError) {
    let query = call.request.query.map(QueryString.parse) ?? []
    call.application.poll(try PollParameters.parse(query), call.responder, call.format)
  }

  // MARK: Resources

  func applicationResource(_ session: ApplicationSession, _ account: Account) -> Resource {
    let registration = session.registration
    return UCWA.Application(
      id: session.id, culture: registration.culture, endpointId: registration.endpointID,
      userAgent: registration.userAgent, instanceId: registration.instanceID, type: registration.type,
      ack: session.ack
    ).resource(
      me: me(account), people: People().resource, communication: communication(session, account),
      onlineMeetings: OnlineMeetings().resource)
  }

  func communication(_ session: ApplicationSession, _ account: Account) -> Resource {
    var communication = UCWA.Communication(
      marker: session.marker, etag: "1", canStartPhoneAudio: account.user.phoneAudioEnabled)
    communication.audioPreference = .phoneAudio
    communication.conversationHistory = .disabled
    communication.phoneNumber =
      session.registration.phoneNumber.flatMap { telURI($0, account) }
      ?? account.user.callViaWorkPhone.flatMap {
        telURI($0.number, account)
      }
    communication.supportedModalities = account.user.phoneAudioEnabled ? [.phoneAudio] : []
    return communication.resource
  }

  /// A stored number as a tel URI; nil if it cannot be dialled.
  func telURI(_ number: String?, _ account: Account) -> String? {
    number.flatMap { try? context.dialPlan.normalize($0, region: account.user.region).telURI }
  }

  func me(_ account: Account) -> Resource {
    let user = account.user
    var me = UCWA.Me(uri: user.uri, name: user.name)
    me.company = user.company
    me.department = user.department
    me.emailAddresses = user.emailAddresses.isEmpty ? nil : user.emailAddresses
    me.officeLocation = user.office
    me.title = user.title
    me.workPhoneNumber = telURI(user.workNumber, account)
    me.mobilePhoneNumber = telURI(user.mobileNumber, account)
    me.homePhoneNumber = telURI(user.homeNumber, account)
    me.otherPhoneNumber = telURI(user.otherNumber, account)
    return me.resource
  }

  private func phone(_ type: PhoneType, _ account: Account) -> UCWA.Phone {
    let number: String? =
      switch type {
      case .work: account.user.workNumber
      case .mobile: account.user.mobileNumber
      case .home: account.user.homeNumber
      case .other: account.user.otherNumber
      }
    return UCWA.Phone(type, number: telURI(number, account), includeInContactCard: type == .work && number != nil)
  }

  func phones(_ account: Account) -> Resource {
    Phones([PhoneType.work, .mobile, .home, .other].map { phone($0, account) }.filter { $0.number != nil }).resource
  }

  func phone(_ call: Call) throws(UCWAError) -> Resource {
    guard let type = PhoneType(rawValue: call.parameters[0]) else { throw .resourceNotFound }
    let phone = phone(type, call.account)
    guard phone.number != nil else { throw .resourceNotFound }
    return phone.resource
  }

  /// A contact by the last part of its path: a user's address without `sip:`, or a number.
  func contact(_ call: Call) throws(UCWAError) -> Resource {
    let id = call.parameters[0]
    let address = id.lowercased().hasPrefix("sip:") ? String(id.dropFirst(4)) : id
    let user = try lookUp { () throws(StoreError) -> Store.User? in
      if let user = try context.accounts.user(uri: "sip:" + address) { return user }
      return try context.accounts.user(workNumber: address)
    }
    if let user {
      var contact = UCWA.Contact(id: id, uri: user.uri, name: user.name)
      contact.company = user.company
      contact.department = user.department
      contact.emailAddresses = user.emailAddresses.isEmpty ? nil : user.emailAddresses
      contact.office = user.office
      contact.title = user.title
      contact.workPhoneNumber = telURI(user.workNumber, call.account)
      return contact.resource
    }
    guard let target = try? target(id, call.account) else { throw .resourceNotFound }
    switch target {
    case .number(let number):
      var contact = UCWA.Contact(id: id, uri: number.telURI, type: .phone, sourceNetwork: .unknown)
      contact.otherPhoneNumber = number.telURI
      return contact.resource
    case .sip:
      // Of strangers only the address is known; in a domain of ours an unknown one does not exist.
      guard let domain = address.split(separator: "@").last, address.contains("@"), !isOwnDomain(String(domain)) else {
        throw .resourceNotFound
      }
      return UCWA.Contact(id: id, uri: target.uri, sourceNetwork: .federated).resource
    }
  }
}
