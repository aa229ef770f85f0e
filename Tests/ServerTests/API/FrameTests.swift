import Foundation
import HTTP
import Testing

@testable import Server

/// The frame for browsers: its page, whom it listens to, and what its script does.
@Suite(.timeLimit(.minutes(2))) struct FrameTests {
  private func get(_ server: TestServer, _ path: String) async throws -> TestResponse {
    try await server.client.send(
      HTTPRequest(method: .get, target: path, headers: ["Host": "workline.contoso.test", "Accept": "text/html"]))
  }

  @Test(arguments: Wire.both) func page(wire: Wire) async throws {
    try await withServer(
      wire, configure: { $0.allowedOrigins = ["https://app.contoso.test", "http://localhost:3000"] }
    ) { server in
      for path in ["/Autodiscover/XFrame/XFrame.html", "/xframe", "/autodiscover/xframe/xframe.html?x=1"] {
        let response = try await get(server, path)
        #expect(response.status == 200)
        #expect(response.headers["Content-Type"] == "text/html; charset=utf-8")
        let policy = try #require(response.headers["Content-Security-Policy"])
        #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; connect-src 'self'; "))
        #expect(policy.hasSuffix("frame-ancestors https://app.contoso.test http://localhost:3000"))
        #expect(response.headers["X-Frame-Options"] == nil, "it would forbid what the policy allows")
        #expect(
          response.text.contains(
            "<script src=\"/Autodiscover/XFrame/XFrame.js\" "
              + "data-origins=\"https://app.contoso.test http://localhost:3000\"></script>"))
        // Nothing may stand in the page that the policy forbids.
        #expect(!response.text.contains("<script>") && !response.text.contains(" on"))
      }
      let script = try await get(server, "/Autodiscover/XFrame/XFrame.js")
      #expect(script.headers["Content-Type"] == "text/javascript; charset=utf-8")
      #expect(script.text == FrameScript.text)
    }
  }

  @Test func nobodyIsListenedToByDefault() async throws {
    try await withServer(Wire.all[0]) { server in
      let response = try await get(server, "/Autodiscover/XFrame/XFrame.html")
      #expect(response.headers["Content-Security-Policy"]?.hasSuffix("frame-ancestors 'none'") == true)
      #expect(response.text.contains("data-origins=\"\""))
    }
  }

  @Test func theScriptNamesWhatItMust() {
    for text in [
      "origins.indexOf(event.origin) < 0", "url.origin !== window.location.origin", "event.origin);",
      "status: status, statusText: statusText, responseText: responseText, headers: headers,", "'X-Ms-diagnostics'",
    ] {
      #expect(FrameScript.text.contains(text))
    }
    #expect(!FrameScript.text.contains("eval(") && !FrameScript.text.contains("'*'"))
  }

  private static let node = "/usr/bin/node"

  /// Runs the script against a browser made of a few objects (Fixtures/frame.js), which checks what it does.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: node))) func theScriptRuns() async throws {
    let fixture = try #require(Bundle.module.url(forResource: "frame", withExtension: "js", subdirectory: "Fixtures"))
    let script = FileManager.default.temporaryDirectory.appendingPathComponent("workline-frame-\(UUID()).js")
    defer { try? FileManager.default.removeItem(at: script) }
    try FrameScript.text.write(to: script, atomically: true, encoding: .utf8)
    let (status, text) = try await onThread {
      let process = Process()
      let pipe = Pipe()
      process.executableURL = URL(fileURLWithPath: Self.node)
      process.arguments = [fixture.path, script.path]
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let output = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
    #expect(status == 0, "\(text)")
  }
}
