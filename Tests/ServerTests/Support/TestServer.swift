import Configuration
import Foundation
import HTTP
import Store
import Testing
import UCWA

@testable import Server

/// How a test asks: by the handler or by a socket, in JSON or XML.
struct Wire: Sendable, CustomTestStringConvertible, CustomStringConvertible {
  enum Way: String, Sendable { case router, live }

  let way: Way
  let format: PayloadFormat

  var description: String { "\(way.rawValue), \(format == .json ? "JSON" : "XML")" }
  var testDescription: String { description }

  static let all = [
    Wire(way: .router, format: .json), Wire(way: .router, format: .xml),
    Wire(way: .live, format: .json), Wire(way: .live, format: .xml),
  ]
  /// Each way and each format once, for what takes time.
  static let both = [Wire(way: .router, format: .json), Wire(way: .live, format: .xml)]
}

/// Bounds how many servers run at once, since each has threads and phones of its own.
private actor Gate {
  static let servers = Gate()
  private var free = 20
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func enter() async {
    if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// A real server with a lab, and users in it.
final class TestServer: Sendable {
  let server: Server.WorklineServer
  let wire: Wire
  let data: String

  static let dana = "sip:dana@contoso.test"
  static let erin = "sip:erin@contoso.test"

  init(_ wire: Wire, data: String, hasLab: Bool, _ configure: @Sendable (inout Configuration) -> Void) throws {
    var configuration = Configuration()
    configuration.domains = ["contoso.test"]
    configuration.listen.port = 0
    configuration.sip.listen.port = 0
    configuration.store.durability = .off
    configuration.log.level = .error
    configure(&configuration)
    var options = Server.WorklineServer.Options()
    options.lab = hasLab
    options.admissionDelay = 60_000_000
    options.journal.retryInterval = 50
    server = try Server.WorklineServer(configuration, dataDirectory: data, options: options)
    self.wire = wire
    self.data = data
  }

  var client: any Client {
    switch wire.way {
    case .router: RouterClient(handler: server.handler)
    case .live: LiveClient(port: UInt16(server.url.split(separator: ":").last ?? "") ?? 0)
    }
  }

  var directory: any Directory { server.context.directory }

  /// Notices changes of the directory at once, which otherwise takes a second.
  func refresh() {
    server.context.accounts.refresh()
    server.handler.tellChangedUsers()
    server.handler.tellChangedDelegations()
  }

  func add(_ user: Store.User) throws { try directory.addUser(user) }

  func addUsers() throws {
    try add(
      Store.User(uri: Self.dana, name: "Dana Example", workNumber: "+14255550100", mobileNumber: "+14255550110"))
    try add(Store.User(uri: Self.erin, name: "Erin Example", workNumber: "+14255550126"))
  }

  func token(_ uri: String = TestServer.dana, scopes: [String]? = nil) throws -> String {
    try directory.issueToken(uri: uri, hours: 1, scopes: scopes).text
  }

  /// A signed-in application of a user.
  func application(
    _ uri: String = TestServer.dana, scopes: [String]? = nil, format: PayloadFormat? = nil, agent: String = "Test"
  ) async throws -> App {
    let app = App(client: client, format: format ?? wire.format, token: try token(uri, scopes: scopes), base: "")
    return try await app.registered(agent: agent)
  }

  /// Requests for events that are held for an application.
  func heldRequests(of id: String) -> Int {
    let session = try? server.context.applications.find(id, user: Self.dana)
    return session?.heldRequests ?? 0
  }

  /// Events of an application that nobody has asked for yet.
  func waitingEvents(of app: App, user: String = TestServer.dana) -> [Event] {
    let id = app.base.split(separator: "/").last.map(String.init) ?? ""
    return (try? server.context.applications.find(id, user: user))?.waitingEvents ?? []
  }

  /// How many applications are running.
  var applicationCount: Int { server.context.applications.count }

  func stop() async throws {
    let server = server
    try await onThread { server.stop() }
  }
}

/// Runs a test with a server of its own and stops it in any case.
func withServer(
  _ wire: Wire, configure: @escaping @Sendable (inout Configuration) -> Void = { _ in },
  _ body: @Sendable (TestServer) async throws -> Void
) async throws {
  try await withDataDirectory { data in
    try await withServer(wire, data: data, configure: configure, isNew: true, body)
  }
}

/// The same on a data directory that may have been used before.
func withServer(
  _ wire: Wire, data: String, configure: @escaping @Sendable (inout Configuration) -> Void = { _ in },
  hasLab: Bool = true, isNew: Bool, _ body: @Sendable (TestServer) async throws -> Void
) async throws {
  let server = try await onThread {
    let server = try TestServer(wire, data: data, hasLab: hasLab, configure)
    if isNew { try server.addUsers() }
    return server
  }
  do {
    try await body(server)
  } catch {
    try? await server.stop()
    throw error
  }
  try await server.stop()
}

func withDataDirectory<Value: Sendable>(_ body: @Sendable (String) async throws -> Value) async throws -> Value {
  await Gate.servers.enter()
  let data = FileManager.default.temporaryDirectory.appendingPathComponent("workline-server-tests-\(UUID())").path
  defer { try? FileManager.default.removeItem(atPath: data) }
  do {
    let value = try await body(data)
    await Gate.servers.leave()
    return value
  } catch {
    await Gate.servers.leave()
    throw error
  }
}
