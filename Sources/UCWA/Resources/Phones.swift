/// The user's telephones (UCWA 2.0 `phones`).
public struct Phones: Sendable {
  /// The telephones.
  public var phones: [Phone]

  /// The collection of those telephones.
  public init(_ phones: [Phone]) { self.phones = phones }

  /// The resource, with the telephones embedded.
  public var resource: Resource {
    var resource = Resource(.phones, href: .phones)
    resource.embed("phone", phones.map(\.resource))
    return resource
  }
}
