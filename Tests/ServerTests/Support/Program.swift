import Foundation
import InteropSupport
import Store

/// The program `workline` as a process.
enum Program {
  static var path: String { InteropSupport.WorklineServer.program }

  /// Runs a command to its end.
  static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> ProcessOutput {
    try await onThread {
      try ChildProcess.runAndCapture(path, arguments, environment: environment, within: 40)
    }
  }
}

/// A server in a process of its own, which can be killed.
final class ServerProcess: Sendable {
  let process: ChildProcess
  let url: String
  /// Where it listens for SIP.
  let sip: String
  let token: String

  private init(process: ChildProcess, url: String, sip: String, token: String) {
    self.process = process
    self.url = url
    self.sip = sip
    self.token = token
  }

  var port: UInt16 { UInt16(url.split(separator: ":").last ?? "") ?? 0 }

  /// Starts it with the users of the other tests, on a data directory that may be new.
  static func start(data: String, phone: String = "+14255550110", more: [String] = []) async throws -> ServerProcess {
    try await onThread {
      let store = try SQLiteStore(directory: data)
      if try store.user(uri: TestServer.dana) == nil {
        try store.addUser(
          User(
            uri: TestServer.dana, name: "Dana Example", workNumber: "+14255550100", mobileNumber: phone))
      }
      let token = try store.issueToken(uri: TestServer.dana, hours: 1).text
      store.close()
      let process = try ChildProcess(
        Program.path,
        ["serve", "--data", data, "--listen", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--lab"] + more)
      let line = try process.waitForLine(containing: "workline ready", within: 20)
      func address(_ key: String) -> String {
        line.split(separator: " ").first { $0.hasPrefix(key) }.map { String($0.dropFirst(key.count)) } ?? ""
      }
      return ServerProcess(process: process, url: address("http="), sip: address("sip="), token: token)
    }
  }

  func application(_ wire: Wire) async throws -> App {
    try await App(client: LiveClient(port: port), format: wire.format, token: token, base: "").registered(agent: "T")
  }
}
