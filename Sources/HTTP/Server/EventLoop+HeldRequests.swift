import CUV

// The requests that handlers have not answered yet: their tokens, their timers, their clients' departure.
extension EventLoop {
  /// Hands a request to the handler.
  func hold(_ request: HTTPRequest, _ connection: Connection) {
    serial &+= 1
    let token = RequestToken(slot: connection.slot, serial: serial)
    connection.heldToken = token
    gauge(heldGauge, 1)
    handler?.handle(request, HTTPResponder(loop: self, token: token))
  }

  func respond(_ token: RequestToken, _ response: HTTPResponse) {
    guard let connection = connection(token) else { return }
    gauge(servedCounter, 1)
    release(connection)
    connection.write(response)
  }

  func setDeparture(_ token: RequestToken, _ work: @escaping @Sendable () -> Void) {
    guard let connection = connection(token) else { return }
    connection.departure = work
    if connection.peerHasFinished { resumeSoon(connection) }
  }

  func schedule(_ token: RequestToken, after delay: Duration, _ work: @escaping @Sendable () -> Void) {
    schedule(token, due: Self.clock() + delay.wholeMilliseconds, work)
  }

  func schedule(_ token: RequestToken, due: UInt64, _ work: @escaping @Sendable () -> Void) {
    guard let connection = connection(token) else { return }
    if connection.timer == nil { liveTimers += 1 }
    timerSequence += 1
    connection.timer = (timerSequence, work)
    timers.insert(DeadlineHeap.Entry(due: due, token: token, sequence: timerSequence))
    setDueTimer()
  }

  /// Ends the holding of a connection's request: no token names it from here on.
  func release(_ connection: Connection) {
    guard connection.heldToken != nil else { return }
    connection.heldToken = nil
    connection.departure = nil
    gauge(heldGauge, -1)
    guard connection.timer != nil else { return }
    connection.timer = nil
    liveTimers -= 1
    if timers.count > 2 * liveTimers + 64 {
      timers.removeStale { self.connection($0.token)?.timer?.sequence == $0.sequence }
    }
  }

  func connection(_ token: RequestToken) -> Connection? {
    guard slots.indices.contains(token.slot), let connection = slots[token.slot], connection.heldToken == token else {
      return nil
    }
    return connection
  }

  private func setDueTimer() {
    guard !hasEnded, let first = timers.first, first.due < dueTimerSetFor else { return }
    dueTimerSetFor = first.due
    // libuv counts from the time it took when it last woke.
    uv_update_time(uv)
    let clock = Self.clock()
    uv_timer_start(
      dueTimer, { EventLoop.of($0?.pointee.data)?.timersDue() }, first.due > clock ? first.due - clock : 0, 0)
  }

  private func timersDue() {
    dueTimerSetFor = .max
    let clock = Self.clock()
    while let first = timers.first, first.due <= clock {
      _ = timers.removeFirst()
      guard let connection = connection(first.token), let timer = connection.timer, timer.sequence == first.sequence
      else { continue }
      connection.timer = nil
      liveTimers -= 1
      timer.work()
    }
    setDueTimer()
    settle()
  }
}
