/// What a contact's applications can take part in (UCWA 2.0 `contactSupportedModalities`).
public struct ContactSupportedModalities: Sendable {
  /// The last part of the contact's path, before percent-encoding.
  public var contact: String
  /// The modalities; empty while no application of the contact is available.
  public var modalities: [ModalityType]

  /// A contact's modalities.
  public init(contact: String, _ modalities: [ModalityType]) {
    self.contact = contact
    self.modalities = modalities
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.contactSupportedModalities, href: .contact(contact, "contactSupportedModalities"))
    resource.add("modalities", modalities)
    return resource
  }
}
