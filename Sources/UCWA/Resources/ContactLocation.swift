/// Where a contact says he is (UCWA 2.0 `contactLocation`).
public struct ContactLocation: Sendable {
  /// The last part of the contact's path, before percent-encoding.
  public var contact: String
  /// The place; nil if none is given.
  public var location: String?

  /// A contact's location.
  public init(contact: String, _ location: String?) {
    self.contact = contact
    self.location = location
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.contactLocation, href: .contact(contact, "contactLocation"))
    resource.add("location", location)
    return resource
  }
}
