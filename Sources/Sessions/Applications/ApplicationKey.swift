/// What makes two registrations the same application.
///
/// The texts are kept once, however many tables the key is in.
public struct ApplicationKey: Sendable, Hashable {
  private final class Storage: Sendable {
    let user: String
    let endpointId: String
    let userAgent: String
    let culture: String
    let type: String

    init(user: String, endpointId: String, userAgent: String, culture: String, type: String) {
      self.user = user
      self.endpointId = endpointId
      self.userAgent = userAgent
      self.culture = culture
      self.type = type
    }
  }

  private let storage: Storage

  /// The key of a registration.
  public init(user: String, endpointId: String, userAgent: String, culture: String, type: String = "") {
    storage = Storage(user: user, endpointId: endpointId, userAgent: userAgent, culture: culture, type: type)
  }

  /// The user's SIP address.
  public var user: String { storage.user }
  /// The device.
  public var endpointId: String { storage.endpointId }
  /// The name and version of the program.
  public var userAgent: String { storage.userAgent }
  /// The culture.
  public var culture: String { storage.culture }
  /// The kind of device; empty if none was given.
  public var type: String { storage.type }

  /// Whether both make the same application.
  public static func == (left: ApplicationKey, right: ApplicationKey) -> Bool {
    left.storage === right.storage
      || (left.user == right.user && left.endpointId == right.endpointId && left.userAgent == right.userAgent
        && left.culture == right.culture && left.type == right.type)
  }

  /// Hashes user and device, which tell nearly all apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(user)
    hasher.combine(endpointId)
  }
}
