/// An error answer of the API: status, body and the headers that belong to it.
///
/// `description` is safe to log: it holds neither parameters' values nor debug information.
public struct UCWAError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The HTTP status.
  public var status: Int
  /// The code in the body; nil only for 401, for which the reference has none.
  public var code: ErrorCode?
  /// The subcode in the body; nil is left out, since clients expect no `None`.
  public var subcode: ErrorSubcode?
  /// What happened and what can be done about it, for a person to read.
  public var message: Message
  /// The resource the error speaks of; nil for none.
  public var link: EventReference?
  /// The parameters that cannot be accepted; status 400 only.
  public var parameters: [BadParameter]
  /// More for a developer; never holds a secret.
  public var debugInfo: String?
  /// Seconds for a `Retry-After` header; nil for none.
  public var retryAfter: Int?
  /// The verbs for an `Allow` header; nil for none.
  public var allow: [Verb]?

  /// An error answer.
  public init(
    status: Int, code: ErrorCode?, subcode: ErrorSubcode? = nil, message: Message, link: EventReference? = nil,
    parameters: [BadParameter] = [], debugInfo: String? = nil, retryAfter: Int? = nil, allow: [Verb]? = nil
  ) {
    self.status = status
    self.code = code
    self.subcode = subcode
    self.message = message
    self.link = link
    self.parameters = parameters
    self.debugInfo = debugInfo
    self.retryAfter = retryAfter
    self.allow = allow
  }

  /// Status, code and subcode.
  public var description: String {
    var text = String(status)
    if let code { text += " " + code.rawValue }
    if let subcode { text += "/" + subcode.rawValue }
    return text
  }
}
