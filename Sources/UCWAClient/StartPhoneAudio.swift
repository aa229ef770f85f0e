import Foundation

/// The parameters of a call-via-work call.
///
/// Source: UCWA 2.0 reference, startPhoneAudio.
public struct StartPhoneAudio: Sendable, Encodable {
  /// How urgent the call is; a hint to the invited side.
  public enum Importance: String, Sendable, Encodable, CaseIterable {
    case normal = "Normal"
    case urgent = "Urgent"
    case emergency = "Emergency"
  }

  /// Who is called: `sip:user@domain`, `tel:+number` or digits.
  public var to: String
  /// The user's own phone, rung first; nil for the number the server has for the user.
  public var phoneNumber: String?
  /// At most 250 characters.
  public var subject: String?
  /// nil is Normal.
  public var importance: Importance?
  /// Continues the conversation of this thread, if it is still there.
  public var threadId: String?
  /// Names the operation in events, and makes sending it twice harmless; at most 50 characters.
  public var operationId: String
  /// A `data:` URI (RFC 2397) passed on to the invited side.
  public var customContent: String?

  /// A call to `to`; an operation id is made unless one is given.
  public init(
    to: String, phoneNumber: String? = nil, subject: String? = nil, importance: Importance? = nil,
    threadId: String? = nil, operationId: String = UUID().uuidString, customContent: String? = nil
  ) {
    self.to = to
    self.phoneNumber = phoneNumber
    self.subject = subject
    self.importance = importance
    self.threadId = threadId
    self.operationId = operationId
    self.customContent = customContent
  }

  private enum Key: String, CodingKey {
    case to, phoneNumber, subject, importance, threadId, operationId
    case links = "_links"
  }

  private struct Links: Encodable {
    struct CustomContent: Encodable { let href: String }
    let customContent: CustomContent
  }

  /// Writes the request body; parameters that are nil are left out.
  public func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Key.self)
    try body.encode(to, forKey: .to)
    try body.encode(operationId, forKey: .operationId)
    try body.encodeIfPresent(phoneNumber, forKey: .phoneNumber)
    try body.encodeIfPresent(subject, forKey: .subject)
    try body.encodeIfPresent(importance, forKey: .importance)
    try body.encodeIfPresent(threadId, forKey: .threadId)
    try body.encodeIfPresent(customContent.map { Links(customContent: .init(href: $0)) }, forKey: .links)
  }
}
