import Glibc

/// Thousands of GETs that the server holds: opened, sent, and then only watched.
public final class ParkedRequests {
  private var connections: [HTTPConnection] = []

  /// None yet.
  public init() {}

  /// How many are open.
  public var count: Int { connections.count }

  /// Opens a connection and sends a request whose answer is not awaited.
  public func park(port: UInt16, request: [UInt8]) throws {
    let connection = try HTTPConnection(port: port)
    try connection.send(request)
    connections.append(connection)
  }

  /// How many have been answered or closed, which a held request is not.
  ///
  /// - Parameter seconds: How long to look before answering.
  public func released(after seconds: Double = 0) -> Int {
    MonotonicTime.pause(seconds: seconds)
    var watched = connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    return Int(poll(&watched, nfds_t(watched.count), 0))
  }

  /// Raises this process's limit of open files to the most it may have; children inherit it.
  ///
  /// - Returns: The new limit.
  @discardableResult
  public static func raiseFileLimit() -> Int {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return Int(limit.rlim_cur)
  }
}
