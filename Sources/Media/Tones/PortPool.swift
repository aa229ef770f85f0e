/// UDP ports for audio: even ones of a range (RFC 3550, section 11), or any that the system has, and no more at once
/// than a limit.
struct PortPool: Sendable {
  private let limit: Int
  /// The even ports of the range; nil if any free port will do.
  private let ports: [Int]?
  /// Where the next search begins: a port that was given back rests as long as possible, so that what a telephone still
  /// sends there does not meet the next call.
  private var next = 0
  private var taken: Set<Int> = []

  /// Tries at ports that somebody else has, after which a call had better go on without.
  private static let maximumTries = 16

  /// - Parameters:
  ///   - ports: The range; nil for any free port.
  ///   - limit: Ports at once.
  init(_ ports: ClosedRange<Int>?, limit: Int) {
    self.ports = ports.map { $0.filter { $0 % 2 == 0 } }
    self.limit = limit
  }

  /// Ports in use.
  var used: Int { taken.count }

  /// Takes a port by binding it, 0 for any; nil if none is left that can be bound.
  mutating func take(_ bind: (Int) -> RTPSocket?) -> RTPSocket? {
    guard taken.count < limit else { return nil }
    guard let ports else { return take(0, bind) }
    var tries = 0
    for _ in 0..<ports.count where tries < Self.maximumTries {
      let port = ports[next]
      next = (next + 1) % ports.count
      if taken.contains(port) { continue }
      if let socket = take(port, bind) { return socket }
      tries += 1
    }
    return nil
  }

  private mutating func take(_ port: Int, _ bind: (Int) -> RTPSocket?) -> RTPSocket? {
    guard let socket = bind(port) else { return nil }
    taken.insert(socket.port)
    return socket
  }

  /// Gives a port back.
  mutating func giveBack(_ port: Int) { taken.remove(port) }
}
