import Foundation
import HTTP
import Testing

@Suite struct TLSTests {
  private func curl(_ server: TestServer, _ certificate: Certificate, _ arguments: [String]) throws -> String {
    let base = ["curl", "-sS", "--max-time", "10", "--cacert", certificate.certificateFile]
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = base + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  @Test(arguments: ["--tlsv1.3", "--tls-max=1.2"])
  func `requests are served over TLS, on one connection`(version: String) throws {
    let certificate = try Certificate()
    let server = try TestServer(
      ClosureHandler { request, responder in
        responder.respond(.text("\(request.isTLS) \(request.body.count)\n"))
      }, threads: 2, tls: certificate.configuration)
    let url = "https://localhost:\(server.server.port)/x"
    let flags = version == "--tlsv1.3" ? [version] : ["--tls-max", "1.2"]
    let format = "%{http_code} %{http_version} %{num_connects}\n"
    let body = String(repeating: "z", count: 100_000)
    let output = try curl(
      server, certificate,
      flags
        + ["-d", body, "-w", format, url, "--next", "-sS", "-w", format, url]
        .flatMap { $0 == "--next" ? ["--next", "--cacert", certificate.certificateFile] + flags : [$0] })
    #expect(output == "true 100000\n200 1.1 1\ntrue 0\n200 1.1 0\n")
  }

  @Test func `a large response crosses TLS whole`() throws {
    let certificate = try Certificate()
    let size = 3_000_000
    let server = try TestServer(
      ClosureHandler { $1.respond(HTTPResponse(status: 200, body: [UInt8](repeating: 65, count: size))) },
      tls: certificate.configuration)
    let output = try curl(
      server, certificate,
      ["-o", "/dev/null", "-w", "%{http_code} %{size_download}", "https://localhost:\(server.server.port)/"])
    #expect(output == "200 \(size)")
  }

  @Test func `ALPN chooses HTTP 1_1 and refuses a client without it`() throws {
    let certificate = try Certificate()
    let server = try TestServer(tls: certificate.configuration)
    let address = "localhost:\(server.server.port)"
    let both = try run(
      "openssl", "s_client", "-connect", address, "-alpn", "h2,http/1.1", "-CAfile", certificate.certificateFile)
    #expect(both.output.contains("ALPN protocol: http/1.1"))
    #expect(both.output.contains("Verify return code: 0"))
    let other = try run("openssl", "s_client", "-connect", address, "-alpn", "h2")
    #expect(other.output.contains("no application protocol"))
    let none = try run("openssl", "s_client", "-connect", address)
    #expect(none.output.contains("No ALPN negotiated"))
  }

  @Test func `old TLS versions are refused`() throws {
    let certificate = try Certificate()
    let server = try TestServer(tls: certificate.configuration)
    let result = try run(
      "openssl", "s_client", "-connect", "localhost:\(server.server.port)", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")
    #expect(result.status != 0)
    #expect(result.output.contains("protocol version"))
  }

  @Test func `a held client's departure is noticed over TLS`() throws {
    let certificate = try Certificate()
    let departed = Signal()
    let server = try TestServer(
      ClosureHandler { _, responder in responder.onDeparture { departed.happen() } }, tls: certificate.configuration)
    let output = try curl(server, certificate, ["--max-time", "0.3", "https://localhost:\(server.server.port)/"])
    #expect(output.contains("timed out"))
    #expect(departed.wait())
    #expect(eventually { server.server.statistics() == HTTPStatistics() })
  }

  @Test func `plain text and silence do not hold a TLS connection`() throws {
    let certificate = try Certificate()
    var limits = HTTPLimits()
    limits.requestArrivalTime = .milliseconds(60)
    let server = try TestServer(tls: certificate.configuration, limits: limits)
    let plain = try server.client()
    try plain.send("GET / HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
    #expect(eventually { server.server.statistics().connections == 0 })
    let silent = try server.client()
    #expect(try silent.isClosed())
    #expect(server.server.statistics().requestsServed == 0)
  }

  @Test func `certificate and key that cannot be used are named`() throws {
    let certificate = try Certificate()
    let other = try Certificate()
    func error(_ certificateFile: String, _ keyFile: String) -> HTTPServerError? {
      let tls = HTTPTLSConfiguration(certificateFile: certificateFile, privateKeyFile: keyFile)
      do throws(HTTPServerError) {
        _ = try HTTPServer(configuration: HTTPServerConfiguration(tls: tls), handler: ClosureHandler.echo)
        return nil
      } catch {
        return error
      }
    }
    #expect(error(certificate.certificateFile, certificate.keyFile) == nil)
    guard case .badCertificate("/missing.pem", _)? = error("/missing.pem", certificate.keyFile) else {
      Issue.record("no badCertificate")
      return
    }
    for file in ["/missing.pem", certificate.certificateFile, other.keyFile] {
      guard case .badPrivateKey(file, let reason)? = error(certificate.certificateFile, file) else {
        Issue.record("no badPrivateKey for \(file)")
        return
      }
      #expect(!reason.isEmpty)
    }
  }
}
