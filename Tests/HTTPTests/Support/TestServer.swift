import HTTP

/// A running server on a free loopback port, and clients for it. Shut down when it goes out of use.
final class TestServer: Sendable {
  let server: HTTPServer

  init(
    _ handler: any HTTPHandler = ClosureHandler.echo, threads: Int = 1, tls: HTTPTLSConfiguration? = nil,
    limits: HTTPLimits = HTTPLimits(),
    errorResponse: (@Sendable (HTTPServerFault, HTTPRequest?) -> HTTPResponse)? = nil
  ) throws {
    var configuration = HTTPServerConfiguration(threads: threads, tls: tls, limits: limits)
    if let errorResponse { configuration.errorResponse = errorResponse }
    server = try HTTPServer(configuration: configuration, handler: handler)
    server.start()
  }

  deinit {
    server.shutdown(within: .zero)
  }

  func client() throws -> TestClient {
    try TestClient(port: server.port)
  }
}
