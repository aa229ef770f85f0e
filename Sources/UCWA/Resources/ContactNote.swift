/// A text that a contact shows (UCWA 2.0 `contactNote`).
public struct ContactNote: Sendable {
  /// The last part of the contact's path, before percent-encoding.
  public var contact: String
  /// The text; nil if there is none.
  public var message: String?

  /// A contact's note.
  public init(contact: String, _ message: String?) {
    self.contact = contact
    self.message = message
  }

  /// The resource; always `Personal`, since no calendar writes here.
  public var resource: Resource {
    var resource = Resource(.contactNote, href: .contact(contact, "contactNote"))
    resource.add("message", message)
    resource.add("type", message.map { _ in NoteType.personal })
    return resource
  }
}
