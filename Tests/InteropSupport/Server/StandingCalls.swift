import Foundation
import Glibc
import Synchronization

/// Many calls that are up, between telephones of this process, and a server that can end and start again under them.
///
/// They are set up through the API. Which of the three hangs up at the end, own phone, other phone or application, is
/// decided by the last two digits of the numbers, which both phones of a call have in common. Used by one thread.
public final class StandingCalls {
  /// How long a server took to be there again, in seconds from the start of its process.
  public struct Start: Sendable {
    /// Until it answered a request by HTTP.
    public let answers: Double
    /// Until it said that it is ready and had said that the calls are under control.
    public let restored: Double
  }

  /// The server that runs now.
  public private(set) var server: WorklineServer
  /// The users' own phones.
  public let own: MeasuringPhone
  /// The other side's phones.
  public let other: MeasuringPhone
  private let folder: TemporaryFolder
  private let drivers: [UCWADriver]
  private let configuration: String
  private let data: String
  /// Paths of phoneAudio, by the numbers of their calls.
  private var calls: [String] = []

  /// A server with its users and phones, and no call.
  ///
  /// - Parameters:
  ///   - users: Users, between whom the calls are shared out; each has one application.
  ///   - settings: Members of the configuration, each a JSON value.
  public init(users: Int = 8, settings: [String: String] = [:]) throws {
    folder = try TemporaryFolder("standing-calls")
    own = try MeasuringPhone(.own)
    other = try MeasuringPhone(.other)
    var settings = settings
    settings["limits"] = #"{"conversationsPerUser": 100000, "eventQueue": 200000, "connectionsPerAddress": 1000}"#
    (configuration, data) = try WorklineServer.prepare(
      in: folder,
      trunks: [.init("own", port: own.port), .init("other", port: other.port, pattern: #"\+1212555\d+"#)],
      settings: settings)
    for index in 0..<users {
      try WorklineServer.addUser(
        Self.user(index), name: "User \(index)", work: "+1425555010\(index)", mobile: "+1425555011\(index)",
        data: data)
    }
    let data = data
    let tokens = try (0..<users).map { try WorklineServer.token(for: Self.user($0), data: data) }
    let server = try WorklineServer(configuration: configuration, data: data)
    drivers = try tokens.map { try UCWADriver(port: server.httpPort, token: $0) }
    self.server = server
  }

  deinit { server.crash() }

  private static func user(_ index: Int) -> String { "sip:user\(index)@contoso.test" }

  private func driver(_ call: Int) -> UCWADriver { drivers[call % drivers.count] }

  /// Sets calls up, and returns when all are up.
  ///
  /// - Throws: If one was refused or not connected.
  public func setUp(_ count: Int, perSecond rate: Double) throws {
    let follower = try EventFollower(drivers)
    let load = try HTTPLoad(port: server.httpPort, connections: 32)
    var invitations = [String?](repeating: nil, count: count)
    // A busy machine refuses some with 503 and Retry-After: they are asked for again, as a client would.
    for _ in 0..<10 {
      let left = invitations.indices.filter { invitations[$0] == nil }
      if left.isEmpty { break }
      try load.each(left.count, rate) { place in
        let index = left[place]
        let line = String(format: "01%02d", index % 100)
        return self.driver(index).startCall(
          operationID: "call-\(index)", phoneNumber: "+1206555" + line, to: "+1212555" + line)
      } observe: { place, response in
        if response.status == 201 { invitations[left[place]] = response.header("Location") }
      }
    }
    let begun = invitations.compactMap(\.self)
    guard begun.count == count else { throw InteropError.unexpected("\(count - begun.count) calls were refused") }
    try follower.waitForCompletions(count, within: 30)
    let failed = follower.completions.values.count { !$0.succeeded }
    guard failed == 0 else { throw InteropError.unexpected("\(failed) calls were not connected") }
    var found = [String?](repeating: nil, count: count)
    try load.each(count, rate) {
      self.driver($0).get(begun[$0])
    } observe: { index, response in
      let resource = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
      let link = (resource?["_links"] as? [String: Any])?["phoneAudio"] as? [String: Any]
      found[index] = link?["href"] as? String
    }
    calls = found.compactMap(\.self)
    guard calls.count == count else { throw InteropError.unexpected("\(count - calls.count) calls have no phoneAudio") }
  }

  /// Ends the server by a signal, and starts the next one on its data and ports.
  public func restart(by signal: Int32 = SIGKILL) throws -> Start {
    server.process.signal(signal)
    try server.process.waitForExit(within: 30)
    let begin = MonotonicTime.nanoseconds
    let probe = FirstAnswer(port: server.httpPort)
    server = try WorklineServer(
      configuration: configuration, data: data, httpPort: server.httpPort, sipPort: server.sipPort)
    _ = try server.process.waitForLine(
      containing: "Calls that are under control again: \(calls.count)", in: .error, within: 10)
    let restored = MonotonicTime.nanoseconds
    let answered = try Eventually.value("the first answer", within: 5) { probe.time }
    return Start(answers: Double(answered - begin) / 1e9, restored: Double(restored - begin) / 1e9)
  }

  /// Asks for an operation of every call, and waits until each offers the next one.
  ///
  /// - Returns: What went wrong, each in words; empty if all is well.
  public func perform(_ operation: String, until next: String, perSecond rate: Double) throws -> [String] {
    let load = try HTTPLoad(port: server.httpPort, connections: 32)
    var refused: [Int: Int] = [:]
    try load.each(calls.count, rate) {
      self.driver($0).request("POST", "\(self.calls[$0])/\(operation)")
    } observe: { index, response in
      if response.status != 204 { refused[response.status, default: 0] += 1 }
    }
    var waiting = Array(calls.indices)
    let deadline = MonotonicTime.seconds + 20
    while !waiting.isEmpty, MonotonicTime.seconds < deadline {
      var left: [Int] = []
      try load.each(waiting.count, 2_000) {
        self.driver(waiting[$0]).get(self.calls[waiting[$0]])
      } observe: {
        if !$1.text.contains("/\(next)\"") { left.append(waiting[$0]) }
      }
      waiting = left
      if !waiting.isEmpty { MonotonicTime.pause(seconds: 0.05) }
    }
    return refused.map { "\($0.value) × \(operation) answered \($0.key)" }
      + (waiting.isEmpty ? [] : ["\(waiting.count) calls without \(next) after \(operation)"])
  }

  /// Ends the calls, a third each from the own phone, from the other one and by the application, and waits until nothing
  /// is left of them.
  ///
  /// - Returns: What went wrong, each in words; empty if all is well.
  public func end(perSecond rate: Double) throws -> [String] {
    own.hangUpAll(perSecond: rate) { $0 % 100 % 3 == 0 }
    other.hangUpAll(perSecond: rate) { $0 % 100 % 3 == 1 }
    let stopped = calls.indices.filter { $0 % 100 % 3 == 2 }
    var refused = 0
    let load = try HTTPLoad(port: server.httpPort, connections: 32)
    try load.each(stopped.count, rate) {
      self.driver(stopped[$0]).request("POST", "\(self.calls[stopped[$0]])/stopPhoneAudio")
    } observe: {
      if $1.status != 204 { refused += 1 }
    }
    try? Eventually.holds("no call is left", within: 20) { own.standing + other.standing == 0 }
    var troubles: [String] = []
    if refused > 0 { troubles.append("\(refused) × stopPhoneAudio refused") }
    for (name, phone) in [("own", own), ("other", other)] {
      if phone.standing > 0 { troubles.append("\(phone.standing) legs are left at the \(name) phones") }
      if phone.failedHangUps > 0 { troubles.append("\(phone.failedHangUps) × BYE of the \(name) phones not taken") }
    }
    do {
      try Eventually.holds("the server has no call", within: 10) {
        server.process.signal(SIGUSR1)
        return server.process.text(.error).contains("workline census calls=0 ")
      }
    } catch {
      troubles.append("the server still has calls")
    }
    return troubles
  }

  /// Waits for the first answer of a server that is starting.
  private final class FirstAnswer: Sendable {
    private let found = Locked<Int64?>(nil)

    /// Nanoseconds of `MonotonicTime`; nil if there was none yet.
    var time: Int64? { found.value }

    init(port: UInt16) {
      let found = found
      Thread.detachNewThread {
        let deadline = MonotonicTime.seconds + 30
        while MonotonicTime.seconds < deadline {
          if let connection = try? HTTPConnection(port: port), (try? connection.exchange("GET", "/health")) != nil {
            found.value = MonotonicTime.nanoseconds
            return
          }
          MonotonicTime.pause(seconds: 0.001)
        }
      }
    }
  }

  private final class Locked<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>
    init(_ value: Value) { stored = Mutex(value) }
    var value: Value {
      get { stored.withLock { $0 } }
      set { stored.withLock { $0 = newValue } }
    }
  }
}

extension HTTPLoad {
  /// Sends so many requests at a rate and gives each its response; status 0 where none came.
  fileprivate func each(
    _ count: Int, _ rate: Double, request: (Int) -> [UInt8], observe: (Int, HTTPResponse) -> Void
  ) throws {
    guard count > 0 else { return }
    // Half a request less, so that rounding does not make one more.
    let samples = try run(
      rate: rate, seconds: (Double(count) - 0.5) / rate, drain: 20, request: request,
      observe: { observe($0.index, $1) })
    for sample in samples where sample.status == 0 {
      observe(sample.index, HTTPResponse(status: 0, head: [], body: []))
    }
  }
}
