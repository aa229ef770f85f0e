import Testing

@testable import SIP

@Suite struct CallTests {
  @Test(arguments: [SIPTransport.udp, .tcp]) func callAndHangUp(over transport: SIPTransport) async throws {
    let caller = try Party(), phone = try Party()
    phone.answersCalls()
    caller.acknowledges()
    let dialog = try await caller.calls(transport == .tcp ? phone.tcpURI : phone.uri)
    #expect(await caller.sees(.invite, 180))
    #expect(await caller.sees(.invite, 200))
    #expect(await phone.sees { $0.contains(.acknowledged(body: [])) })
    _ = try await caller.run { _ in try dialog.request(.bye).cseq }
    #expect(await caller.sees(.bye, 200))
    #expect(await phone.sees(.request(.bye, inDialog: true)))
  }
}
