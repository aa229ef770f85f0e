/// A person or a telephone that the user deals with (UCWA 2.0 `contact`).
public struct Contact: Sendable {
  /// The last part of its path, before percent-encoding.
  public var id: String
  /// The SIP or tel address.
  public var uri: String
  /// The display name.
  public var name: String?
  /// What kind of party it is.
  public var type: ContactType
  /// Where it comes from.
  public var sourceNetwork: SourceNetwork
  /// The company.
  public var company: String?
  /// The department.
  public var department: String?
  /// The e-mail addresses.
  public var emailAddresses: [String]?
  /// The office.
  public var office: String?
  /// The title.
  public var title: String?
  /// The work number, as a tel URI.
  public var workPhoneNumber: String?
  /// The mobile number, as a tel URI.
  public var mobilePhoneNumber: String?
  /// The number at home, as a tel URI.
  public var homePhoneNumber: String?
  /// Another number, as a tel URI.
  public var otherPhoneNumber: String?

  /// The id under which the contact's presence is found; nil for those who have none. Others have links to none of it.
  public var presenceID: String?
  /// Whether the user may see a picture of the contact.
  public var hasPhoto = false
  /// Whether the user can decide what the contact sees of him.
  public var hasPrivacyRelationship = false

  /// A contact; what is not given here is left out until it is set.
  public init(
    id: String, uri: String, name: String? = nil, type: ContactType = .user,
    sourceNetwork: SourceNetwork = .sameEnterprise
  ) {
    self.id = id
    self.uri = uri
    self.name = name
    self.type = type
    self.sourceNetwork = sourceNetwork
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.contact, href: .contact(id))
    resource.add("company", company)
    resource.add("department", department)
    resource.add("emailAddresses", emailAddresses)
    resource.add("homePhoneNumber", homePhoneNumber)
    resource.add("mobilePhoneNumber", mobilePhoneNumber)
    resource.add("name", name)
    resource.add("office", office)
    resource.add("otherPhoneNumber", otherPhoneNumber)
    resource.add("sourceNetwork", sourceNetwork)
    resource.add("title", title)
    resource.add("type", type)
    resource.add("uri", uri)
    resource.add("workPhoneNumber", workPhoneNumber)
    guard let presenceID else { return resource }
    resource.link("contactLocation", .contact(presenceID, "contactLocation"))
    resource.link("contactNote", .contact(presenceID, "contactNote"))
    resource.link("contactPhoto", hasPhoto ? .contactPhoto(presenceID) : nil)
    resource.link("contactPresence", .contact(presenceID, "contactPresence"))
    resource.link(
      "contactPrivacyRelationship",
      hasPrivacyRelationship ? .contact(presenceID, "contactPrivacyRelationship") : nil)
    resource.link("contactSupportedModalities", .contact(presenceID, "contactSupportedModalities"))
    return resource
  }
}
