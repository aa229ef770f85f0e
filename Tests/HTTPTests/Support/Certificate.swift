import Foundation
import HTTP
import Testing

/// A self-signed certificate for `localhost` in a directory of its own, made by the openssl command and removed with
/// this object.
final class Certificate: Sendable {
  let directory: String
  var certificateFile: String { "\(directory)/certificate.pem" }
  var keyFile: String { "\(directory)/key.pem" }
  var configuration: HTTPTLSConfiguration {
    HTTPTLSConfiguration(certificateFile: certificateFile, privateKeyFile: keyFile)
  }

  init() throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("http-tests-\(UUID())").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let result = try run(
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
      "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", keyFile, "-out",
      certificateFile)
    try #require(result.status == 0, "\(result.output)")
  }

  deinit {
    try? FileManager.default.removeItem(atPath: directory)
  }
}

/// Runs a command to its end; what it wrote to either stream.
func run(_ arguments: String...) throws -> (status: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = arguments
  process.standardInput = FileHandle.nullDevice
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}
