import Dispatch
import Foundation
import Glibc
import InteropSupport
import Testing

/// A server process of its own for one test, a trunk for each side of the call, a user, and his application.
/// Used by the one thread of its test.
final class CallStage {
  /// What differs from the plain stage.
  struct Settings: Sendable {
    /// Further members of the trunk of the own phone, each a JSON value; `transport` too.
    var own: [String: String] = [:]
    /// Likewise for the other side's.
    var other: [String: String] = [:]
    /// Whether both legs go to the same port, as they do with one trunk for everything.
    var usesOneTrunk = false
    /// `udp` or `tcp`, for both trunks.
    var transport = "udp"
    /// Options of `workline user set` for the user.
    var user: [String] = []
    /// Options of `workline user forward` for the user.
    var forward: [String] = []
    /// Whether the server writes down its SIP messages.
    var writesLadder = false
    /// Further options of `workline serve`.
    var options: [String] = []
    /// Seconds by the names of the configuration.
    var timeouts: [String: Double] = [:]
    /// Further members of the configuration, each a JSON value.
    var configuration: [String: String] = [:]

    init(_ change: (inout Settings) -> Void = { _ in }) { change(&self) }
  }

  static let user = "sip:dana@contoso.test"
  static let workNumber = "+14255550100"
  static let ownNumber = "+14255550101"
  static let otherNumber = "+14255550102"
  /// Where calls are sent on to.
  static let thirdNumber = "+14255550103"
  /// That number, and those to which the phone there sends calls on: a pattern.
  static let thirdNumbers = "+142555501(?:03|4[0-9])"

  let server: WorklineServer
  let driver: UCWADriver
  let log: EventLog
  let token: String
  /// What the application asked for, in order: times in seconds since 1970.
  private(set) var requests: [(operation: String, begun: Double, answered: Double, status: Int)] = []
  /// Where leg A is sent to, leg B, and calls to the third number.
  let ports: (own: UInt16, other: UInt16, third: UInt16)
  /// The server's data folder.
  let data: String
  private let folder: TemporaryFolder
  private let transport: String
  let connection: HTTPConnection
  private var operations = 0
  /// How many events there were before the present call.
  private var earlier = 0
  var invitation = ""
  /// Whether the server was killed in the midst of a call: the log ends there.
  var hasCrashed = false

  init(_ settings: Settings) throws {
    folder = try TemporaryFolder("stage")
    let first = try FreePort.pair()
    ports = (first, settings.usesOneTrunk ? first : try FreePort.pair(), try FreePort.pair())
    transport = settings.transport
    let timeouts = settings.timeouts.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
    func trunk(_ name: String, _ port: UInt16, _ number: String, _ more: [String: String]) -> WorklineServer.Trunk {
      .init(
        name, port: port, transport: settings.transport, pattern: number.replacingOccurrences(of: "+", with: "\\+"),
        settings: more)
    }
    let prepared = try WorklineServer.prepare(
      in: folder,
      trunks: [
        trunk("own", ports.own, Self.ownNumber, settings.own),
        trunk("other", ports.other, Self.otherNumber, settings.other),
        trunk("third", ports.third, Self.thirdNumbers, settings.other),
      ],
      settings: settings.configuration.merging(["timeouts": "{\(timeouts)}"]) { $1 })
    data = prepared.data
    let template = try Self.template.get()
    token = template.token
    try FileManager.default.removeItem(atPath: prepared.data)
    try FileManager.default.copyItem(atPath: template.folder.file("data"), toPath: prepared.data)
    if !settings.user.isEmpty {
      try WorklineServer.run(["user", "set", Self.user, "--data", prepared.data] + settings.user)
    }
    if !settings.forward.isEmpty {
      try WorklineServer.run(["user", "forward", Self.user, "--data", prepared.data] + settings.forward)
    }
    server = try WorklineServer(
      configuration: prepared.configuration, data: prepared.data,
      more: settings.options + (settings.writesLadder ? ["--ladder", folder.file("ladder")] : []))
    driver = try UCWADriver(port: server.httpPort, token: token)
    log = try EventLog(driver)
    connection = try HTTPConnection(port: server.httpPort)
  }

  /// A data folder with the user and a token, made once and copied for each test.
  private static let template = Result {
    let folder = try TemporaryFolder("stage-template")
    let data = folder.file("data")
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    try WorklineServer.addUser(user, name: "Dana Example", work: workNumber, mobile: ownNumber, data: data)
    return (folder: folder, token: try WorklineServer.token(for: user, data: data))
  }

  /// The server's SIP messages so far, as `--ladder` writes them.
  func ladder() throws -> String { try String(contentsOfFile: folder.file("ladder"), encoding: .utf8) }

  // MARK: Phones

  func ownPhone(_ scenario: SIPpScenario, _ change: (inout SIPp.Options) -> Void = { _ in }) throws -> SIPp {
    try phone(scenario, ports.own, change)
  }

  func otherPhone(_ scenario: SIPpScenario, _ change: (inout SIPp.Options) -> Void = { _ in }) throws -> SIPp {
    try phone(scenario, ports.other, change)
  }

  func thirdPhone(_ scenario: SIPpScenario, _ change: (inout SIPp.Options) -> Void = { _ in }) throws -> SIPp {
    try phone(scenario, ports.third, change)
  }

  private func phone(
    _ scenario: SIPpScenario, _ port: UInt16, _ change: (inout SIPp.Options) -> Void
  ) throws -> SIPp {
    var options = SIPp.Options()
    options.ring = 50
    options.timeout = 30
    options.transport = transport == "tcp" ? .tcp : .udp
    change(&options)
    return try SIPp.phone(scenario, port: port, options)
  }

  // MARK: What the application does

  /// Starts the call; `members` are further members of the request, as JSON text beginning with a comma.
  /// `operation` names another one than startPhoneAudio.
  func start(_ members: String = "", phone: String = CallStage.ownNumber, by operation: String? = nil) throws {
    operations += 1
    earlier = log.events.count
    let response = try request(members, phone, by: operation)
    guard response.status == 201, let location = response.header("Location") else {
      throw InteropError.unexpected("startPhoneAudio: \(response.status) \(response.text)")
    }
    invitation = location
  }

  /// Asks for a call that must be refused, and gives the answer.
  func refused(_ members: String = "", by operation: String? = nil) throws -> HTTPResponse {
    let response = try request(members, Self.ownNumber, by: operation)
    guard response.status >= 400 else { throw InteropError.unexpected("not refused: \(response.status)") }
    return response
  }

  private func request(_ members: String, _ phone: String, by name: String?) throws -> HTTPResponse {
    try send(
      driver.request(
        "POST", name.map { "\(driver.application)/communication/\($0)" } ?? driver.startPhoneAudio,
        json: #"{"operationId":"\#(operation)","phoneNumber":"tel:\#(phone)","#
          + #""to":"tel:\#(Self.otherNumber)"\#(members)}"#), name ?? "startPhoneAudio")
  }

  /// Runs a command of the administrator's on the running server's directory.
  func administer(_ words: String...) throws {
    _ = try WorklineServer.run(words + ["--data", server.data])
  }

  /// Starts the call and waits until it is connected.
  func connect(_ members: String = "", phone: String = CallStage.ownNumber, by operation: String? = nil) throws {
    try start(members, phone: phone, by: operation)
    let end = try completed()
    guard end.status == "Success", end.state == "Connected" else {
      throw InteropError.unexpected("not connected: \(end.summary) \(end.message ?? "")")
    }
  }

  /// Cancels the invitation by its link.
  func cancel() throws { try post(link("cancel", of: invitation)) }

  /// Ends the call by the links of invitation and phoneAudio; `rel` names another link to phoneAudio.
  func stopPhoneAudio(by rel: String = "phoneAudio") throws {
    try post(link("stopPhoneAudio", of: link(rel, of: invitation)))
  }

  /// Holds or resumes the call by the link of phoneAudio, and awaits what comes of it: nil, or the reason of a failure.
  @discardableResult
  func change(_ rel: String, within seconds: Double = 15) throws -> String? {
    let before = log.events.count
    let phoneAudio = try link("phoneAudio", of: invitation)
    try post(link(rel, of: phoneAudio))
    let event = try log.waitFor("end of \(rel)", after: before, within: seconds) {
      // The first event says that the change began, and offers neither.
      $0.rel == "phoneAudio" && ($0.links["holdPhoneAudio"] ?? $0.links["resumePhoneAudio"]) != nil
    }
    return event.reason
  }

  /// Whether the call can be held or resumed now.
  func offers(_ rel: String) throws -> Bool { (try? link(rel, of: link("phoneAudio", of: invitation))) != nil }

  /// Holds or resumes without awaiting what comes of it.
  func beginChange(_ rel: String) throws { try post(link(rel, of: link("phoneAudio", of: invitation))) }

  /// The same with a body in JSON; the Location of what it made.
  @discardableResult
  func perform(_ rel: String, _ json: String) throws -> String? {
    let path = try link(rel, of: link("phoneAudio", of: invitation))
    let response = try send(driver.request("POST", path, json: json), rel)
    guard (200..<300).contains(response.status) else {
      throw InteropError.unexpected("POST \(path): \(response.status) \(response.text)")
    }
    return response.header("Location")
  }

  /// Moves the call to the phone of the third number; the invitation of that.
  func takeOver() throws -> String {
    operations += 1
    let location = try perform(
      "replaceWithPhoneAudio",
      #"{"operationId":"\#(operation)","phoneNumber":"tel:\#(Self.thirdNumber)","to":"tel:\#(Self.otherNumber)"}"#)
    guard let location else { throw InteropError.unexpected("replaceWithPhoneAudio gave no Location") }
    return location
  }

  /// Cancels another invitation than that of the call.
  func cancel(_ invitation: String) throws { try post(link("cancel", of: invitation)) }

  /// Awaits that phoneAudio says that the call can be changed again; the reason of a failure.
  func settled(after count: Int) throws -> String? {
    try log.waitFor("phoneAudio settled", after: count) {
      $0.rel == "phoneAudio" && $0.links["transferPhoneAudio"] != nil
    }.reason
  }

  /// Sends a request and notes when, and what came of it.
  func send(_ request: [UInt8], _ operation: String = "startPhoneAudio") throws -> HTTPResponse {
    let begun = WallClock.seconds
    let response = try connection.exchange(request)
    requests.append((operation, begun, WallClock.seconds, response.status))
    return response
  }

  func post(_ path: String) throws {
    let operation = path.split(separator: "/").last.map(String.init) ?? path
    let response = try send(driver.request("POST", path), operation)
    guard (200..<300).contains(response.status) else {
      throw InteropError.unexpected("POST \(path): \(response.status) \(response.text)")
    }
  }

  func get(_ path: String) throws -> [String: Any] {
    let response = try connection.exchange(driver.get(path))
    guard response.status == 200,
      let object = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
    else { throw InteropError.unexpected("GET \(path): \(response.status) \(response.text)") }
    return object
  }

  func link(_ rel: String, of path: String) throws -> String {
    let links = try get(path)["_links"] as? [String: Any]
    guard let href = (links?[rel] as? [String: Any])?["href"] as? String else {
      throw InteropError.unexpected("\(path) has no link \(rel)")
    }
    return href
  }

  // MARK: What the application is told

  private var operation: String { "operation-\(operations)" }

  /// Awaits the invitation's end.
  func completed(within seconds: Double = 15) throws -> LoggedEvent {
    try log.waitFor("completed of \(operation)", within: seconds) {
      $0.type == "completed" && $0.operationID == operation
    }
  }

  /// Awaits the end of a call that is not connected, and checks that its resource says the same: state, status and
  /// reason, such as `Failed Failure LocalFailure/Busy`.
  func outcome(within seconds: Double = 15) throws -> String {
    let event = try completed(within: seconds)
    let state = try get(invitation)["state"] as? String
    #expect(state == event.state, "the invitation's GET")
    try waitForDisconnected(event.reason)
    return [event.state, event.status, event.reason].compactMap { $0 }.joined(separator: " ")
  }

  /// Awaits a state of the invitation.
  func waitForState(_ state: String) throws {
    try log.waitFor("invitation \(state)") {
      $0.rel == "phoneAudioInvitation" && $0.state == state && $0.operationID == operation
    }
  }

  /// The reason in the event that told of this state of the invitation.
  func reason(ofState state: String) -> String? {
    log.events.first { $0.rel == "phoneAudioInvitation" && $0.state == state && $0.operationID == operation }?.reason
  }

  /// Awaits the end of a call that was connected; its message.
  @discardableResult
  func waitForDisconnected(_ reason: String? = "Informational/CallTerminated") throws -> String {
    let event = try log.waitFor("phoneAudio Disconnected", after: earlier) {
      $0.rel == "phoneAudio" && $0.state == "Disconnected"
    }
    #expect(event.reason == reason)
    return event.message ?? ""
  }

  /// What the invitation went through, such as `Connecting Alerting Connected`.
  var states: String {
    let states = log.events.filter { $0.rel == "phoneAudioInvitation" && $0.operationID == operation }
      .compactMap(\.state)
    return states.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }.joined(separator: " ")
  }

  // MARK: The end

  /// Awaits the phone's own end, which must be as its scenario has it, and compares what it saw and did.
  @discardableResult
  func expect(
    _ phone: SIPp, _ flow: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> SIPp.Outcome {
    let outcome = try phone.outcome(within: 20)
    #expect(outcome.succeeded, "\(phone.scenario): \(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.messages.flow == flow, sourceLocation: sourceLocation)
    return outcome
  }

  /// Ends the server by SIGTERM while nothing is left: it must have nothing to say to any phone and exit at once.
  func endCleanly() throws {
    // The last events of one that the test has ended may be with its successor.
    guard !hasCrashed, server.process.isRunning else { return }
    for operation in (0..<operations).map({ "operation-\($0 + 1)" }) {
      for type in ["started", "completed"] {
        #expect(log.events.filter { $0.operationID == operation && $0.type == type }.count == 1, "\(type) \(operation)")
      }
    }
    let listeners = transport == "udp" ? try Set([ports.own, ports.other, ports.third]).map { try UDPPort($0) } : []
    try terminate()
    for listener in listeners { #expect(listener.unread() == []) }
  }

  /// Ends the server by SIGTERM, which closes the event channel.
  func terminate(givingUp: Bool = false) throws {
    #expect(log.troubles == [])
    let begin = MonotonicTime.seconds
    server.process.signal(SIGTERM)
    let output = try server.process.waitForExit(within: 15)
    #expect(output.succeeded, "\(output.end) \(output.standardError)")
    #expect(output.standardError.contains("given up") == givingUp, "\(output.standardError)")
    #expect(MonotonicTime.seconds - begin < 4, "the server took long to stop")
  }
}

/// Builds a stage, plays a test on it on a thread of its own, and takes it down.
func onStage(
  _ settings: CallStage.Settings = .init(), _ play: @escaping @Sendable (CallStage) throws -> Void
) async throws {
  try await onOwnThread {
    stages.wait()
    defer { stages.signal() }
    let stage = try CallStage(settings)
    defer { if stage.server.process.isRunning { stage.server.crash() } }
    try play(stage)
    try stage.endCleanly()
  }
}

/// Few enough at once that no peer waits so long for a core that its timers fire.
private let stages = DispatchSemaphore(value: 4)

/// What a phone sees of a call that goes as usual; `>` is what it receives, `<` what it sends.
enum Flow {
  static let ownAnswers = [">INVITE", "<180 INVITE", "<200 INVITE", ">ACK"]
  static let join = [">INVITE", "<200 INVITE", ">ACK"]
  static let ended = [">BYE", "<200 BYE"]
  static let hangsUp = ["<BYE", ">200 BYE"]
  /// The own phone of a call that is connected and ended by the application or the other side.
  static let own = ownAnswers + join + ended
  /// The own phone when the other side was not reached.
  static let ownAlone = ownAnswers + ended
  /// The other side of a call that is connected and ended by the application or the own phone.
  static let other = ownAnswers + ended
  static let cancelled = [">INVITE", "<180 INVITE", ">CANCEL", "<200 CANCEL", "<487 INVITE", ">ACK"]
  static func refused(_ status: Int) -> [String] { [">INVITE", "<\(status) INVITE", ">ACK"] }
}

extension SIPp.Outcome {
  /// For each request of a method that the phone received: whether its body contains a text.
  func received(_ method: String, with text: String) -> [Bool] {
    messages.filter { $0.direction == .received && $0.method == method }.map { $0.body.contains(text) }
  }
}
