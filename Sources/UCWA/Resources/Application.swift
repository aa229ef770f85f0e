/// A program acting for a user (UCWA 2.0 `application`).
public struct Application: Sendable {
  /// The last part of its path.
  public var id: String
  /// The culture given at registration.
  public var culture: String
  /// The device given at registration.
  public var endpointId: String
  /// The name and version given at registration.
  public var userAgent: String
  /// The instance given at registration.
  public var instanceId: String?
  /// The kind of device given at registration.
  public var type: String?
  /// The package with which the event channel goes on; 1 for a new application.
  public var ack: Int

  /// An application.
  public init(
    id: String, culture: String, endpointId: String, userAgent: String, instanceId: String? = nil,
    type: String? = nil, ack: Int = 1
  ) {
    self.id = id
    self.culture = culture
    self.endpointId = endpointId
    self.userAgent = userAgent
    self.instanceId = instanceId
    self.type = type
    self.ack = ack
  }

  /// The resource with the hubs a client begins with.
  public func resource(me: Resource, people: Resource, communication: Resource, onlineMeetings: Resource) -> Resource {
    var resource = Resource(.application, href: .application)
    resource.add("culture", culture)
    resource.add("endpointId", endpointId)
    resource.add("id", id)
    resource.add("instanceId", instanceId)
    resource.add("type", type)
    resource.add("userAgent", userAgent)
    resource.link("batch", .batch)
    resource.link("events", .events(ack: ack))
    resource.embed("communication", communication)
    resource.embed("me", me)
    resource.embed("onlineMeetings", onlineMeetings)
    resource.embed("people", people)
    return resource
  }
}
