import CallControl
import SIP
import Store
import UCWA

/// What the journal keeps of calls, so that the next process can go on with them, or end what was begun.
///
/// Three rules. What a step tells and what it records go to the journal in one piece. What reaches a telephone is
/// recorded before: an INVITE before it leaves, a dialog before its first ACK, a change of a call that is up before its
/// first re-INVITE, the end of one before its BYE. And a BYE of a telephone is answered when its consequences are
/// recorded, so that it is repeated if they are not.
extension Shard {
  // MARK: Steps

  /// Hands over what a step has brought: what is told, and what the journal keeps of it.
  ///
  /// - Parameters:
  ///   - isConcluding: Whether the user's part of the call is recorded although he has left it to others.
  ///   - isOver: Whether the step is over, and not held in its midst.
  func settle(_ session: CallSession, isConcluding: Bool = false, isOver: Bool = true) {
    var records = changes(of: session, isOver: isOver)
    let isAwaited = !records.isEmpty && (session.kept.call != nil || !session.kept.looseMarks.isEmpty)
    if session.needsRecord, isConcluding || !session.isConcluded {
      records += session.publication.records(isConnected: session.call.isConnected && !session.call.isDetached)
      session.isConcluded = session.isConcluded || session.call.isDetached
    }
    session.needsRecord = false
    let events = session.untold
    session.untold = []
    session.publication.show(in: session.space)
    if !records.isEmpty || !events.isEmpty {
      ApplicationSession.deliver(
        events, to: events.isEmpty ? [] : session.audience, with: records, in: environment.journal)
    }
    if isAwaited { _ = fence(session) }
    guard !session.owed.isEmpty, session.waiting.isEmpty else { return }
    let owed = session.owed
    session.owed = []
    whenRecorded { _ in for transaction in owed { try? transaction.respond(200) } }
  }

  /// Runs work when all that was recorded so far is committed, or cannot be.
  func whenRecorded(_ work: @escaping @Sendable (isolated Shard) -> Void) {
    environment.journal.append([]) { [self] _ in post(work) }
  }

  /// Has the shard told when all that was recorded so far is committed.
  private func fence(_ session: CallSession) -> UInt64 {
    let key = session.plan.key
    session.kept.written += 1
    let number = session.kept.written
    environment.journal.append([]) { [self] result in post { $0.recorded(key, number, result) } }
    return number
  }

  // MARK: Waiting

  /// Holds actions, and whatever comes after them, until the journal has what has become of the call.
  func hold(_ actions: CallSession.Held.Actions, _ session: CallSession, isConcluding: Bool = false) {
    // One wait less: what is to be invited is recorded along.
    switch actions {
    case .call(let actions): prepareInvites(in: actions, session)
    case .incoming(let actions): prepareAnswer(in: actions, session)
    }
    settle(session, isConcluding: isConcluding, isOver: false)
    let number = session.kept.isCommitted ? fence(session) : session.kept.written
    session.held = CallSession.Held(actions: actions, number: number, isFirst: false)
  }

  /// The same for the record without which nothing begins.
  func holdFirst(_ actions: [CallAction], _ session: CallSession) {
    prepareInvites(in: actions, session)
    let key = session.plan.key
    let before = session.kept
    let number = session.kept.written + 1
    session.held = CallSession.Held(actions: .call(actions), number: number, isFirst: true)
    recordFirst(session) { [self] result in
      post { shard in
        if case .failure = result { shard.session(key)?.kept.forget(to: before) }
        shard.recorded(key, number, result)
      }
    }
  }

  /// Writes the record that must be there before anything rings, with the telephones that are about to be called.
  func recordFirst(_ session: CallSession, then: @escaping @Sendable (Result<Void, StoreError>) -> Void) {
    let records = [session.publication.firstRecord] + changes(of: session)
    session.kept.written += 1
    environment.journal.append(records, then: then)
  }

  private func prepareInvites(in actions: [CallAction], _ session: CallSession) {
    for action in actions { if case .invite(let leg, _) = action { try? prepare(leg, session) } }
  }

  private func recorded(_ key: UInt64, _ number: UInt64, _ result: Result<Void, StoreError>) {
    guard let session = session(key) else { return }
    session.kept.committed = max(session.kept.committed, number)
    guard let held = session.held, held.number <= number else { return }
    session.held = nil
    let waiting = session.waiting
    session.waiting = []
    if held.isFirst, case .failure(let error) = result {
      // Of an outage the store says when it begins and ends.
      environment.log(
        error.isOutage ? .debug : .error, "A call was not begun: its record could not be written: \(error)")
      feed(session, .recordFailed)
    } else {
      // What cannot be written while it is under way goes on all the same.
      switch held.actions {
      case .call(let actions): perform(actions[...], for: session, isReleased: true)
      case .incoming(let actions): perform(actions[...], incoming: session, isReleased: true)
      }
    }
    for item in waiting {
      switch item {
      case .call(let event): feed(session, event)
      case .incoming(let event): feed(session, incoming: event)
      case .work(let work): whenFree(session, work)
      }
    }
    // Nothing may have come of what waited.
    if session.held == nil { settle(session) }
  }

  /// Runs work on a call that waits for nothing, on the shard's thread.
  private func whenFree(_ session: CallSession, _ work: @escaping (isolated Shard) -> Void) {
    if session.held == nil { work(self) } else { session.waiting.append(.work(work)) }
  }

  /// Runs work on the shard's thread when the call, if there is one, waits for nothing. From any thread.
  nonisolated func post(to key: UInt64, _ work: @escaping @Sendable (isolated Shard) -> Void) {
    post { shard in
      guard let session = shard.session(key) else { return work(shard) }
      shard.whenFree(session, work)
    }
  }

  /// Whether an action must wait until the journal has what the next process would need to know of it.
  func mustWait(_ action: CallAction, _ session: CallSession) -> Bool {
    switch action {
    case .invite(let leg, _):
      // What cannot be prepared cannot be sent, and fails then.
      guard (try? prepare(leg, session)) != nil else { return false }
      return !session.kept.has(session[leg].mark)
    case .acknowledge(let leg, _): return session[leg].dialog != nil && !session.kept.has(session[leg].mark)
    case .reinvite:
      guard let before = session.kept.call, session.call.saved?.isUnsettled == true else { return false }
      return !before.isUnsettled || !session.kept.isCommitted
    case .bye: return session.kept.call != nil && session.kept.callMarks != marks(of: session.call.saved, session)
    default: return false
    }
  }

  // MARK: Records

  private func marks(of saved: SavedCall?, _ session: CallSession) -> [UInt64] {
    saved == nil ? [] : [session[.own].mark, session[.other].mark]
  }

  /// Records of what has changed of the telephones.
  private func changes(of session: CallSession, isOver: Bool = true) -> [JournalRecord] {
    // A call is up when all has been done for it: its last ACK has an answer that the next process does not know.
    var saved = isOver || session.kept.call != nil ? session.call.saved : nil
    var call: CallRecord?
    if let up = saved, up != session.kept.call || marks(of: up, session) != session.kept.callMarks {
      call = record(of: session, up)
      if call == nil { saved = nil }
    }
    var records = looseChanges(of: session, isUp: saved != nil)
    let plan = session.plan
    if let call {
      records.append(call.journalRecord)
    } else if saved == nil, session.kept.call != nil {
      records.append(CallRecord.removal(created: plan.created, key: plan.key))
    } else {
      return records
    }
    session.kept.call = saved
    session.kept.callMarks = marks(of: saved, session)
    return records
  }

  private func record(of session: CallSession, _ saved: SavedCall) -> CallRecord? {
    func leg(_ leg: LegID, _ media: SavedCall.Leg) -> CallRecord.Leg? {
      guard let dialog = session[leg].dialog?.state, let destination = session[leg].destination else { return nil }
      return CallRecord.Leg(trunk: destination.trunk.name, uri: destination.uri, dialog: dialog, media: media)
    }
    guard let own = leg(.own, saved.own), let other = leg(.other, saved.other) else { return nil }
    let plan = session.plan
    return CallRecord(
      key: plan.key, invitationID: plan.invitationID, created: plan.created, saved: saved, own: own, other: other,
      displayedNumber: plan.displayedNumber, answered: session.answeredBy,
      applications: session.offeredTo.map(\.id))
  }

  private func looseChanges(of session: CallSession, isUp: Bool) -> [JournalRecord] {
    let kept = session.kept.looseMarks
    var count = 0
    var isNew = false
    session.forEachLooseMark(isUp: isUp) { mark in
      count += 1
      if !kept.contains(mark) { isNew = true }
    }
    // Legs that are gone may stay in a record that names others: a BYE or CANCEL too many does no harm. One that is part
    // of a call that is up may not.
    let isEmptied = count == 0 && !kept.isEmpty
    let isMoved = count > 0 && isUp && [.own, .other].contains { (leg: LegID) in kept.contains(session[leg].mark) }
    guard isNew || isEmptied || isMoved else { return [] }
    var record = LooseLegsRecord(key: session.plan.key, created: session.plan.created, legs: [])
    session.kept.looseMarks = []
    for handles in session.looseHandles(isUp: isUp) {
      guard var dialog = handles.dialog?.state, let destination = handles.destination else { continue }
      if !handles.isInvited {
        dialog.remoteTarget = destination.uri
        dialog.nextHop = destination.trunk.nextHop
      }
      session.kept.looseMarks.append(handles.mark)
      record.legs.append(
        LooseLegsRecord.Leg(
          trunk: destination.trunk.name, dialog: dialog, branch: handles.branch,
          inviteCSeq: handles.isAnswered ? handles.answeredCSeq : handles.inviteCSeq, head: handles.head,
          isAnswered: handles.isAnswered))
    }
    return [
      record.legs.isEmpty
        ? LooseLegsRecord.removal(created: record.created, key: record.key) : record.journalRecord
    ]
  }
}

extension CallSession.Kept {
  /// Whether the journal has the leg for sure.
  func has(_ mark: UInt64) -> Bool { isCommitted && (looseMarks.contains(mark) || callMarks.contains(mark)) }

  /// What was to be written was not.
  mutating func forget(to before: Self) {
    (call, callMarks, looseMarks) = (before.call, before.callMarks, before.looseMarks)
  }
}
