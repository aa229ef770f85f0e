/// How many applications a user may have and how long they live.
public struct ApplicationLimits: Sendable, Hashable {
  /// Applications of one user; 20.
  public var perUser: Int
  /// Instances of one application, each with an event channel; 16.
  public var instances: Int
  /// Seconds without a request after which an application ends that never used its event channel; 8 hours.
  public var idleWithoutChannel: Int
  /// Seconds without a request or a pending one after which an application ends that did; 15 minutes.
  public var idleWithChannel: Int
  /// Seconds without a report of activity after which an application ends that made its user available; 8 hours.
  public var withoutActivity: Int
  /// Seconds for which an ended application is remembered, to answer 410 rather than 404; 1 hour.
  public var remembered: Int
  /// Ended applications that are remembered at most; 10,000.
  public var rememberedCount: Int

  /// The limits; each has a default.
  public init(
    perUser: Int = 20, instances: Int = 16, idleWithoutChannel: Int = 8 * 3600, idleWithChannel: Int = 900,
    withoutActivity: Int = 8 * 3600, remembered: Int = 3600, rememberedCount: Int = 10_000
  ) {
    self.perUser = perUser
    self.instances = instances
    self.idleWithoutChannel = idleWithoutChannel
    self.idleWithChannel = idleWithChannel
    self.withoutActivity = withoutActivity
    self.remembered = remembered
    self.rememberedCount = rememberedCount
  }
}
