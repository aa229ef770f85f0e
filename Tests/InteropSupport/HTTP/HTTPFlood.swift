import Glibc

/// The same request over and over on some connections of one thread, as fast as the answers come: what a read costs
/// must not be hidden by what its client costs, so nothing is copied or allocated per answer.
public final class HTTPFlood {
  /// What came of it.
  public struct Outcome: Sendable {
    /// Answers with the status that was expected.
    public let good: Int
    /// Answers with another status.
    public let bad: Int
    /// From the first request to the last answer.
    public let seconds: Double
  }

  private let request: [UInt8]
  private let status: Int
  private let connections: [HTTPConnection]

  /// Opens the connections. The request is expected to be answered with `status`, 200 unless given.
  public init(port: UInt16, connections: Int, request: [UInt8], status: Int = 200) throws {
    self.request = request
    self.status = status
    self.connections = try (0..<connections).map { _ in try HTTPConnection(port: port) }
  }

  /// Sends for some seconds, then awaits the last answers.
  ///
  /// - Throws: `InteropError` when a connection is closed, or an answer takes longer than 5 s.
  public func run(seconds: Double) throws -> Outcome {
    var buffers = connections.map { _ in [UInt8]() }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    var watched = connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    var pending = connections.count
    var good = 0
    var bad = 0
    let start = MonotonicTime.nanoseconds
    let end = start + Int64(seconds * 1e9)
    for connection in connections { try connection.send(request) }
    while pending > 0 {
      guard poll(&watched, nfds_t(watched.count), 5_000) > 0 else {
        throw InteropError.timedOut(awaiting: "\(pending) answers", seen: "\(good) answers")
      }
      let goesOn = MonotonicTime.nanoseconds < end
      for index in watched.indices where watched[index].revents != 0 {
        let count = recv(watched[index].fd, &chunk, chunk.count, Int32(MSG_DONTWAIT))
        if count < 0 && errno == EAGAIN { continue }
        guard count > 0 else { throw InteropError.unexpected("the server closed a connection") }
        let extent: HTTPResponse.Extent?
        if buffers[index].isEmpty {
          extent = try chunk.withUnsafeBytes { try HTTPResponse.extent(in: .init(rebasing: $0[..<count])) }
          if extent?.totalLength != count { buffers[index] += chunk[..<count] }
        } else {
          buffers[index] += chunk[..<count]
          extent = try buffers[index].withUnsafeBytes { try HTTPResponse.extent(in: $0) }
        }
        guard let extent, max(buffers[index].count, count) >= extent.totalLength else { continue }
        buffers[index].removeAll(keepingCapacity: true)
        if extent.status == status { good += 1 } else { bad += 1 }
        if goesOn {
          try connections[index].send(request)
        } else {
          watched[index].fd = -1
          pending -= 1
        }
      }
    }
    return Outcome(good: good, bad: bad, seconds: Double(MonotonicTime.nanoseconds - start) / 1e9)
  }
}
