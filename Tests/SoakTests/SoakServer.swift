import Foundation
import Glibc

@testable import InteropSupport

/// The server as a process of its own, whose memory and descriptors can be looked at from outside.
final class SoakServer {
  static let users = (0..<4).map { "sip:user\($0)@contoso.test" }

  let server: WorklineServer
  let drivers: [UCWADriver]
  private let folder: TemporaryFolder
  private var asked = 0

  init(own: UInt16, other: UInt16) throws {
    folder = try TemporaryFolder("soak")
    let (configuration, data) = try WorklineServer.prepare(
      in: folder,
      trunks: [
        .init("other", port: other),
        .init("own", port: own, pattern: #"\+1425555011\d"#),
      ],
      settings: [
        "timeouts": #"{"ringOwnPhone": 2, "ringTarget": 2}"#,
        "limits": #"{"conversationsPerUser": 100000}"#,
        "log": #"{"level": "warning"}"#,
      ])
    for (index, user) in Self.users.enumerated() {
      try WorklineServer.addUser(
        user, name: "User \(index)", work: "+1425555010\(index)", mobile: "+1425555011\(index)", data: data)
    }
    server = try WorklineServer(configuration: configuration, data: data)
    let port = server.httpPort
    drivers = try Self.users.flatMap { user in
      let token = try WorklineServer.token(for: user, data: data)
      return try (0..<2).map { _ in try UCWADriver(port: port, token: token) }
    }
  }

  /// What is alive in the server, by name.
  func census() throws -> [String: Int] {
    asked += 1
    server.process.signal(SIGUSR1)
    var seen = 0
    let line = try server.process.waitForLine(in: .error, within: 10) {
      if $0.hasPrefix("workline census ") { seen += 1 }
      return seen == asked
    }
    return Dictionary(
      line.split(separator: " ").compactMap { word in
        let parts = word.split(separator: "=")
        return parts.count == 2 ? Int(parts[1]).map { (String(parts[0]), $0) } : nil
      }, uniquingKeysWith: { first, _ in first })
  }

  var residentBytes: Int { (try? ProcessFigures(of: server.process.processID).residentBytes) ?? 0 }
  var cpuSeconds: Double { (try? ProcessFigures(of: server.process.processID).cpuSeconds) ?? 0 }

  /// Open descriptors of the server.
  var descriptors: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(server.process.processID)/fd").count) ?? -1
  }

  /// What the server logged, without what it was asked for.
  var log: [String] {
    server.process.text(.error).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("workline census ") }
  }

  func deleteApplications() throws {
    for driver in drivers {
      let answer = try HTTPConnection(port: driver.port).exchange(driver.request("DELETE", driver.application))
      guard answer.status == 204 else { throw InteropError.unexpected("DELETE application: \(answer.status)") }
    }
  }
}
