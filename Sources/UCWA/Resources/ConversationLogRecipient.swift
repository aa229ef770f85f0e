/// The other party of a past call (UCWA 2.0 `conversationLogRecipient`).
public struct ConversationLogRecipient: Sendable {
  /// The id of the past call.
  public var log: String
  /// The party's name, as it was then; nil if it was not known.
  public var displayName: String?
  /// The party's SIP or tel address.
  public var uri: String
  /// The id of the contact behind it; nil if there is none any more.
  public var contactID: String?
  /// Whether the user may see a picture of the contact.
  public var hasPhoto = false
  /// Whether the contact is somebody who has a presence.
  public var hasPresence = false

  /// A party; links lead from it once `contactID` is set.
  public init(log: String, displayName: String? = nil, uri: String) {
    self.log = log
    self.displayName = displayName
    self.uri = uri
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.conversationLogRecipient, href: .conversationLog(log, "conversationLogRecipient"))
    resource.add("displayName", displayName)
    resource.add("sipUri", uri)
    guard let contactID else { return resource }
    resource.link("contact", .contact(contactID))
    resource.link("contactPhoto", hasPhoto ? .contactPhoto(contactID) : nil)
    resource.link("contactPresence", hasPresence ? .contact(contactID, "contactPresence") : nil)
    return resource
  }
}
