/// The signed-in user (UCWA 2.0 `me`).
public struct Me: Sendable {
  /// The SIP address.
  public var uri: String
  /// The display name.
  public var name: String?
  /// The address of this endpoint.
  public var endpointUri: String?
  /// The company.
  public var company: String?
  /// The department.
  public var department: String?
  /// The e-mail addresses.
  public var emailAddresses: [String]?
  /// Where the office is.
  public var officeLocation: String?
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
  /// Whether there is a photo.
  public var hasPhoto = false
  /// Links beside `phones` and `photo`, such as `makeMeAvailable`, where the server offers them.
  public var offered: [Term] = []

  /// The user; what is not given here is left out until it is set.
  public init(uri: String, name: String? = nil) {
    self.uri = uri
    self.name = name
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.me, href: .me)
    resource.add("company", company)
    resource.add("department", department)
    resource.add("emailAddresses", emailAddresses)
    resource.add("endpointUri", endpointUri)
    resource.add("homePhoneNumber", homePhoneNumber)
    resource.add("mobilePhoneNumber", mobilePhoneNumber)
    resource.add("name", name)
    resource.add("officeLocation", officeLocation)
    resource.add("otherPhoneNumber", otherPhoneNumber)
    resource.add("title", title)
    resource.add("uri", uri)
    resource.add("workPhoneNumber", workPhoneNumber)
    for link in ResourceDescription.me.links {
      switch link.rel {
      case "photo": resource.link("photo", hasPhoto ? .photo : nil)
      case "phones": resource.link("phones", .phones)
      case let rel where offered.contains(rel): resource.link(rel, .application("me/" + rel.text))
      default: break
      }
    }
    return resource
  }
}
