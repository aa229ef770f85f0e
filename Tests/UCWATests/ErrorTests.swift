import Foundation
import Testing
import UCWA

@Suite("Errors")
struct ErrorTests {
  @Test("an error in JSON and XML; no subcode rather than None")
  func bodies() {
    let conflict = UCWAError.conflict(Message(.parametersRefused, .text("names", "& \"a\"")))
    #expect(
      text(conflict.bytes(.json))
        == #"{"code":"Conflict","message":"Parameters are missing or cannot be accepted: & \"a\"."}"#)
    #expect(
      text(conflict.bytes(.xml)) == #"<?xml version="1.0" encoding="utf-8"?>"#
        + #"<reason xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><code>Conflict</code>"#
        + #"<message>Parameters are missing or cannot be accepted: &amp; &quot;a&quot;.</message></reason>"#)
    var error = UCWAError.parameterValidationFailure([
      BadParameter(name: "to", reason: Message(.required)), BadParameter(name: "subject", reason: Message(.mustBeList)),
    ])
    error.debugInfo = "d<"
    error.link = .me
    #expect(text(error.bytes(.json, base: "/a")).contains(#""link":{"rel":"me","href":"/a/me"},"parameters""#))
    #expect(text(error.bytes(.xml, base: "/a")).contains(#"</message><link rel="me" href="/a/me"/><parameters>"#))
    error.link = nil
    #expect(
      text(error.bytes(.json)) == #"{"code":"BadRequest","subcode":"ParameterValidationFailure","#
        + #""message":"Parameters are missing or cannot be accepted: to, subject.","parameters":["#
        + #"{"name":"to","reason":"It is required."},{"name":"subject","reason":"It must be a list."}],"debugInfo":"d<"}"#
    )
    #expect(
      text(error.bytes(.xml)).hasSuffix(
        #"<parameters><parameter><name>to</name><reason>It is required.</reason></parameter><parameter>"#
          + #"<name>subject</name><reason>It must be a list.</reason></parameter></parameters><debugInfo>d&lt;</debugInfo>"#
          + #"</reason>"#))
  }

  static let rows: [(UCWAError, Int, ErrorCode?, ErrorSubcode?)] = [
    (.deserializationFailure(.json), 400, .badRequest, .deserializationFailure),
    (.parameterValidationFailure([]), 400, .badRequest, .parameterValidationFailure),
    (.normalizationFailed(parameter: "to"), 400, .badRequest, .normalizationFailed),
    (.unauthorized(), 401, nil, nil),
    (.phoneAudioNotAllowed, 403, .forbidden, nil),
    (.scopeMissing(.all), 403, .forbidden, nil),
    (.resourceNotFound, 404, .notFound, .resourceNotFound),
    (.applicationNotFound, 404, .notFound, .applicationNotFound),
    (.conversationNotFound, 404, .notFound, .conversationNotFound),
    (.destinationNotFound, 404, .notFound, .destinationNotFound),
    (.apiVersionNotSupported(offered: 2), 404, .notFound, .apiVersionNotSupported),
    (.methodNotAllowed([.get]), 405, .methodNotAllowed, nil),
    (.notAcceptable, 406, .notAcceptable, nil),
    (.contentTypeGone, 410, .gone, nil),
    (.operationAlreadyExists, 409, .conflict, .alreadyExists),
    (.tooManyGroups(limit: 3), 409, .conflict, .tooManyGroups),
    (.conflict(Message(.noPhoneAudio)), 409, .conflict, nil),
    (.pGetReplaced, 409, .conflict, .pGetReplaced),
    (.threadIdAlreadyExists, 409, .conflict, .threadIdAlreadyExists),
    (.anotherOperationPending, 409, .conflict, .anotherOperationPending),
    (.tooManyConversations(limit: 3), 409, .conflict, .tooManyConversations),
    (.makeMeAvailableRequired, 409, .conflict, .makeMeAvailableRequired),
    (.cannotRedirect, 410, .gone, .cannotRedirect),
    (.tooManyApplications(limit: 3), 410, .gone, .tooManyApplications),
    (.inactiveApplicationExpired, 410, .gone, .inactiveApplicationExpired),
    (.userAgentNotAllowed, 410, .gone, .userAgentNotAllowed),
    (.preconditionFailed, 412, .preconditionFailed, nil),
    (.entityTooLarge(limit: 3), 413, .entityTooLarge, nil),
    (.unsupportedMediaType, 415, .unsupportedMediaType, nil),
    (.preconditionRequired, 428, .preconditionRequired, nil),
    (.limitExceeded(Message(.tooManySearches), retryAfter: 1), 429, .tooManyRequests, .limitExceeded),
    (.serviceFailure(Message(.contactListUnrecorded)), 500, .serviceFailure, nil),
    (.callbackChannelError, 500, .serviceFailure, .callbackChannelError),
    (.invalidExchangeServerVersion, 500, .serviceFailure, .invalidExchangeServerVersion),
    (.serviceUnavailable(Message(.noTrunk), retryAfter: 2), 503, .serviceUnavailable, nil),
    (.timeout(Message(.batchPartTimeout)), 504, .timeout, nil),
  ]

  @Test("each has its status, code and subcode, and a body in both formats", arguments: rows.indices)
  func row(_ index: Int) throws {
    let (error, status, code, subcode) = Self.rows[index]
    #expect(error.status == status)
    #expect(error.code == code)
    #expect(error.subcode == subcode)
    let object = try #require(JSONSerialization.jsonObject(with: Data(error.bytes(.json))) as? [String: Any])
    #expect(object["code"] as? String == code?.rawValue)
    #expect(object["subcode"] as? String == subcode?.rawValue)
    #expect(text(error.bytes(.xml)).contains("<message>"))
    #expect((error.retryAfter != nil) == [429, 503].contains(status))
    #expect((error.allow != nil) == (status == 405))
  }
}
