import SIP
import Synchronization

/// Somebody who calls users of the server through its SIP port, as a trunk brings him.
final class SIPCaller: SIPLoopDelegate, Sendable {
  private struct State {
    var statuses: [Int] = []
    var answer: [UInt8] = []
    var dialog: SIPDialog?
    var invite: SIPClientTransaction?
    var isHungUp = false
    /// What the server has offered by re-INVITE.
    var offers: [String] = []
  }

  private let loop: SIPLoop
  private let state = Mutex(State())

  init() throws {
    loop = try SIPLoop(SIPLoopConfiguration(), name: "caller")
    loop.setDelegate(self)
  }

  /// Statuses of the responses to the INVITE, in order.
  var statuses: [Int] { state.withLock { $0.statuses } }
  var isHungUp: Bool { state.withLock { $0.isHungUp } }
  var offers: [String] { state.withLock { $0.offers } }
  var answer: String { String(decoding: state.withLock { $0.answer }, as: UTF8.self) }

  static let offer = """
    v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n\
    a=rtpmap:0 PCMU/8000\r\n
    """

  /// Sends the INVITE.
  func call(
    _ uri: String, at server: String, from: String = "\"Gale Example\" <sip:+14255550177@trunk.contoso.test>",
    headers: [SIPHeader] = [], body: SIPBody? = SIPBody(sdp: Array(SIPCaller.offer.utf8)),
    credentials: SIPCredentials? = nil
  ) async throws {
    try await onLoop { [self] in
      let dialog = try SIPDialog(on: loop, local: from, remote: "<\(uri)>")
      let invite = try dialog.request(
        .invite, requestURI: uri, nextHop: "sip:\(server)", headers: headers, body: body,
        credentials: credentials)
      state.withLock {
        $0.dialog = dialog
        $0.invite = invite
      }
    }
  }

  func cancel() async throws { try await onLoop { [self] in state.withLock { $0.invite }?.cancel() } }

  func hangUp() async throws {
    try await onLoop { [self] in _ = try state.withLock { $0.dialog }?.request(.bye) }
  }

  /// Awaits a response.
  func status(_ status: Int) async throws {
    try await eventually("\(status) to the caller") { statuses.contains(status) }
  }

  private func onLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      loop.post { continuation.resume(with: Result { try body() }) }
    }
  }

  deinit { loop.stop() }

  /// Lets everything go.
  func stop() { loop.stop() }

  func sipLoop(_ loop: SIPLoop, received response: SIPMessageView, on transaction: SIPClientTransaction) {
    guard transaction.method == .invite else { return }
    let status = response.status
    state.withLock {
      $0.statuses.append(status)
      if status == 200 { $0.answer = response.body }
    }
    if status == 200 { try? transaction.dialog.acknowledge(inviteCSeq: response.cseq) }
  }

  func sipLoop(
    _ loop: SIPLoop, received request: SIPMessageView, as transaction: SIPServerTransaction, in dialog: SIPDialog?
  ) {
    switch request.method {
    case .bye:
      try? transaction.respond(200)
      state.withLock { $0.isHungUp = true }
    case .invite:
      state.withLock { $0.offers.append(String(decoding: request.body, as: UTF8.self)) }
      try? transaction.respond(200, body: SIPBody(sdp: Array(Self.offer.utf8)))
    default: try? transaction.respond(405)
    }
  }
}

/// Runs a test with a caller and lets him go in any case.
func withCaller(_ body: (SIPCaller) async throws -> Void) async throws {
  let caller = try SIPCaller()
  defer { caller.stop() }
  try await body(caller)
}
