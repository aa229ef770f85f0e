import Foundation
import UCWAClient

/// Places one call and stays with it until it is over.
actor CallRun {
  /// Everything that can happen while a call runs, in one line: no two things happen to it at once.
  private enum Input: Sendable {
    case placed(UCWAClient.Invitation)
    case notPlaced(any Error)
    case event(UCWAEvent)
    case caughtUp(invitation: ResourceDocument?, phoneAudio: ResourceDocument?)
    case eventsEnded(any Error)
    case hangUp
    case giveUp
    case hangUpFailed(any Error)
  }

  private let client: UCWAClient
  private let options: CallOptions
  private let format: TimelineFormat
  private let clock = ContinuousClock()
  private let begin: ContinuousClock.Instant
  private let inputs: AsyncStream<Input>
  private let feed: AsyncStream<Input>.Continuation
  private var progress: CallProgress
  private var invitation: UCWAClient.Invitation?
  private var isHangingUp = false
  private var work: [Task<Void, Never>] = []

  init(client: UCWAClient, options: CallOptions, format: TimelineFormat) {
    self.client = client
    self.options = options
    self.format = format
    begin = clock.now
    (inputs, feed) = AsyncStream.makeStream()
    progress = CallProgress(operationId: options.parameters.operationId)
  }

  /// Asks the call to end: cancels it while it is being set up, hangs up when it is connected.
  nonisolated func hangUp() {
    feed.yield(.hangUp)
  }

  /// Runs the call and returns the exit code.
  func run() async -> Int32 {
    place()
    readEvents()
    if let seconds = options.cancelAfterSeconds { feedLater(.giveUp, seconds) }
    defer { for task in work { task.cancel() } }

    for await input in inputs {
      if let code = handle(input) { return code }
    }
    return ExitCode.software
  }

  private func handle(_ input: Input) -> Int32? {
    switch input {
    case .placed(let invitation):
      self.invitation = invitation
      progress.placed(invitation)
      if isHangingUp { endCall() }
    case .notPlaced(let error):
      return refuse(error)
    case .event(let event):
      return handle(event)
    case .caughtUp(let invitation, let phoneAudio):
      let before = progress.stage
      show(progress.catchUp(invitation: invitation, phoneAudio: phoneAudio))
      return stageChanged(from: before)
    case .eventsEnded(let error):
      return lose(error)
    case .hangUp:
      startHangingUp()
    case .giveUp where progress.stage == .settingUp:
      startHangingUp()
    case .giveUp: break
    case .hangUpFailed(let error):
      return hangUpFailed(error)
    }
    return nil
  }

  private func handle(_ event: UCWAEvent) -> Int32? {
    let before = progress.stage
    switch event {
    case .resource(let event):
      if let entry = progress.handle(event) { show(entry) }
    case .interrupted(let error):
      show(TimelineEntry(event: "events interrupted", message: "\(error)", text: "\(error); trying again", mark: .note))
    case .restored:
      show(TimelineEntry(event: "events restored", text: "the server is back", mark: .note))
    case .resumed:
      catchUp()
    }
    return stageChanged(from: before)
  }

  private func stageChanged(from before: CallProgress.Stage) -> Int32? {
    switch progress.stage {
    case .over(let wasConnected):
      return wasConnected ? ExitCode.success : ExitCode.callFailed
    case .connected where before == .settingUp:
      if options.untilConnected { return ExitCode.success }
      // The cancel crossed the answer: the wish to end the call still stands.
      if isHangingUp { endCall() }
      if let seconds = options.hangUpAfterSeconds { feedLater(.hangUp, seconds) }
    case .connected, .settingUp: break
    }
    return nil
  }

  // MARK: Work that waits for the server

  private func place() {
    work.append(
      Task { [client, options, feed] in
        do {
          feed.yield(.placed(try await client.startPhoneAudio(options.parameters)))
        } catch {
          feed.yield(.notPlaced(error))
        }
      })
  }

  private func readEvents() {
    work.append(
      Task { [client, feed] in
        do {
          for try await event in client.events() { feed.yield(.event(event)) }
        } catch {
          feed.yield(.eventsEnded(error))
        }
      })
  }

  private func feedLater(_ input: Input, _ seconds: Double) {
    work.append(
      Task { [feed] in
        // Cancelled when the call is over first.
        guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
        feed.yield(input)
      })
  }

  private func catchUp() {
    guard let invitation else { return }
    work.append(
      Task { [client, feed] in
        // What cannot be read now is no end of the call; only a resource that is gone is.
        func current(_ href: String) async throws -> ResourceDocument? {
          do {
            return try await client.read(href)
          } catch let error as ClientError where error.status == 404 || error.status == 410 {
            return nil
          }
        }
        guard let document = try? await Optional(current(invitation.href)) else { return }
        var phoneAudio: ResourceDocument?
        if let href = document?.link("phoneAudio") {
          guard let found = try? await current(href) else { return }
          phoneAudio = found
        }
        feed.yield(.caughtUp(invitation: document, phoneAudio: phoneAudio))
      })
  }

  private func startHangingUp() {
    guard !isHangingUp else { return }
    isHangingUp = true
    let what = progress.stage == .connected ? "hanging up" : "cancelling"
    show(TimelineEntry(event: "hangup requested", leg: .ownPhone, text: what, mark: .note))
    endCall()
  }

  private func endCall() {
    // Without an address yet, `placed` comes back here.
    guard let invitation else { return }
    work.append(
      Task { [client, feed, progress] in
        do {
          if progress.stage == .connected, let conversation = progress.conversation {
            try await client.stopPhoneAudio(conversation: conversation)
          } else {
            try await client.cancel(invitation)
          }
        } catch {
          feed.yield(.hangUpFailed(error))
        }
      })
  }

  // MARK: What goes wrong

  private func hangUpFailed(_ error: any Error) -> Int32? {
    // The call ended, or was answered, at the same moment; the event that says which is on its way.
    if case ClientError.notOffered = error { return nil }
    if let status = (error as? ClientError)?.status, [404, 409, 410].contains(status) { return nil }
    return fail(error, "the call could not be ended")
  }

  private func refuse(_ error: any Error) -> Int32 {
    fail(error, "the call was refused")
  }

  private func lose(_ error: any Error) -> Int32 {
    fail(error, "the events of the call stopped")
  }

  private func fail(_ error: any Error, _ what: String) -> Int32 {
    let reason = (error as? ClientError)?.reason
    if options.printsJSON {
      show(
        TimelineEntry(
          event: "error", code: reason?.code, subcode: reason?.subcode, message: reason?.message ?? "\(error)",
          text: what))
    }
    Console.printError("workline: \(what): \(error)")
    return CallCommand.exitCode(of: error)
  }

  private func show(_ entry: TimelineEntry) {
    let seconds = (clock.now - begin) / .seconds(1)
    if options.printsJSON {
      Console.print(format.json(entry, at: Date(), elapsedSeconds: seconds))
    } else if let line = format.line(entry, elapsedSeconds: seconds) {
      Console.print(line)
    }
  }
}
