import Sessions
import Testing

@Suite struct EventTimeoutTests {
  @Test func theChannelsOwnUntilTheClientNamesAnother() {
    var channel = EventChannel(timeout: 7)
    let now = Instant(milliseconds: 1000)
    func wake(_ actions: [ChannelAction]) -> Instant? {
      actions.compactMap { if case .wake(let at) = $0 { at } else { nil } }.first
    }
    #expect(
      wake(channel.poll(PollParameters(ack: 1), request: RequestToken(1), now: now)) == now.adding(seconds: 7))
    channel.departed(RequestToken(1))
    let asked = PollParameters(ack: 1, timeout: 200)
    #expect(wake(channel.poll(asked, request: RequestToken(2), now: now)) == now.adding(seconds: 200))
    channel.departed(RequestToken(2))
    // Remembered.
    #expect(
      wake(channel.poll(PollParameters(ack: 1), request: RequestToken(3), now: now)) == now.adding(seconds: 200))
  }
}
