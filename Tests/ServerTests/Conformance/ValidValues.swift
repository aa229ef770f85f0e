import Foundation
import UCWA

/// A value of a parameter in the forms it can be sent in.
enum ParameterValue: Sendable, Equatable {
  case text(String)
  case list([String])
  case number(Int)
  case boolean(Bool)

  /// As in a query string, before percent-encoding.
  var text: String {
    switch self {
    case .text(let text): text
    case .list(let texts): texts.joined(separator: ",")
    case .number(let number): String(number)
    case .boolean(let value): String(value)
    }
  }

  var json: Any {
    switch self {
    case .text(let text): text
    case .list(let texts): texts
    case .number(let number): number
    case .boolean(let value): value
    }
  }
}

/// Values that an operation takes. Most follow from the description; what has a meaning of its own is listed.
enum ValidValues {
  /// By resource and parameter, or by parameter for all resources.
  private static let known: [String: [ParameterValue]] = [
    "phoneNumber": [.text("+14255550140"), .text("tel:+14255550140")],
    "to": [.text("+14255550122"), .text("tel:+14255550122"), .text("sip:pat@fabrikam.test")],
    "delegator": [.text("sip:gus@contoso.test"), .text("gus"), .text("sip : GUS@contoso.test")],
    "replaceWithPhoneAudio.phoneNumber": [.text("+14255550141"), .text("tel:+14255550141")],
    "replaceWithPhoneAudio.to": [.text("+14255550129"), .text("tel:+14255550129")],
    "number": [.text("+14255550150")],
    "customContent": [.text("data:text/plain,a")],
    "duration": [.number(11)],
    "uris": [.list(["sip:erin@contoso.test"])],
    "contactUris": [.list(["sip:erin@contoso.test"])],
    "contactUri": [.text("sip:erin@contoso.test")],
    "culture": [.text("en-US")],
    "search.query": [.text("Erin")],
    "groupId": [.text("default")],
    "search.limit": [.number(5)],
    "conversationLogs.limit": [.number(1), .number(1000)],
    // An ack that nobody can have is answered at once.
    "events.ack": [.number(77)],
    "instanceId": [.text("1")],
    "relationshipLevel": [.text("Colleagues")],
  ]

  /// Parameters that name something which need not be there: 404 says that they were taken.
  static let references: Set<String> = ["groupId", "presenceSubscriptionId"]

  /// Parameters of which an operation needs one, though it requires none of them.
  static let alternatives: [String: [String]] = [
    "search": ["query", "mail"],
    // Which one is meant must be said where there are several subscriptions.
    "presenceSubscriptionMemberships": ["presenceSubscriptionId"],
  ]

  /// The parameters that every request to an operation has in these tests.
  static func needed(_ operation: OperationDescription, _ resource: String) -> [ParameterDescription] {
    (operation.parameters + operation.query).filter {
      $0.isRequired || alternatives[resource]?.first == $0.name
    }
  }

  /// Values that must be accepted, at least one.
  static func of(_ parameter: ParameterDescription, _ resource: String) -> [ParameterValue] {
    if let values = known["\(resource).\(parameter.name)"] ?? known[parameter.name] { return values }
    switch parameter.kind {
    case .boolean: return [.boolean(true), .boolean(false)]
    case .integer(let range): return Set([max(range.lowerBound, -1), min(range.upperBound, 1_800)]).map { .number($0) }
    case .duration: return [.number(10), .text("PT10M"), .text("00:10:00")]
    case .enumeration(let enumeration): return enumeration.values.map { .text($0) }
    case .enumerations(let enumeration): return [.list(enumeration.values)] + enumeration.values.map { .list([$0]) }
    case .uri: return [.text("+14255550120")]
    case .dataURI: return [.text("data:text/plain,a")]
    default: return [.text("a")]
    }
  }

  /// What a read needs, as a query string.
  static func query(_ operation: OperationDescription) -> String {
    let resource = operation.response?.text ?? ""
    return needed(operation, resource).map { parameter in
      "\(parameter.name)=\(of(parameter, resource).first?.text ?? "")"
    }.joined(separator: "&")
  }
}
