import Foundation
import Glibc

/// The server itself as a child process: its configuration, data folder, users and ports.
public final class WorklineServer: Sendable {
  /// A line of SIP to a trunk.
  public struct Trunk: Sendable {
    /// Its name in the configuration.
    public let name: String
    /// Its port on 127.0.0.1.
    public let port: UInt16
    /// `udp` or `tcp`.
    public let transport: String
    /// E.164 numbers routed to it, a regular expression; nil: only what no route takes, for the first trunk.
    public let pattern: String?
    /// Further members of its entry, each a JSON value.
    public let settings: [String: String]

    /// A trunk on 127.0.0.1.
    public init(
      _ name: String, port: UInt16, transport: String = "udp", pattern: String? = nil, settings: [String: String] = [:]
    ) {
      self.name = name
      self.port = port
      self.transport = transport
      self.pattern = pattern
      self.settings = settings
    }

    var json: String {
      var members = settings
      members["name"] = "\"\(name)\""
      members["host"] = "\"127.0.0.1\""
      members["port"] = "\(port)"
      members["transport"] = "\"\(transport)\""
      return "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
    }
  }

  /// The program, from `WORKLINE_PROGRAM`, else the one built beside the running program.
  public static var program: String {
    if let given = ProcessInfo.processInfo.environment["WORKLINE_PROGRAM"] { return given }
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("workline").path
  }

  /// The running server.
  public let process: ChildProcess
  /// HTTP port.
  public let httpPort: UInt16
  /// SIP port.
  public let sipPort: UInt16
  /// Path of the configuration file.
  public let configuration: String
  /// Path of the data folder.
  public let data: String

  /// Prepares a data folder and configuration in a folder, which must outlive the server.
  ///
  /// - Parameters:
  ///   - folder: Where both go.
  ///   - trunks: The first one takes what no pattern takes.
  ///   - settings: Further members of the configuration, each a JSON value.
  /// - Returns: Paths of the configuration and of the data folder.
  public static func prepare(
    in folder: TemporaryFolder, trunks: [Trunk], settings: [String: String] = [:]
  ) throws -> (configuration: String, data: String) {
    let list = trunks.map(\.json)
    let routes = trunks.compactMap { trunk in
      trunk.pattern.map { pattern in
        let escaped = pattern.replacingOccurrences(of: "\\", with: "\\\\")
        return #"{"pattern": "\#(escaped)", "trunk": "\#(trunk.name)"}"#
      }
    }
    var members = settings
    members["trunks"] = "[\(list.joined(separator: ", "))]"
    members["routes"] = "[\(routes.joined(separator: ", "))]"
    let text = members.sorted { $0.key < $1.key }.map { "  \"\($0.key)\": \($0.value)" }.joined(separator: ",\n")
    let data = folder.file("data")
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    return (try folder.write("workline.json5", "{\n\(text)\n}\n"), data)
  }

  /// Starts the server and returns when it says that it is ready.
  ///
  /// - Parameters:
  ///   - configuration: Path of the configuration file.
  ///   - data: Path of the data folder; the same one again continues after a crash.
  ///   - httpPort: Default 0, chosen by the server.
  ///   - sipPort: Likewise; after a crash the phones need the same one again.
  ///   - more: Further arguments.
  ///   - environment: Added to the environment inherited.
  public init(
    configuration: String, data: String, httpPort: UInt16 = 0, sipPort: UInt16 = 0, more: [String] = [],
    environment: [String: String] = [:]
  ) throws {
    process = try ChildProcess(
      Self.program,
      [
        "serve", "--config", configuration, "--data", data, "--listen", "127.0.0.1:\(httpPort)",
        "--sip", "127.0.0.1:\(sipPort)",
      ] + more, environment: environment)
    let line = try process.waitForLine(containing: "workline ready", within: 20)
    func port(after key: String) throws -> UInt16 {
      guard let word = line.split(separator: " ").first(where: { $0.hasPrefix(key) }),
        let colon = word.lastIndex(of: ":"), let port = UInt16(word[word.index(after: colon)...])
      else { throw InteropError.unexpected("no \(key) in: \(line)") }
      return port
    }
    self.httpPort = try port(after: "http=")
    self.sipPort = try port(after: "sip=")
    self.configuration = configuration
    self.data = data
  }

  /// Adds a user by the command line.
  public static func addUser(_ uri: String, name: String, work: String, mobile: String, data: String) throws {
    try run(["user", "add", uri, "--name", name, "--work", work, "--mobile", mobile, "--data", data])
  }

  /// A token for a user by the command line.
  public static func token(for uri: String, data: String) throws -> String {
    let output = try run(["token", uri, "--data", data])
    guard let token = output.split(whereSeparator: \.isWhitespace).last else {
      throw InteropError.unexpected("workline token printed nothing")
    }
    return String(token)
  }

  /// Runs another command of the server's program and returns what it printed.
  @discardableResult
  public static func run(_ arguments: [String]) throws -> String {
    let output = try ChildProcess.runAndCapture(program, arguments, within: 20)
    guard output.succeeded else {
      throw InteropError.unexpected(
        "workline \(arguments.joined(separator: " ")): \(output.end) \(output.standardError)")
    }
    return output.standardOutput
  }

  /// Ends the server in an orderly way.
  public func stop() { process.terminate(grace: 10) }

  /// Ends the server as a crash does.
  public func crash() { process.kill() }
}
