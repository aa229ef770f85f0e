/// How a contact appears (UCWA 2.0 `contactPresence`).
public struct ContactPresence: Sendable {
  /// The last part of the contact's path, before percent-encoding.
  public var contact: String
  /// Whether the contact can be reached.
  public var availability: Availability
  /// What the contact is doing, such as `on-the-phone`; nil if nothing is said.
  public var activity: String?
  /// What the contact was last active on; nil if he is on no device.
  public var deviceType: ContactDeviceType?
  /// When the contact was last active, in milliseconds since 1970 UTC; nil while he is.
  public var lastActive: Int64?

  /// How a contact appears.
  public init(
    contact: String, _ availability: Availability, activity: String? = nil, deviceType: ContactDeviceType? = nil,
    lastActive: Int64? = nil
  ) {
    self.contact = contact
    self.availability = availability
    self.activity = activity
    self.deviceType = deviceType
    self.lastActive = lastActive
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.contactPresence, href: .contact(contact, "contactPresence"))
    resource.add("activity", activity)
    resource.add("availability", availability)
    resource.add("deviceType", deviceType)
    resource.add("lastActive", milliseconds: lastActive)
    return resource
  }
}
