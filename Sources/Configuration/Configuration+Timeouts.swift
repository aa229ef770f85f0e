extension Configuration {
  /// How long things may take.
  public struct Timeouts: Sendable, Equatable {
    /// The user's own phone rings. Default 30 s.
    public var ringOwnPhone = Duration.seconds(30)
    /// The other side rings. Default 60 s.
    public var ringTarget = Duration.seconds(60)
    /// The key that confirms a call is awaited on the own phone. Default 15 s.
    public var confirmation = Duration.seconds(15)
    /// A phone's session stands without a refresh (RFC 4028); 0: sessions are not refreshed. Default 30 min.
    public var session = Duration.seconds(1800)
    /// The shortest such time that is agreed to. Default 90 s.
    public var sessionMinimum = Duration.seconds(90)
    /// A request for events is held if the application asked for no other time. Default 180 s.
    public var eventTimeout = Duration.seconds(180)
    /// A bearer token is valid. Default 8 h.
    public var tokenLifetime = Duration.seconds(28_800)
    /// An application that uses its event channel may go without a request. Default 15 min.
    public var applicationIdle = Duration.seconds(900)
    /// An application that never used its event channel may go without a request. Default 8 h.
    public var applicationIdleWithoutEvents = Duration.seconds(28_800)
    /// An application that has made its user available may go without a report of activity. Default 8 h.
    public var applicationActivity = Duration.seconds(28_800)
    /// An expired application is answered with 410 rather than 404. Default 1 h.
    public var applicationUnknownAfter = Duration.seconds(3600)
    /// A completed invitation stays readable. Default 24 h.
    public var completedInvitation = Duration.seconds(86_400)
    /// The log of a call is kept. Default 90 days.
    public var conversationLog = Duration.seconds(7_776_000)
    /// The parts of a batch may take to answer. Default 30 s.
    public var batch = Duration.seconds(30)
    /// An HTTP request may take to arrive. Default 10 s.
    public var requestArrival = Duration.seconds(10)
    /// An HTTP connection may stay open without a request. Default 120 s.
    public var connectionIdle = Duration.seconds(120)
    /// A user whose password was given wrong too often stays locked out. Default 15 min.
    public var signInLockout = Duration.seconds(900)
    /// Between two looks at whether the other pools can be reached. Default 5 s.
    public var poolCheck = Duration.seconds(5)
    /// A pool may take to accept a connection. Default 2 s.
    public var poolConnect = Duration.seconds(2)
    /// Calls that are being set up may take to get up, and then to end, when the server stops. Default 5 s.
    public var shutdown = Duration.seconds(5)
  }
}
