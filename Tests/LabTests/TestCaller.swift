import SIP
import Synchronization
import Testing

@testable import Lab
@testable import Media

/// What calls the lab in these tests: a SIP user agent without media of its own.
final class TestCaller: SIPLoopDelegate, Sendable {
  let loop: SIPLoop
  let lab: Lab

  init(_ lab: Lab) throws {
    self.lab = lab
    loop = try SIPLoop(SIPLoopConfiguration(), name: "caller")
    loop.setDelegate(self)
  }

  /// Runs something on the loop's thread.
  func onLoop<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
      loop.post { continuation.resume(with: Result { try body() }) }
    }
  }

  /// Calls a phone by its number, or by a whole Request-URI.
  func invite(_ number: String, uri: String? = nil, body: SIPBody? = nil) async throws -> TestLeg {
    let target = uri ?? "sip:\(number)@lab.contoso.test;user=phone"
    return try await onLoop { [self] in
      let dialog = try SIPDialog(
        on: loop, local: "<sip:+14255550100@contoso.test>", remote: "<sip:\(number)@lab.contoso.test>",
        contact: "<sip:test@127.0.0.1:\(loop.port)>")
      let leg = TestLeg(self, dialog)
      dialog.owner = leg
      try leg.send(.invite, requestURI: target, nextHop: "sip:127.0.0.1:\(lab.port)", body: body)
      return leg
    }
  }

  /// Sends a request outside of dialogs; its final response.
  func request(_ method: SIPMethod, uri: String) async throws -> TestResponse {
    let leg = try await onLoop { [self] in
      let dialog = try SIPDialog(on: loop, local: "<sip:a@contoso.test>", remote: "<sip:b@lab.contoso.test>")
      let leg = TestLeg(self, dialog)
      dialog.owner = leg
      try leg.send(method, requestURI: uri, nextHop: "sip:127.0.0.1:\(lab.port)")
      return leg
    }
    return try await leg.final()
  }

  func sipLoop(_ loop: SIPLoop, received response: SIPMessageView, on transaction: SIPClientTransaction) {
    guard let leg = transaction.dialog.owner as? TestLeg else { return }
    leg.take(TestResponse(response, transaction))
  }

  func sipLoop(
    _ loop: SIPLoop, received request: SIPMessageView, as transaction: SIPServerTransaction, in dialog: SIPDialog?
  ) {
    guard request.method == .bye else {
      try? transaction.respond(405)
      return
    }
    try? transaction.respond(200)
    (dialog?.owner as? TestLeg)?.hungUp()
  }
}

struct TestResponse: Sendable {
  var method: SIPMethod
  var status: Int
  var cseq: UInt32
  var body: [UInt8]
  var contact: String?
  var identity: String?
  var identityName: String?
  var audio: AudioDescription? { AudioDescription(body) }

  init(_ view: SIPMessageView, _ transaction: SIPClientTransaction) {
    method = transaction.method
    status = view.status
    cseq = transaction.cseq
    body = view.body
    contact = view.contactURI
    identity = view.assertedIdentityURI
    identityName = view.assertedIdentityDisplayName
  }
}

/// One call of the test caller.
final class TestLeg: Sendable {
  let caller: TestCaller
  let dialog: SIPDialog
  private struct State {
    var responses: [TestResponse] = []
    var sent = 0
    var isHungUp = false
    var transaction: SIPClientTransaction?
  }
  private let state = Mutex(State())

  init(_ caller: TestCaller, _ dialog: SIPDialog) {
    self.caller = caller
    self.dialog = dialog
  }

  var callID: String { dialog.callID }
  var responses: [TestResponse] { state.withLock { $0.responses } }
  var isHungUp: Bool { state.withLock { $0.isHungUp } }

  func take(_ response: TestResponse) {
    state.withLock { $0.responses.append(response) }
  }

  func hungUp() {
    dialog.owner = nil
    state.withLock {
      $0.isHungUp = true
      $0.transaction = nil
    }
  }

  /// On the loop's thread.
  func send(_ method: SIPMethod, requestURI: String? = nil, nextHop: String? = nil, body: SIPBody? = nil) throws {
    let transaction = try dialog.request(method, requestURI: requestURI, nextHop: nextHop, body: body)
    state.withLock {
      $0.sent += 1
      $0.transaction = transaction
    }
  }

  /// The final response to the request sent last.
  func final() async throws -> TestResponse {
    var found: TestResponse?
    try await eventually {
      found = state.withLock { state in
        let finals = state.responses.filter { $0.status >= 200 }
        return finals.count == state.sent ? finals.last : nil
      }
      return found != nil
    }
    guard let found else { throw NeverHappened() }
    return found
  }

  /// Sends a request in the dialog; its final response.
  func request(_ method: SIPMethod, body: SIPBody? = nil) async throws -> TestResponse {
    try await caller.onLoop { [self] in try send(method, body: body) }
    return try await final()
  }

  func acknowledge(_ response: TestResponse, body: [UInt8]? = nil) async throws {
    try await caller.onLoop { [self] in
      try dialog.acknowledge(inviteCSeq: response.cseq, body: body.map(SIPBody.init(sdp:)))
    }
  }

  func cancel() async throws {
    try await caller.onLoop { [self] in state.withLock { $0.transaction }?.cancel() }
  }

  func provisional(_ status: Int) async throws -> TestResponse {
    try await eventually { responses.contains { $0.status == status } }
    guard let found = responses.first(where: { $0.status == status }) else { throw NeverHappened() }
    return found
  }

  func hangUp() async throws -> Int {
    let status = try await request(.bye).status
    try await forget()
    return status
  }

  /// Lets the dialog go.
  func forget() async throws {
    try await caller.onLoop { [self] in
      dialog.owner = nil
      state.withLock { $0.transaction = nil }
      dialog.destroy()
    }
  }
}
