import Synchronization
import Testing

@testable import SIP

/// A user agent for tests: a loop, what happened on it, and what it does about it.
///
/// Sendable: `events` is behind a mutex, everything else is set before traffic or used on the loop's thread only.
final class Party: SIPLoopDelegate, @unchecked Sendable {
  enum Event: Equatable, Sendable {
    case response(SIPMethod, Int, local: Bool, tag: String?)
    case request(SIPMethod, inDialog: Bool)
    case acknowledged(body: [UInt8])
    case cancelled(reason: String?)
    case unacknowledged
    case stray(SIPMethod, Int, inDialog: Bool)
    case timer(UInt64)
  }

  let loop: SIPLoop
  private let log = Mutex<[Event]>([])
  var onRequest: (Party, SIPMessageView, SIPServerTransaction, SIPDialog?) throws -> Void = { _, _, _, _ in }
  var onResponse: (Party, SIPMessageView, SIPClientTransaction) throws -> Void = { _, _, _ in }
  var onStray: (Party, SIPMessageView, SIPDialog?) throws -> Void = { _, _, _ in }
  var onCancel: (Party, SIPServerTransaction) -> Void = { _, _ in }
  var onStranger: (Party, SIPMessageView) -> SIPStrangerVerdict = { _, _ in .answer(403, "Unknown source") }
  var dialogs: [SIPDialog] = []
  var servers: [SIPServerTransaction] = []
  var clients: [SIPClientTransaction] = []

  init(_ configuration: SIPLoopConfiguration = SIPLoopConfiguration(), name: String = "test", opens: Bool = true) throws
  {
    loop = try SIPLoop(configuration, name: name, opens: opens)
    loop.setDelegate(self)
  }

  deinit { loop.stop() }

  var events: [Event] { log.withLock { $0 } }
  var uri: String { "sip:party@\(loop.host.contains(":") ? "[\(loop.host)]" : loop.host):\(loop.port)" }
  var tcpURI: String { uri + ";transport=tcp" }

  /// Runs on the loop and gives back what it made.
  func run<T: Sendable>(_ body: @escaping @Sendable (Party) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      loop.post { continuation.resume(with: Result { try body(self) }) }
    }
  }

  /// Whether this comes true within the time.
  func sees(within seconds: Double = 10, _ condition: @Sendable ([Event]) -> Bool) async -> Bool {
    await eventually(within: seconds) { condition(self.events) }
  }

  func sees(_ event: Event, within seconds: Double = 10) async -> Bool {
    await sees(within: seconds) { $0.contains(event) }
  }

  func sees(_ method: SIPMethod, _ status: Int, within seconds: Double = 10) async -> Bool {
    await sees(within: seconds) { events in
      events.contains { if case .response(method, status, _, _) = $0 { true } else { false } }
    }
  }

  func count(_ event: Event) -> Int { events.filter { $0 == event }.count }

  private func note(_ event: Event) { log.withLock { $0.append(event) } }
  private func attempt(_ body: () throws -> Void) {
    do { try body() } catch { Issue.record("on the loop: \(error)") }
  }

  func sipLoop(_ loop: SIPLoop, received response: SIPMessageView, on transaction: SIPClientTransaction) {
    #expect(loop.isOnLoop)
    attempt { try onResponse(self, response, transaction) }
    note(.response(transaction.method, response.status, local: response.isLocal, tag: response.toTag))
  }

  func sipLoop(_ loop: SIPLoop, stranger request: SIPMessageView) -> SIPStrangerVerdict {
    #expect(loop.isOnLoop)
    return onStranger(self, request)
  }

  func sipLoop(
    _ loop: SIPLoop, received request: SIPMessageView, as transaction: SIPServerTransaction, in dialog: SIPDialog?
  ) {
    attempt { try onRequest(self, request, transaction, dialog) }
    note(.request(request.method, inDialog: dialog != nil))
  }

  func sipLoop(_ loop: SIPLoop, acknowledged transaction: SIPServerTransaction, by ack: SIPMessageView) {
    note(.acknowledged(body: ack.body))
  }

  func sipLoop(_ loop: SIPLoop, cancelled transaction: SIPServerTransaction, by cancel: SIPMessageView) {
    onCancel(self, transaction)
    note(.cancelled(reason: cancel.header(named: "reason")))
  }

  func sipLoop(_ loop: SIPLoop, unacknowledged transaction: SIPServerTransaction) { note(.unacknowledged) }

  func sipLoop(_ loop: SIPLoop, received stray: SIPMessageView, outsideTransactionsIn dialog: SIPDialog?) {
    attempt { try onStray(self, stray, dialog) }
    note(.stray(stray.method, stray.status, inDialog: dialog != nil))
  }

  func sipLoop(_ loop: SIPLoop, fired timer: SIPTimer) { note(.timer(timer.key)) }
}

/// Asks again every few milliseconds until it is true or the time is over.
func eventually(within seconds: Double = 10, _ condition: () async throws -> Bool) async rethrows -> Bool {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < deadline {
    if try await condition() { return true }
    try? await Task.sleep(for: .milliseconds(3))
  }
  return try await condition()
}

extension Party {
  static let offer = Array("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n".utf8)
  static let answer = Array("v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n".utf8)

  /// Answers INVITEs with 180 and 200, everything in the dialog with 200, and keeps the dialog.
  func answersCalls() {
    onRequest = { party, request, transaction, dialog in
      if request.method == .invite, dialog == nil {
        party.dialogs.append(try SIPDialog.accept(transaction, request))
        try transaction.respond(180)
        try transaction.respond(200, body: SIPBody(sdp: Party.answer))
      } else {
        try transaction.respond(200, body: request.method == .invite ? SIPBody(sdp: Party.answer) : nil)
      }
    }
  }

  /// Acknowledges every 2xx to an INVITE.
  func acknowledges() {
    onResponse = { _, response, transaction in
      if transaction.method == .invite, (200..<300).contains(response.status) {
        try transaction.dialog.acknowledge(inviteCSeq: response.cseq)
      }
    }
  }

  /// Starts a call and keeps its dialog and transaction.
  @discardableResult
  func calls(_ uri: String, nextHop: String? = nil, body: Bool = true) async throws -> SIPDialog {
    try await run { party in
      let dialog = try SIPDialog(on: party.loop, local: "<sip:work@contoso.test>", remote: "<\(uri)>")
      party.dialogs.append(dialog)
      party.clients.append(
        try dialog.request(
          .invite, requestURI: uri, nextHop: nextHop, body: body ? SIPBody(sdp: Party.offer) : nil,
          branch: SIPToken.branch()))
      return dialog
    }
  }
}
