/// A text that the signed-in user shows to others (UCWA 2.0 `note`).
public struct Note: Sendable {
  /// The text; nil if there is none.
  public var message: String?

  /// The note with that text.
  public init(_ message: String?) { self.message = message }

  /// The resource; always `Personal`, since no calendar writes here.
  public var resource: Resource {
    var resource = Resource(.note, href: .note)
    resource.add("message", message)
    resource.add("type", message.map { _ in NoteType.personal })
    return resource
  }
}
