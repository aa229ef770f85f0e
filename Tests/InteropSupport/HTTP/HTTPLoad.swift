import Glibc

/// Requests over a few keep-alive connections from the calling thread, paced or as fast as they are answered.
public final class HTTPLoad {
  /// What became of one request.
  public struct Sample: Sendable {
    /// The request's number, from 0.
    public let index: Int
    /// 0 if there was no response.
    public let status: Int
    /// When it was due to be sent; nanoseconds of `MonotonicTime`.
    public let due: Int64
    /// When the response was complete.
    public let answered: Int64
    /// Whether the response had a Retry-After.
    public let hasRetryAfter: Bool

    /// Seconds from the moment it was due, so that time spent waiting for a free connection counts.
    public var latency: Double { Double(answered - due) / 1e9 }
  }

  private final class Slot {
    let connection: HTTPConnection
    var index: Int?
    var due: Int64 = 0
    init(_ connection: HTTPConnection) { self.connection = connection }
  }

  private let port: UInt16
  private var slots: [Slot]
  private var free: [Int]

  /// Opens the connections.
  public init(port: UInt16, connections: Int) throws {
    self.port = port
    slots = try (0..<connections).map { _ in Slot(try HTTPConnection(port: port)) }
    free = Array(slots.indices)
  }

  /// Sends requests and returns when each is answered, or `drain` seconds after the last was due.
  ///
  /// - Parameters:
  ///   - rate: Requests per second; nil: as soon as a connection is free.
  ///   - seconds: How long to go on.
  ///   - drain: How long to wait for the last answers; default 5 s.
  ///   - request: Makes the request of a number.
  ///   - observe: Told about each response as it comes.
  /// - Returns: A sample for each request, in the order of the answers.
  public func run(
    rate: Double?, seconds: Double, drain: Double = 5, request: (Int) -> [UInt8],
    observe: (Sample, HTTPResponse) -> Void = { _, _ in }
  ) throws -> [Sample] {
    let start = MonotonicTime.nanoseconds
    let end = start + Int64(seconds * 1e9)
    let gap = rate.map { 1e9 / $0 } ?? 0
    var issued = 0
    var samples: [Sample] = []
    samples.reserveCapacity(Int((rate ?? 20_000) * seconds) + 1)
    while true {
      let now = MonotonicTime.nanoseconds
      var due = rate == nil ? now : start + Int64(Double(issued) * gap)
      while due <= now, due < end, let slot = free.popLast() {
        slots[slot].index = issued
        slots[slot].due = due
        try slots[slot].connection.send(request(issued))
        issued += 1
        due = rate == nil ? now : start + Int64(Double(issued) * gap)
      }
      let finished = due >= end
      if finished && free.count == slots.count { break }
      if finished && now > end + Int64(drain * 1e9) { break }
      // poll counts in milliseconds; rounding down to none would burn the processor that the server shares.
      let wait = finished || due <= now ? 5 : Int32(min(max((due - now) / 1_000_000, 1), 5))
      try collect(wait, &samples, observe)
    }
    for (position, slot) in slots.enumerated() where slot.index != nil {
      samples.append(
        Sample(index: slot.index ?? 0, status: 0, due: slot.due, answered: .max, hasRetryAfter: false))
      // A late answer must not be taken for that of the next run's request.
      slots[position] = Slot(try HTTPConnection(port: port))
      free.append(position)
    }
    return samples
  }

  private func collect(
    _ wait: Int32, _ samples: inout [Sample], _ observe: (Sample, HTTPResponse) -> Void
  ) throws {
    let busy = slots.indices.filter { slots[$0].index != nil }
    var watched = busy.map { pollfd(fd: slots[$0].connection.descriptor, events: Int16(POLLIN), revents: 0) }
    guard poll(&watched, nfds_t(watched.count), wait) > 0 else { return }
    for (entry, position) in zip(watched, busy) where entry.revents != 0 {
      let slot = slots[position]
      let open = (try? slot.connection.fill()) ?? false
      guard let response = try slot.connection.next() else {
        if !open { try replace(position, &samples) }
        continue
      }
      let sample = Sample(
        index: slot.index ?? 0, status: response.status, due: slot.due, answered: MonotonicTime.nanoseconds,
        hasRetryAfter: response.status == 503 && response.header("Retry-After") != nil)
      samples.append(sample)
      observe(sample, response)
      slot.index = nil
      free.append(position)
      if !open { slots[position] = Slot(try HTTPConnection(port: port)) }
    }
  }

  private func replace(_ position: Int, _ samples: inout [Sample]) throws {
    let lost = slots[position]
    samples.append(Sample(index: lost.index ?? 0, status: 0, due: lost.due, answered: .max, hasRetryAfter: false))
    slots[position] = Slot(try HTTPConnection(port: port))
    free.append(position)
  }
}
