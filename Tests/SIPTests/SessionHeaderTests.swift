import Synchronization
import Testing

@testable import SIP

/// What messages say of session timers (RFC 4028).
@Suite struct SessionHeaderTests {
  private final class Seen: Sendable {
    let session = Mutex<SIPSession?>(nil)
  }

  @Test(
    arguments: [
      ([], nil, nil, nil, false, nil),
      (
        ["Session-Expires: 1800;refresher=UAS", "Min-SE: 90", "Supported: 100rel, timer", "Allow: INVITE, UPDATE"],
        1800, SIPSession.Refresher.uas, 90, true, true
      ),
      (["x: 90;refresher=uac", "k: timer", "Allow: INVITE, ACK"], 90, .uac, nil, true, false),
      (["Session-Expires: 120;refresher=somebody"], 120, nil, nil, false, nil),
      (["Session-Expires: 4294967295", "Min-SE: 4294967295"], Int32.max, nil, Int32.max, false, nil),
    ] as [([String], Int32?, SIPSession.Refresher?, Int32?, Bool, Bool?)])
  func isRead(
    headers: [String], expires: Int32?, refresher: SIPSession.Refresher?, minimum: Int32?, supports: Bool, allows: Bool?
  ) async throws {
    let seen = Seen()
    let party = try Party(), peer = RawPeer()
    party.onRequest = { _, request, transaction, _ in
      let session = request.session
      seen.session.withLock { $0 = session }
      try transaction.respond(200)
    }
    peer.send(Requests.make("OPTIONS", from: peer, to: party, headers: headers), to: party.loop.port)
    #expect(await peer.receive("SIP/2.0 200") != nil)
    let session = try #require(seen.session.withLock { $0 })
    #expect(session.expires == expires && session.refresher == refresher && session.minimum == minimum)
    #expect(session.supportsTimer == supports && session.allowsUpdate == allows)
  }
}
