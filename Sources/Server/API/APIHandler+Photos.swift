import HTTP
import Store
import UCWA

/// Photos of the user and of contacts.
extension APIHandler {
  static let photoRoutes = [
    Route(.photo, .get, APIHandler.photo),
    Route(.contactPhoto, .get, APIHandler.contactPhoto),
  ]

  func photo(_ call: Call) throws(UCWAError) { try answerPhoto(of: call.account.user, call) }

  func contactPhoto(_ call: Call) throws(UCWAError) {
    let id = call.parameters[0]
    let user = try lookUp { () throws(StoreError) in try context.accounts.user(uri: "sip:" + id.withoutSIPScheme) }
    // Who is blocked finds what he would of somebody without a picture.
    guard let user, level(of: call.account, for: user).showsPhoto else { throw .resourceNotFound }
    try answerPhoto(of: user, call)
  }

  /// Answers with a user's picture as it is stored: there is one size, whatever `size` asks for.
  private func answerPhoto(of user: Store.User, _ call: Call) throws(UCWAError) {
    guard let tag = user.photoTag else { throw .resourceNotFound }
    if call.request.headers["If-None-Match"].map({ EntityTag.list($0, holds: tag) }) ?? false {
      var response = HTTPResponse.empty(304)
      response.headers.add("ETag", EntityTag.quoted(tag))
      return call.responder.respond(response)
    }
    context.directoryQueue.run { directory throws(StoreError) in
      try directory.photo(uri: user.uri)
    } then: { result in
      switch result {
      case .success(let photo?): call.responder.respond(.photo(photo))
      case .success(nil): call.refuse(.resourceNotFound)
      case .failure(let error):
        context.log(.error, "A photo cannot be read: \(error)")
        call.refuse(.serviceUnavailable(Message(.directoryUnreadable), retryAfter: 5))
      case nil: call.refuse(.serviceUnavailable(Message(.directoryBusy), retryAfter: 1))
      }
    }
  }

  /// Who asks for a photo by the cookie of an application; nil for any other request.
  func photoAccount(_ request: HTTPRequest, _ application: String, _ rest: Substring) throws(UCWAError) -> Account? {
    guard request.method == .get || request.method == .head, rest.hasPrefix("photos/"),
      let (userURI, scopes) = context.photoCookies.owner(request, application: application),
      let user = try lookUp({ () throws(StoreError) in try context.accounts.user(uri: userURI) })
    else { return nil }
    return Account(user: user, scopes: scopes)
  }

  /// Gives a client the cookie by which its browser fetches photos.
  func addPhotoCookie(
    to response: inout HTTPResponse, _ session: ApplicationSession, _ account: Account, _ request: HTTPRequest
  ) {
    let isSecure = request.isTLS || context.configuration.publicURL?.hasPrefix("https:") == true
    if let field = context.photoCookies.field(session, account.scopes, isSecure: isSecure) {
      response.headers.add("Set-Cookie", field)
    }
  }
}

extension HTTPResponse {
  /// 200 with a picture.
  static func photo(_ photo: Photo) -> HTTPResponse {
    var response = empty(200)
    response.headers.add("Content-Type", photo.format.rawValue)
    response.headers.add("ETag", EntityTag.quoted(photo.tag))
    response.body = photo.bytes
    return response
  }
}
