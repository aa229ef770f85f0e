import Foundation
import Testing

@testable import InteropSupport

/// A server that dies where it is told to and is started again, phones, and a client that follows its event channel all
/// the while. Used by the one thread of its test.
final class FaultStage {
  /// Where the phones of a scenario are, so that a fault says which of them it is.
  enum Side: String, CaseIterable {
    case own = "own phone"
    case other = "other side"
    case third = "third phone"
  }

  static let user = "sip:dana@contoso.test"
  static let delegator = "sip:gus@contoso.test"
  static let workNumber = "+14255550100"
  static let ownNumber = "+14255550101"
  static let otherNumber = "+14255550102"
  static let thirdNumber = "+14255550103"

  /// Seconds within which each thing must have happened.
  static let patience = 12.0

  let scenario: FaultScenario
  let driver: UCWADriver
  let log: EventLog
  private(set) var server: WorklineServer
  private let phones: [Side: RandomPhones]
  private let folder: TemporaryFolder
  private let prepared: (configuration: String, data: String)
  private var connection: HTTPConnection?
  private var starts = 1
  private var operations = 0

  // MARK: The present rehearsal

  /// Where the next server is to die.
  private var nextPlace: String?
  /// The instants that the server passed in the last rehearsal, in order.
  private(set) var places: [String] = []
  /// How often the server has died.
  private(set) var deaths = 0
  /// When the present server was started, in seconds of `MonotonicTime`.
  private(set) var revivedAt = 0.0
  /// How many events there were before.
  private(set) var earlier = 0
  /// The invitation of the call, and those of whatever was asked for in it.
  var invitation = ""
  private(set) var invitations: [String] = []
  private var rungBefore: [Side: Int] = [:]
  private var isWatched = false
  /// Whether others' phones ring, of which nothing is known here.
  let hasOtherPhones: Bool

  /// - Parameters:
  ///   - scenario: What will be played.
  ///   - place: Where the first server dies.
  ///   - ports: Where other phones than the stage's own are.
  init(_ scenario: FaultScenario, dyingAt place: String?, ports: [Side: UInt16] = [:]) throws {
    self.scenario = scenario
    hasOtherPhones = !ports.isEmpty
    let folder = try TemporaryFolder("faults")
    self.folder = folder
    let phones = try Dictionary(
      uniqueKeysWithValues: Side.allCases.map { side in
        (side, try RandomPhones(scenario.habits(side), seed: UInt64.random(in: 0 ... .max)))
      })
    self.phones = phones
    let numbers: [Side: String] = [
      .own: Self.ownNumber, .other: Self.otherNumber, .third: Self.thirdNumber,
    ]
    let trunks = Side.allCases.map { side in
      WorklineServer.Trunk(
        "\(side)", port: ports[side] ?? phones[side]?.port ?? 0,
        pattern: numbers[side]?.replacingOccurrences(of: "+", with: "\\+"))
    }
    let prepared = try WorklineServer.prepare(in: folder, trunks: trunks)
    self.prepared = prepared
    let template = try Self.template.get()
    try FileManager.default.removeItem(atPath: prepared.data)
    try FileManager.default.copyItem(atPath: template.folder.file("data"), toPath: prepared.data)
    if !scenario.user.isEmpty {
      try WorklineServer.run(["user", "set", Self.user, "--data", prepared.data] + scenario.user)
    }
    let server = try Self.start(prepared, folder.file("faults-1"), dyingAt: place)
    self.server = server
    for phone in phones.values { phone.start(contact: phone.port, peer: server.sipPort) }
    driver = try UCWADriver(port: server.httpPort, token: template.token)
    log = try EventLog(driver, outlivesServer: true)
    // Only whoever takes phone audio is told of calls that come in.
    let path = driver.application + "/me/makeMeAvailable"
    let available = try ask(driver.request("POST", path, json: #"{"supportedModalities":["PhoneAudio"]}"#))
    guard available.status == 204 else {
      throw InteropError.unexpected("POST \(path): \(available.status) \(available.text)")
    }
  }

  /// A data folder with the user and a token, made once and copied for each stage.
  private static let template = Result {
    let folder = try TemporaryFolder("faults-template")
    let data = folder.file("data")
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    try WorklineServer.addUser(user, name: "Dana Example", work: workNumber, mobile: ownNumber, data: data)
    try WorklineServer.run([
      "user", "add", delegator, "--name", "Gus Example", "--work", "+14255550152", "--data", data,
    ])
    try WorklineServer.run(["user", "delegate", "add", delegator, user, "--data", data])
    return (folder: folder, token: try WorklineServer.token(for: user, data: data))
  }

  private static func start(
    _ prepared: (configuration: String, data: String), _ faults: String, dyingAt place: String?, http: UInt16 = 0,
    sip: UInt16 = 0
  ) throws -> WorklineServer {
    var environment = ["WORKLINE_FAULTS": faults]
    environment["WORKLINE_DIE_AT"] = place
    return try WorklineServer(
      configuration: prepared.configuration, data: prepared.data, httpPort: http, sipPort: sip,
      environment: environment)
  }

  func phone(_ side: Side) -> RandomPhones {
    guard let phone = phones[side] else { preconditionFailure("every side has a phone") }
    return phone
  }

  // MARK: A rehearsal

  /// Plays the scenario once with a server that dies as it was told to when it was started, and checks all parties.
  ///
  /// - Parameter next: Where the server that is running afterwards is to die in the next rehearsal.
  /// - Returns: Whether the server has died.
  func rehearse(asksTwice: Bool = false, next: String?) throws -> Bool {
    nextPlace = next
    deaths = 0
    log.asksTwice = asksTwice
    isWatched = false
    begin()
    try scenario.prepare(self)
    if !invitations.isEmpty {
      try check()
      begin()
    }
    isWatched = true
    try Data().write(to: URL(fileURLWithPath: faults))
    let passed = faults
    try scenario.play(self)
    places = try String(contentsOfFile: passed, encoding: .utf8).split(separator: "\n").map(String.init)
    try check()
    let hasDied = deaths > 0
    try cleanUp()
    if !hasDied {
      server.crash()
      try revive()
    }
    return hasDied
  }

  private func begin() {
    earlier = log.events.count
    invitations = []
    invitation = ""
    for (side, phone) in phones { rungBefore[side] = phone.figures.rung }
  }

  private var faults: String { folder.file("faults-\(starts)") }

  func crash() { if server.process.isRunning { server.crash() } }

  /// How often a phone has rung in this rehearsal.
  func rings(_ side: Side) -> Int { phone(side).figures.rung - (rungBefore[side] ?? 0) }

  // MARK: The server's death

  /// Starts the server again if it has died.
  func reviveIfDead() throws {
    guard !server.process.isRunning else { return }
    let output = try server.process.waitForExit(within: 5)
    guard output.end == .signalled(SIGKILL) else {
      throw InteropError.unexpected("the server ended by itself: \(output.end) \(output.standardError.suffix(2_000))")
    }
    deaths += 1
    guard isWatched, deaths == 1 else { throw InteropError.unexpected("the server died \(deaths) times") }
    try revive()
  }

  private func revive() throws {
    connection = nil
    starts += 1
    server = try Self.start(prepared, faults, dyingAt: nextPlace, http: server.httpPort, sip: server.sipPort)
    revivedAt = MonotonicTime.seconds
  }

  /// Awaits a condition while the server may die.
  func wait(_ awaiting: String, within seconds: Double = patience, until holds: () throws -> Bool) throws {
    let deadline = MonotonicTime.seconds + seconds
    while true {
      try reviveIfDead()
      if try holds() { return }
      guard MonotonicTime.seconds < deadline else {
        throw InteropError.timedOut(awaiting: awaiting, seen: situation)
      }
      MonotonicTime.pause(seconds: 0.01)
    }
  }

  /// Sends a request, again if the server dies before it is answered.
  func ask(_ request: [UInt8]) throws -> HTTPResponse {
    for _ in 0..<3 {
      do {
        let open = try connection ?? HTTPConnection(port: server.httpPort)
        connection = open
        return try open.exchange(request)
      } catch {
        connection = nil
        // A process that was killed may still be about to go.
        try? Eventually.holds("the end", within: 2) { !server.process.isRunning }
        try reviveIfDead()
      }
    }
    throw InteropError.unexpected("the server answers nothing: \(String(decoding: request.prefix(120), as: UTF8.self))")
  }

  func get(_ path: String) throws -> [String: Any] {
    let response = try ask(driver.get(path))
    guard response.status == 200,
      let object = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
    else { throw InteropError.unexpected("GET \(path): \(response.status) \(response.text)") }
    return object
  }

  func link(_ rel: String, of path: String) throws -> String? {
    ((try get(path)["_links"] as? [String: Any])?[rel] as? [String: Any])?["href"] as? String
  }

  /// An operationId that was not used before.
  func newOperation() -> String {
    operations += 1
    return "operation-\(operations)"
  }

  /// Notes that there is an invitation of which all must be told.
  func note(invitation href: String) {
    if !invitations.contains(href) { invitations.append(href) }
  }

  /// Events of this rehearsal.
  var events: [LoggedEvent] { Array(log.events.dropFirst(earlier)) }

  /// All that is known, in words.
  var situation: String {
    let legs = Side.allCases.map { side in
      "\(side.rawValue): rang \(rings(side)) times, has \(phone(side).figures.liveCalls)"
    }
    let told = events.map(\.summary).joined(separator: ", ")
    return "deaths: \(deaths); \(legs.joined(separator: "; ")); events: \(told)"
  }

  private func cleanUp() throws {
    for href in Set(events.filter { $0.rel == "conversation" && $0.type == "added" }.map(\.href)) {
      let answer = try ask(driver.request("DELETE", href))
      guard answer.status == 204 || answer.status == 404 else {
        throw InteropError.unexpected("DELETE \(href): \(answer.status) \(answer.text)")
      }
      try wait("the end of \(href)") { events.contains { $0.href == href && $0.type == "deleted" } }
    }
  }
}

extension FaultScenario {
  fileprivate func habits(_ side: FaultStage.Side) -> PhoneHabits {
    switch side {
    case .own: phones.own
    case .other: phones.other
    case .third: phones.third
    }
  }
}
