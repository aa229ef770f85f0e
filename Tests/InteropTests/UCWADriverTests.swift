import Foundation
import InteropSupport
import Testing

/// The little of UCWA that the driver needs, so that the driver is proven before a server exists to be driven.
private final class ScriptedUCWA: Sendable {
  let server: TinyServer

  /// - Parameter resyncs: Answers the second events request with a resync first.
  init(resyncs: Bool = false) throws {
    let queue = Queue()
    server = try TinyServer { request in
      switch (request.method, request.path) {
      case ("POST", "/ucwa/v1/applications"):
        return TinyServer.response(
          "201 Created",
          #"""
          {"_links":{"self":{"href":"/app"},"events":{"href":"/app/events?ack=1"}},
          "_embedded":{"communication":{"_links":{"startPhoneAudio":{"href":"/app/communication/startPhoneAudio"}}}}}
          """#)
      case ("POST", "/app/communication/startPhoneAudio"):
        let body = try? JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any]
        queue.add(body?["operationId"] as? String ?? "?")
        return TinyServer.response("201 Created", headers: "Location: /app/invitations/1\r\n")
      case ("GET", let path) where path.hasPrefix("/app/events?ack="):
        let ack = Int(path.dropFirst("/app/events?ack=".count)) ?? 0
        if resyncs && ack == 2 {
          return TinyServer.response("200 OK", #"{"_links":{"resync":{"href":"/app/events?ack=3"}}}"#)
        }
        let operations = queue.take(within: 2)
        let events = operations.map {
          #"{"type":"completed","status":"Success","_embedded":{"phoneAudioInvitation":{"operationId":"\#($0)"}}}"#
        }
        return TinyServer.response(
          "200 OK",
          #"{"_links":{"next":{"href":"/app/events?ack=\#(ack + 1)"}},"sender":[{"events":["#
            + events.joined(separator: ",") + "]}]}")
      default: return TinyServer.response("404 Not Found")
      }
    }
  }

  /// `@unchecked Sendable`: `operations` is touched only while `condition` is locked.
  private final class Queue: @unchecked Sendable {
    private let condition = NSCondition()
    private var operations: [String] = []

    func add(_ operation: String) {
      condition.lock()
      operations.append(operation)
      condition.signal()
      condition.unlock()
    }

    func take(within seconds: Double) -> [String] {
      let deadline = Date(timeIntervalSinceNow: seconds)
      condition.lock()
      defer { condition.unlock() }
      while operations.isEmpty, condition.wait(until: deadline) {}
      defer { operations = [] }
      return operations
    }
  }
}

@Suite("UCWA driver", .timeLimit(.minutes(1)))
struct UCWADriverTests {
  @Test(arguments: [false, true])
  func startsCallsAndFollowsTheirEvents(resyncs: Bool) async throws {
    let (completions, troubles) = try await onOwnThread {
      let ucwa = try ScriptedUCWA(resyncs: resyncs)
      let driver = try UCWADriver(port: ucwa.server.port, token: "cwt=x")
      let follower = try EventFollower([driver])
      let load = try HTTPLoad(port: driver.port, connections: 4)
      let samples = try load.run(rate: 100, seconds: 0.3) {
        driver.startCall(operationID: "op-\($0)", phoneNumber: "+14255550101", to: "+12125550102")
      }
      try follower.waitForCompletions(samples.count, within: 10)
      let first = try follower.waitForCompletion(of: "op-0", within: 1)
      let earliest = samples.map(\.due).min() ?? .max
      #expect(first.time >= earliest)
      return (follower.completions, follower.troubles)
    }
    #expect(completions.count == 30)
    #expect(completions.values.allSatisfy { $0.succeeded })
    #expect(troubles.isEmpty == !resyncs, "\(troubles)")
  }

  @Test func saysWhatTheServerAnswered() async throws {
    await #expect(throws: InteropError.self) {
      try await onOwnThread {
        let server = try TinyServer { _ in TinyServer.response("401 Unauthorized") }
        _ = try UCWADriver(port: server.port, token: "")
      }
    }
  }
}
