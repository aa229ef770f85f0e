import UCWA

/// Everything about a call that is decided before it begins and does not change: who calls, what is called how, and what
/// the application said about it.
final class CallPlan: Sendable {
  /// One leg's addresses.
  struct Destination: Sendable {
    /// The trunk it goes through.
    var trunk: Trunk
    /// Request-URI and To.
    var uri: String
  }

  /// A user whose identity is shown.
  struct Person: Sendable, Equatable {
    /// SIP URI.
    var uri: String
    /// The id among the contacts.
    var contactID: String
    /// Display name.
    var name: String
    /// Work number; nil if there is none, then the SIP URI is shown.
    var workNumber: String?
  }

  /// Names the call on its shard. Six bits are left for what belongs to it: its legs, transactions and timers.
  let key: UInt64
  /// The user's SIP URI.
  let userURI: String
  /// The user's own id among the contacts.
  let userContactID: String
  /// The user's display name.
  let userName: String
  /// The user's work number, shown to the other side; nil if he has none, then his SIP URI is shown.
  let workNumber: String?
  /// The application that placed the call.
  let applicationID: String
  /// Path of that application, with which the invitation's own begins.
  let applicationBase: String
  /// The conversation's id.
  let conversationID: String
  /// The invitation's id.
  let invitationID: String
  /// The client's operationId.
  let operationID: String?
  /// The own phone's number as a `tel:` URI, as the invitation shows it.
  let phoneNumber: String
  /// The invited side as the invitation shows it: `sip:` or `tel:` URI.
  let to: String
  /// The invited side's id among the contacts.
  let toContactID: String
  /// The invited side's name, if the directory knows it.
  let toName: String?
  /// What the own phone displays: user part of its From.
  let displayedNumber: String
  /// UCWA's Importance spelling.
  let importance: String
  /// Subject, if given.
  let subject: String?
  /// Thread of the conversation.
  let threadID: String
  /// Content for the invited side, which the invitation shows too.
  let customContent: DataURI?
  /// When it was asked for, milliseconds since 1970.
  let created: Int64
  /// Where leg A goes.
  let own: Destination
  /// Where leg B goes; a 302 changes it.
  let other: Destination
  /// On whose behalf the user calls, whom the other side is shown in his place; nil for most calls.
  let delegator: Person?
  /// What the caller has called, for a call that came in: a `tel:` or `sip:` URI of the user. Nil for one that the user
  /// places. Of a call that came in `to` and `other` are the caller, and no application has placed it.
  let calledURI: String?
  /// How a call that came in came to the user.
  let provenance: Provenance
  /// Whether the call is added to a conversation with the invited side, which somebody else who answers is no part of.
  let isAddition: Bool

  init(
    key: UInt64, userURI: String, userContactID: String, userName: String, workNumber: String?, applicationID: String,
    applicationBase: String, conversationID: String, invitationID: String, operationID: String?, phoneNumber: String,
    to: String,
    toContactID: String, toName: String?, displayedNumber: String, importance: String, subject: String?,
    threadID: String, customContent: DataURI?, created: Int64, own: Destination, other: Destination,
    delegator: Person? = nil, isAddition: Bool = false, calledURI: String? = nil,
    provenance: Provenance = Provenance()
  ) {
    self.key = key
    self.userURI = userURI
    self.userContactID = userContactID
    self.userName = userName
    self.workNumber = workNumber
    self.applicationID = applicationID
    self.applicationBase = applicationBase
    self.conversationID = conversationID
    self.invitationID = invitationID
    self.operationID = operationID
    self.phoneNumber = phoneNumber
    self.to = to
    self.toContactID = toContactID
    self.toName = toName
    self.displayedNumber = displayedNumber
    self.importance = importance
    self.subject = subject
    self.threadID = threadID
    self.customContent = customContent
    self.created = created
    self.own = own
    self.other = other
    self.delegator = delegator
    self.calledURI = calledURI
    self.provenance = provenance
    self.isAddition = isAddition
  }

  /// Whether the user was called.
  var isIncoming: Bool { calledURI != nil }

  /// A key for a new call.
  static func newKey() -> UInt64 { UInt64.random(in: 1..<(1 << 58)) }
}
