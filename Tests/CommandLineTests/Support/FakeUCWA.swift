import Foundation

/// A server that signs one user in and plays a script of event packages. Stops when it is released.
final class FakeUCWA: Sendable {
  static let user = "sip:dana@contoso.test"
  static let password = "pass word+&="
  static let token = "cwt=for-tests"
  static let application = "/ucwa/v1/applications/192"
  static let invitation = "\(application)/communication/invitations/596"
  static let conversation = "\(application)/communication/conversations/137"

  let server: FakeServer

  /// `events` are the answers to the polls, one after the other; when they are used up, polls are held.
  /// `answers` override or add answers, by method and path without query.
  init(events: [FakeServer.Reply] = [], answers: [String: FakeServer.Reply] = [:]) throws {
    server = try FakeServer(pushed: events) { request, server in
      Self.answer(request, server, answers)
    }
  }

  deinit { server.stop() }

  /// What was asked of the event channel, in order.
  var polls: [String] { server.requests.map(\.path).filter { $0.contains("/events") } }

  private static func answer(
    _ request: FakeServer.Request, _ server: FakeServer, _ answers: [String: FakeServer.Reply]
  ) -> FakeServer.Reply {
    let challenge = challenge(server)
    let path = String(request.path.prefix { $0 != "?" })
    if let answer = answers["\(request.method) \(path)"] { return answer }
    let isKnown = request.headers["authorization"] == "Bearer \(token)"
    switch (request.method, path) {
    case ("GET", "/"):
      return .answer(200, #"{"_links":{"self":{"href":"/"},"user":{"href":"\#(server.url)/root/oauth/user"}}}"#)
    case ("GET", "/root/oauth/user") where !isKnown: return .answer(401, headers: challenge)
    case ("GET", "/root/oauth/user"):
      return .answer(200, #"{"_links":{"applications":{"href":"\#(server.url)/ucwa/v1/applications"}}}"#)
    case ("POST", "/WebTicket/oauthtoken"): return grant(request)
    case _ where !isKnown: return .answer(401, headers: challenge)
    case ("POST", "/ucwa/v1/applications"): return .answer(201, applicationDocument)
    case ("DELETE", application): return .answer(204)
    case ("POST", "\(application)/communication/startPhoneAudio"):
      return .answer(201, headers: ["Location: \(invitation)"])
    case ("GET", invitation):
      return .answer(
        200, #"{"rel":"phoneAudioInvitation","_links":{"cancel":{"href":"\#(invitation)/cancel"}}}"#)
    case ("GET", conversation):
      return .answer(200, #"{"_links":{"phoneAudio":{"href":"\#(conversation)/phoneAudio"}}}"#)
    case ("GET", "\(conversation)/phoneAudio"):
      return .answer(
        200, #"{"_links":{"stopPhoneAudio":{"href":"\#(conversation)/phoneAudio/stop"}}}"#)
    case ("POST", "\(invitation)/cancel"), ("POST", "\(conversation)/phoneAudio/stop"): return .answer(204)
    case ("GET", "\(application)/events"): return .pushed
    default: return .answer(404, #"{"code":"NotFound","subcode":"ResourceNotFound"}"#)
    }
  }

  private static func challenge(_ server: FakeServer) -> [String] {
    [
      #"WWW-Authenticate: MsRtcOAuth href="\#(server.url)/WebTicket/oauthtoken",grant_type="urn:x,password""#,
      #"WWW-Authenticate: Bearer trusted_issuers="", client_id="1", authorization_uri="https://sts.contoso.test""#,
    ]
  }

  private static func grant(_ request: FakeServer.Request) -> FakeServer.Reply {
    var form: [String: String] = [:]
    for pair in request.body.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
      form[parts[0]] = parts.count == 2 ? parts[1] : ""
    }
    guard form == ["grant_type": "password", "username": user, "password": password] else {
      return .answer(400, #"{"error":"invalid_grant","error_description":"The user name or password is wrong."}"#)
    }
    return .answer(200, #"{"access_token":"\#(token)","token_type":"Bearer","expires_in":28800}"#)
  }

  private static let applicationDocument = """
    {"rel":"application","id":"192","_links":{"self":{"href":"\(application)"},
      "events":{"href":"\(application)/events?ack=1"}},
     "_embedded":{"me":{"rel":"me","name":"Dana","uri":"\(user)"},
      "communication":{"rel":"communication","please-pass":"please pass this in a PUT request",
       "_links":{"startPhoneAudio":{"href":"\(application)/communication/startPhoneAudio","revision":"2"}}}}}
    """
}
