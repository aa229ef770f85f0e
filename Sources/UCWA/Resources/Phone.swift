/// One of the user's telephones (UCWA 2.0 `phone`).
public struct Phone: Sendable {
  /// Which of the telephones it is.
  public var type: PhoneType
  /// The number, as a tel URI; nil if the user has none of that type.
  public var number: String?
  /// Whether others see the number.
  public var includeInContactCard: Bool
  /// Whether `changeNumber` is offered.
  public var canChangeNumber = false
  /// Whether `changeVisibility` is offered.
  public var canChangeVisibility = false

  /// A telephone of the user.
  public init(_ type: PhoneType, number: String?, includeInContactCard: Bool = false) {
    self.type = type
    self.number = number
    self.includeInContactCard = includeInContactCard
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.phone, href: .phone(type))
    resource.add("includeInContactCard", includeInContactCard)
    resource.add("number", number)
    resource.add("type", type)
    resource.link("changeNumber", canChangeNumber ? .phone(type, "changeNumber") : nil)
    resource.link("changeVisibility", canChangeVisibility ? .phone(type, "changeVisibility") : nil)
    return resource
  }
}
