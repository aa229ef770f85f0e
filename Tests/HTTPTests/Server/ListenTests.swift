import HTTP
import Testing

@Suite struct ListenTests {
  private func error(_ configuration: HTTPServerConfiguration) -> HTTPServerError? {
    do throws(HTTPServerError) {
      _ = try HTTPServer(configuration: configuration, handler: ClosureHandler.echo)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [1, 3], [1, 2])
  func `a port in use is reported, also between servers that share theirs`(first: Int, second: Int) throws {
    let server = try TestServer(threads: first)
    let port = server.server.port
    let error = error(HTTPServerConfiguration(port: port, threads: second))
    #expect(error == .addressInUse(host: "127.0.0.1", port: port))
    #expect(error?.description == "127.0.0.1 port \(port) is in use")
    #expect(try server.client().ask("GET /x HTTP/1.1\r\nHost: contoso.test\r\n\r\n").status == 200)
  }

  @Test(arguments: ["203.0.113.7", "no.such.host.invalid", "", "300.1.1.1"])
  func `an address that is not ours is reported`(host: String) throws {
    guard case .badAddress(host, 0, let reason)? = error(HTTPServerConfiguration(host: host)) else {
      Issue.record("no badAddress")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test(arguments: [-1, 65536, Int.max])
  func `a port out of range is reported`(port: Int) {
    guard case .badAddress? = error(HTTPServerConfiguration(port: port)) else {
      Issue.record("no badAddress")
      return
    }
  }

  @Test func `the port is free again after a shutdown`() throws {
    let first = try TestServer(threads: 2)
    let port = first.server.port
    let client = try first.client()
    _ = try client.ask("GET /x HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
    first.server.shutdown(within: .zero)
    #expect(error(HTTPServerConfiguration(port: port, threads: 2)) == nil)
  }

  @Test func `a server that was never started goes away quietly`() throws {
    let server = try HTTPServer(
      configuration: HTTPServerConfiguration(threads: 2), handler: ClosureHandler.echo)
    let port = server.port
    server.shutdown(within: .seconds(1))
    server.start()
    #expect(throws: TestClient.Failure.self) { try TestClient(port: port) }
  }

  @Test func `all threads serve`() throws {
    let server = try TestServer(threads: 3)
    for index in 0..<50 {
      #expect(try server.client().ask("GET /\(index) HTTP/1.1\r\nHost: contoso.test\r\n\r\n").body == "GET /\(index) ")
    }
  }

  @Test(arguments: ["localhost", "0.0.0.0", "::"])
  func `names and any-addresses are listened on`(host: String) throws {
    // A machine without IPv6 cannot listen on ::, and says so.
    let server: HTTPServer
    do throws(HTTPServerError) {
      server = try HTTPServer(
        configuration: HTTPServerConfiguration(host: host, threads: 2), handler: ClosureHandler.echo)
    } catch {
      guard case .badAddress("::", _, _) = error else { throw error }
      return
    }
    server.start()
    defer { server.shutdown(within: .zero) }
    guard host != "localhost" else { return }
    let response = try TestClient(port: server.port).ask("GET /x HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
    #expect(response.body == "GET /x ")
  }
}
