extension Configuration {
  /// How much there may be of things; what comes beyond is refused with an error that says so.
  public struct Limits: Sendable, Equatable {
    /// Body of an HTTP request, in bytes. Default 256 KiB.
    public var requestBody = 262_144
    /// HTTP connections. Default 20000.
    public var connections = 20_000
    /// HTTP connections from one address. Default 10000: behind a proxy all come from one.
    public var connectionsPerAddress = 10_000
    /// Applications of one user. Default 16.
    public var applicationsPerUser = 16
    /// Instances of one application, each with an event channel. Default 16.
    public var instancesPerApplication = 16
    /// Conversations of one user. Default 32.
    public var conversationsPerUser = 32
    /// Logs of calls that are kept for one user; the oldest go. Default 1000.
    public var conversationLogsPerUser = 1000
    /// Calls being set up at once. Default 2000.
    public var callsInSetup = 2000
    /// Calls at once. Default 20000.
    public var callsTotal = 20_000
    /// Wrong passwords in a row after which a user is locked out for a time. Default 20.
    public var signInFailures = 20
    /// Wrong passwords in a row after which an address is locked out for a time. Default 200: behind a proxy all come
    /// from one.
    public var signInFailuresPerAddress = 200
    /// Events kept for one application until it has acknowledged them. Default 1000.
    public var eventQueue = 1000
    /// Contacts in one user's contact list. Default 1000.
    public var contactsPerUser = 1000
    /// Groups in one user's contact list. Default 64.
    public var groupsPerUser = 64
    /// Contacts whose presence one application may follow; each subscription counts as one more. Default 1000.
    public var watchedContacts = 1000
    /// Distribution groups that the target of one call may stand for, itself and those nested in it. Default 10.
    public var ringGroups = 10
  }
}
