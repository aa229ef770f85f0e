import Testing

@testable import CallControl

/// A call, and what the far ends, timers and the application of it would hold.
extension CallModelTests {
  /// What a fork of a phone holds of its reliable provisional responses.
  struct Fork {
    /// RSeq of the last one.
    var sequence: UInt32 = 0
    var awaitsPrack = false
    /// What waits for the PRACK is an offer.
    var isOffer = false
    /// Where it receives, once it has said so, and where it was told to send.
    var receives: SessionDescription.Endpoint?
    var sends: SessionDescription.Endpoint?
    var hasFailed = false
  }

  /// What a real phone would hold for one leg.
  struct FarEnd {
    var isInvited = false
    /// The INVITE had an offer.
    var hasOffer = false
    var forks: [String: Fork] = [:]
    /// The fork that answered.
    var winner = ""
    /// Whether the ACK must hold an answer; nil: either will do.
    var needsAnswer: Bool?
    var isCancelled = false
    /// Answered with 200 and not acknowledged.
    var awaitsAck = false
    var isUp = false
    var hasReinvite = false
    var reinviteAwaitsAck = false
    var hasBye = false
    /// The phone's own re-INVITE is open, or answered and not acknowledged by the phone.
    var offered = false
    var owesAck = false
    /// What it offered was in an UPDATE, which has no ACK.
    var isUpdate = false
    /// An UPDATE of ours without a body is open, or one of the phone's.
    var hasRefresh = false
    var askedUpdate = false
    /// Offered in the phone's own re-INVITE; it holds once that is answered with 200.
    var proposes: SessionDescription.Endpoint?
    /// Where the phone receives, as it said last, and where it was told to send.
    var receives: SessionDescription.Endpoint?
    var sends: SessionDescription.Endpoint?
    /// Whether the phone may send a re-INVITE of its own.
    var mayReoffer: Bool {
      isUp && !awaitsAck && !offered && !owesAck && !hasReinvite && !reinviteAwaitsAck && !hasBye
    }
    var isEmpty: Bool { !isInvited && !awaitsAck && !isUp && !hasReinvite && !hasBye && !offered }
  }

  struct World {
    var call: Call
    var ends: [LegID: FarEnd] = [.own: FarEnd(), .other: FarEnd(), .new: FarEnd()]
    var timers: Set<CallTimer> = []
    var redirecting = false
    var completed = 0
    var connected = 0
    /// With a fork that had offered its media before.
    var connectedAfterEarlyMedia = 0
    var disconnected = 0
    var finished = false
    /// The socket for tones, what plays, and whether the own phone's audio is known to it.
    var mediaIsOpen = false
    var tone: CallTone?
    var knowsOwn = false
    var heard: [CallTone] = []
    /// Whether the key that confirms the call was pressed while it was awaited.
    var isConfirmed = false
    /// Operations that began, and how many were settled with a notice.
    var changes = 0
    var settled = 0
    /// Takeovers that began, and how many were settled: each has an invitation of its own.
    var takeovers = 0
    var takeoversCompleted = 0
    /// Legs whose place another took.
    var replaced = 0
    /// UPDATEs and re-INVITEs that refreshed a session, and legs that were lost because there was none.
    var refreshes = 0
    var lost = 0
    /// Whether both phones are to send where the other receives; not with phones that move when they were just told.
    var checksMedia = true
    /// What the action under way tells a phone.
    var described: [LegID: SessionDescription.Endpoint] = [:]
    /// Offered by a re-INVITE that has no answer yet: nothing holds until it is taken (RFC 3261, 14.1).
    var offered: [LegID: SessionDescription.Endpoint] = [:]
    /// What happened, put into words only when something is wrong.
    var events: [CallEvent] = []
    var trace: String { events.map(\.brief).joined(separator: ", ") }

    mutating func feed(_ event: CallEvent) {
      events.append(event)
      let wasPossible = isPossible(event)
      let before = changes
      if call.phase == .confirming, case .pressed(.own, call.settings.confirmation, let signal) = event,
        call.keys.signal ?? signal == signal
      {
        isConfirmed = true
      }
      for action in call.handle(event) {
        described = [:]
        perform(action)
      }
      checkMedia()
      checkSessions()
      for leg in LegID.allCases where ends[leg]!.isUpdate && ends[leg]!.owesAck {
        ends[leg]!.isUpdate = false
        step(.acknowledged(leg, nil))
      }
      if let wasPossible { #expect((changes == before + 1) == wasPossible, "offered and refused: \(trace)") }
      #expect(!(call.canHold && call.canResume))
      if call.phase == .connected, !call.isDetached {
        #expect(changes - settled == (call.canHold || call.canResume ? 0 : 1), "\(trace)")
      }
      if call.phase == .connected || call.phase == .joining || call.phase == .aligning {
        #expect(tone == nil, "a tone while talking: \(trace)")
      }
      if call.phase == .connected { #expect(!mediaIsOpen, "\(trace)") }
      if call.phase == .confirming { #expect(timers.contains(.confirmation), "it waits for ever: \(trace)") }
    }

    /// Whether the operation is offered now; nil for what is no operation on the media.
    func isPossible(_ event: CallEvent) -> Bool? {
      switch event {
      case .hold: call.canHold
      case .resume: call.canResume
      case .takeOver, .transfer: call.isDetached ? nil : call.canReplace
      default: nil
      }
    }

    /// Each of two joined phones sends where the other receives.
    func checkMedia() {
      guard checksMedia, call.phase == .connected, !call.isHeld, call.change == nil, call.replacement == nil,
        call.relaying == nil,
        !ends.values.contains(where: { $0.offered || $0.owesAck })
      else { return }
      #expect(ends[.own]!.sends == ends[.other]!.receives, "\(trace)")
      #expect(ends[.other]!.sends == ends[.own]!.receives, "\(trace)")
    }

    /// Somebody sees to it that each of two joined phones is still there.
    func checkSessions() {
      guard call.settings.hasSessionTimers, call.phase == .connected else { return }
      for leg in [LegID.own, .other] where call[leg].state == .established {
        let isWatched = timers.contains(leg.sessionTimer) || ends[leg]!.hasRefresh || ends[leg]!.hasReinvite
        #expect(isWatched, "\(leg) may go unnoticed: \(trace)")
      }
    }

    mutating func perform(_ action: CallAction) {
      switch action {
      case .invite(let leg, let description?), .reinvite(let leg, let description?),
        .acknowledge(let leg, let description?), .respond(let leg, 200, let description?),
        .prack(let leg, _, let description?):
        described[leg] = description.audio
      default: break
      }
      switch action {
      case .record, .accept, .refuse, .rememberOfferRequired: break
      case .notify(.connected):
        let winner = ends[.other]!.forks[ends[.other]!.winner]
        #expect(winner?.awaitsPrack != true, "connected without PRACK: \(trace)")
        if winner?.receives != nil { connectedAfterEarlyMedia += 1 }
        completed += 1
        connected += 1
      case .notify(.failed): completed += 1
      case .notify(.disconnected(let outcome)):
        disconnected += 1
        if case .lost(_, .silent) = outcome.text { lost += 1 }
      case .notify(.changing): changes += 1
      case .notify(.held):
        settled += 1
        #expect(call.isHeld && call.canResume)
      case .notify(.resumed):
        settled += 1
        #expect(!call.isHeld && call.canHold)
      case .notify(.changeFailed): settled += 1
      case .notify(.replacing(let cause)):
        changes += 1
        if cause == .takeover { takeovers += 1 }
      case .notify(.replaced(let cause)):
        settled += 1
        replaced += 1
        if cause == .takeover { takeoversCompleted += 1 }
        if cause.leg == .own, cause != .takeover { disconnected += 1 }
        #expect(!call.isHeld && !call.own.isStopped && !call.other.isStopped)
      case .notify(.replacementFailed(let cause, _)):
        settled += 1
        if cause == .takeover { takeoversCompleted += 1 }
      // Two calls are needed for it: LendingTests.
      case .settleLoan: Issue.record("a leg that was not borrowed is given back: \(trace)")
      case .reportTransfer(let leg, _): #expect(ends[leg]!.isUp && !ends[leg]!.hasBye, "NOTIFY to nobody: \(trace)")
      case .exchange(let one, let two):
        (ends[one], ends[two]) = (ends[two], ends[one])
        (offered[one], offered[two]) = (offered[two], offered[one])
        let running = (timers.contains(one.sessionTimer), timers.contains(two.sessionTimer))
        for timer in [one.sessionTimer, two.sessionTimer] { timers.remove(timer) }
        if running.0 { timers.insert(two.sessionTimer) }
        if running.1 { timers.insert(one.sessionTimer) }
      case .notify: break
      case .invite(let leg, let offer):
        if leg == .own, let endpoint = call.settings.media { #expect(offer?.audio == endpoint) }
        if leg == .other, call.settings.confirmation != nil { #expect(isConfirmed, "not confirmed: \(trace)") }
        ends[leg] = FarEnd(isInvited: true, hasOffer: offer != nil, sends: described[leg])
      case .cancel(let leg): ends[leg]!.isCancelled = true
      case .prack(let leg, let response, let answer):
        let fork = ends[leg]!.forks[response.fork]
        #expect(fork?.awaitsPrack == true && fork?.sequence == response.sequence, "PRACK for nothing: \(trace)")
        #expect((answer != nil) == fork?.isOffer, "PRACK with or without answer: \(trace)")
        ends[leg]!.forks[response.fork]?.awaitsPrack = false
        if answer != nil {
          ends[leg]!.forks[response.fork]?.sends = described[leg]
          if ends[leg]!.isUp, ends[leg]!.winner == response.fork { ends[leg]!.sends = described[leg] }
        }
      case .acknowledge(let leg, let answer):
        #expect(ends[leg]!.awaitsAck || ends[leg]!.reinviteAwaitsAck, "ACK for nothing: \(trace)")
        if ends[leg]!.awaitsAck, let needed = ends[leg]!.needsAnswer {
          #expect((answer != nil) == needed, "ACK with or without answer: \(trace)")
        }
        ends[leg]!.awaitsAck = false
        ends[leg]!.reinviteAwaitsAck = false
        if let endpoint = described[leg] { ends[leg]!.sends = endpoint }
      case .reinvite(let leg, _):
        #expect(ends[leg]!.isUp && !ends[leg]!.hasReinvite && !ends[leg]!.offered, "re-INVITE out of turn: \(trace)")
        #expect(!call[leg].isUnconfirmed, "re-INVITE before the ACK: \(trace)")
        if call[leg].timer.refresh == .reinvite { refreshes += 1 }
        ends[leg]!.hasReinvite = true
        offered[leg] = described[leg]
      case .update(let leg):
        #expect(ends[leg]!.isUp && !ends[leg]!.hasRefresh && !ends[leg]!.hasBye, "UPDATE out of turn: \(trace)")
        ends[leg]!.hasRefresh = true
        refreshes += 1
      case .respondToUpdate(let leg, _):
        #expect(ends[leg]!.askedUpdate, "response for nothing: \(trace)")
        ends[leg]!.askedUpdate = false
      case .bye(let leg):
        #expect(ends[leg]!.isUp && !ends[leg]!.awaitsAck, "BYE out of turn: \(trace)")
        #expect(!call[leg].isUnconfirmed, "BYE before the ACK: \(trace)")
        ends[leg]!.hasBye = true
      case .respond(let leg, let status, _):
        #expect(ends[leg]!.offered, "response for nothing: \(trace)")
        ends[leg]!.offered = false
        ends[leg]!.owesAck = status == 200
        if status != 200 { ends[leg]!.isUpdate = false }
        if status == 200, let endpoint = described[leg] { ends[leg]!.sends = endpoint }
        if status == 200, let endpoint = ends[leg]!.proposes { ends[leg]!.receives = endpoint }
      case .redirect: redirecting = true
      case .openMedia:
        #expect(mediaIsOpen, "\(trace)")
        knowsOwn = true
      case .play(let tone):
        #expect(mediaIsOpen && knowsOwn, "\(trace)")
        if tone == .ringback || tone == .busy || tone == .congestion { #expect(call.settings.playsProgress) }
        self.tone = tone
        if let tone { heard.append(tone) }
      case .closeMedia:
        #expect(mediaIsOpen, "closed twice: \(trace)")
        mediaIsOpen = false
        tone = nil
      case .startTimer(let timer, _): timers.insert(timer)
      case .stopTimer(let timer): timers.remove(timer)
      case .release(.new):
        // The SIP layer sees to the rest of a BYE or CANCEL.
        let end = ends[.new]!
        #expect(!(end.isInvited && !end.isCancelled) && !(end.isUp && !end.hasBye), "let go of: \(trace)")
        ends[.new] = FarEnd()
        #expect(!timers.contains(.sessionNew), "a timer is left: \(trace)")
      case .release(let leg): #expect(!timers.contains(leg.sessionTimer), "a timer is left: \(trace)")
      case .finish:
        #expect(!finished)
        finished = true
      }
    }

    /// Lets it happen.
    mutating func take(_ event: CallEvent) {
      guard case .timer(let timer) = event else { return step(event) }
      timers.remove(timer)
      for leg in LegID.allCases where timer == leg.releaseTimer { ends[leg] = FarEnd() }
      feed(event)
    }

    /// Stops the server, and lets everybody answer what is still open.
    mutating func drain() {
      feed(.shutdown)
      for _ in 0..<100 where !finished {
        let open: [CallEvent] = LegID.allCases.flatMap { leg in
          [
            .refused(leg, Refusal(status: 487)), .reinviteRefused(leg, Refusal(status: 487)), .acknowledged(leg, nil),
            .updateRefused(leg, Refusal(status: 487)),
            .byeCompleted(leg), .redirectRefused(.otherSideHungUp), .timer(leg.releaseTimer),
          ]
        }
        guard let event = open.first(where: canHappen) else { return }
        take(event)
      }
    }

    mutating func step(_ event: CallEvent) {
      switch event {
      case .reliable(let leg, let response, let body):
        var fork = ends[leg]!.forks[response.fork] ?? Fork()
        fork.sequence = response.sequence
        fork.awaitsPrack = true
        fork.isOffer = body.flatMap(SessionDescription.init) != nil && fork.receives == nil && !ends[leg]!.hasOffer
        fork.receives = fork.receives ?? body.flatMap(SessionDescription.init)?.audio
        ends[leg]!.forks[response.fork] = fork
      case .prackFailed(let leg, let fork):
        ends[leg]!.forks[fork]?.hasFailed = true
        ends[leg]!.forks[fork]?.sends = nil
      case .answered(let leg, let body, let name, _):
        let fork = name.flatMap { ends[leg]!.forks[$0] } ?? Fork()
        ends[leg]!.winner = name ?? ""
        if ends[leg]!.hasOffer {
          ends[leg]!.needsAnswer = false
        } else if fork.receives == nil {
          ends[leg]!.needsAnswer = body.flatMap(SessionDescription.init) == nil ? nil : true
        } else {
          ends[leg]!.needsAnswer = fork.awaitsPrack || fork.hasFailed ? nil : false
          ends[leg]!.sends = fork.sends
        }
        ends[leg]!.receives = body.flatMap(SessionDescription.init)?.audio ?? fork.receives
        ends[leg]!.isInvited = false
        ends[leg]!.awaitsAck = true
        ends[leg]!.isUp = true
      case .refused(let leg, _): ends[leg] = FarEnd()
      case .updateAnswered(let leg, _), .updateRefused(let leg, _): ends[leg]!.hasRefresh = false
      case .updated(let leg, nil, _): ends[leg]!.askedUpdate = true
      case .updated(let leg, let body?, _):
        ends[leg]!.offered = true
        ends[leg]!.isUpdate = true
        ends[leg]!.proposes = SessionDescription(body)?.audio
      case .reanswered(let leg, let body, _):
        if let endpoint = offered.removeValue(forKey: leg) { ends[leg]!.sends = endpoint }
        if let endpoint = body.flatMap(SessionDescription.init)?.audio { ends[leg]!.receives = endpoint }
        ends[leg]!.hasReinvite = false
        ends[leg]!.reinviteAwaitsAck = true
      case .reinviteRefused(let leg, _):
        offered[leg] = nil
        ends[leg]!.hasReinvite = false
      case .hungUp(let leg), .byeCompleted(let leg): ends[leg]!.isUp = false
      case .reoffered(let leg, let body, _):
        ends[leg]!.offered = true
        ends[leg]!.proposes = body.flatMap(SessionDescription.init)?.audio
      case .acknowledged(let leg, let body):
        ends[leg]!.owesAck = false
        if let endpoint = body.flatMap(SessionDescription.init)?.audio, ends[leg]!.proposes == nil {
          ends[leg]!.receives = endpoint
        }
        ends[leg]!.proposes = nil
      case .unacknowledged(let leg): ends[leg]!.owesAck = false
      case .redirectAccepted, .redirectRefused: redirecting = false
      default: break
      }
      feed(event)
      switch event {
      case .hungUp(let leg):
        // A phone that hung up keeps only a BYE of ours that crossed its own.
        let crossed = ends[leg]!.hasBye
        #expect(!ends[leg]!.offered, "the phone's re-INVITE was never answered: \(trace)")
        ends[leg] = FarEnd(hasBye: crossed)
      case .byeCompleted(let leg): ends[leg] = FarEnd()
      default: break
      }
    }
  }
}
