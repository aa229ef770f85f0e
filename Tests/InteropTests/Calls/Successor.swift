import Foundation
import InteropSupport
import Testing

/// The next server on a stage's data directory and ports, and what the application sees of it.
final class Successor {
  let server: WorklineServer
  let connection: HTTPConnection
  private let stage: CallStage

  /// - Parameter isCrash: Whether the stage's server, which is still running then, is killed before.
  init(_ stage: CallStage, crashing isCrash: Bool) throws {
    self.stage = stage
    if isCrash { stage.server.crash() }
    server = try WorklineServer(
      configuration: stage.server.configuration, data: stage.data, httpPort: stage.server.httpPort,
      sipPort: stage.server.sipPort)
    connection = try HTTPConnection(port: server.httpPort)
  }

  func get(_ path: String) throws -> [String: Any] {
    let response = try connection.exchange(stage.driver.get(path))
    guard response.status == 200,
      let object = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
    else { throw InteropError.unexpected("GET \(path): \(response.status) \(response.text)") }
    return object
  }

  func link(_ rel: String, of path: String) throws -> String? {
    ((try get(path)["_links"] as? [String: Any])?[rel] as? [String: Any])?["href"] as? String
  }

  /// Performs an operation of the call by its link and awaits that the next one is offered.
  func perform(_ rel: String, of call: String, until next: String?) throws {
    let href = try #require(try link(rel, of: call))
    let response = try connection.exchange(stage.driver.request("POST", href))
    #expect(response.status == 204, "\(response.text)")
    guard let next else { return }
    try Eventually.holds(next, within: 10) { try link(next, of: call) != nil }
  }

  /// Awaits that nothing is left of any call, and ends the server.
  func end() throws {
    try Eventually.holds("no call is left", within: 10) {
      server.process.signal(SIGUSR1)
      return server.process.text(.error).contains("workline census calls=0 legs=0 ")
    }
    server.stop()
  }
}
