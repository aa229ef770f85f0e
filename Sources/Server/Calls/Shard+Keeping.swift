import CallControl
import SIP
import Store
import UCWA

/// Calls that are up are kept in the journal, and are under control again after a restart.
extension Shard {
  /// Writes down what has changed of a call that is up, and that it is up no more.
  func keep(_ session: CallSession) {
    let saved = session.call.saved
    guard saved != session.kept else { return }
    session.kept = saved
    let plan = session.plan
    guard let saved, let own = leg(.own, saved.own, session), let other = leg(.other, saved.other, session) else {
      return environment.journal.append([CallRecord.removal(created: plan.created, key: plan.key)])
    }
    let record = CallRecord(
      key: plan.key, invitationID: plan.invitationID, created: plan.created, saved: saved, own: own, other: other,
      displayedNumber: plan.displayedNumber, answered: session.answeredBy,
      applications: session.offeredTo.map(\.id))
    environment.journal.append([record.journalRecord])
  }

  /// What is told from now on waits for the record that is to be written: after a crash it must be so still.
  func holdEvents(_ session: CallSession) {
    if session.undelivered == nil { session.undelivered = [] }
  }

  /// Writes down how far a call has come for its user. The events that wait are delivered when it is committed.
  func record(_ session: CallSession) {
    guard session.undelivered != nil else { return environment.journal.append(records(session)) }
    let key = session.plan.key
    session.commits += 1
    // The call may be over before.
    delivering[key] = session
    environment.journal.append(records(session)) { [self] result in
      post { shard in
        guard let session = shard.delivering[key] else { return }
        // What could not be written while somebody waited is kept for when it can.
        if case .failure = result { shard.environment.journal.append(shard.records(session)) }
        session.commits = max(0, session.commits - 1)
        shard.deliver(session)
      }
    }
  }

  /// Tells what waits for a call, written down or not: something is to be told after it.
  func deliverNow(_ key: UInt64) {
    guard let session = delivering[key] else { return }
    session.commits = 0
    deliver(session)
  }

  private func records(_ session: CallSession) -> [JournalRecord] {
    session.publication.records(isConnected: session.call.isConnected && !session.call.isDetached)
  }

  /// Tells what waits, unless a record is being written.
  func deliver(_ session: CallSession) {
    guard session.commits == 0 else { return }
    delivering[session.plan.key] = nil
    guard let events = session.undelivered else { return }
    session.undelivered = nil
    let audience = session.audience
    for events in events { for application in audience { application.deliver(events) } }
  }

  private func leg(_ leg: LegID, _ media: SavedCall.Leg, _ session: CallSession) -> CallRecord.Leg? {
    guard let dialog = session[leg].dialog?.state, let destination = session[leg].destination else { return nil }
    return CallRecord.Leg(trunk: destination.trunk.name, uri: destination.uri, dialog: dialog, media: media)
  }

  /// What was sent in a dialog after its record was written is not known: its numbers are left out.
  private static let skippedNumbers: UInt32 = 10_000

  /// Takes a call of an earlier process up again. On the shard's thread, before anything is received.
  ///
  /// - Throws: If one of its dialogs cannot be read.
  func restore(
    _ record: CallRecord, _ plan: CallPlan, _ publication: CallPublication, _ space: UserSpace,
    offeredTo applications: [ApplicationSession]
  ) throws(SIPError) {
    func dialog(_ leg: CallRecord.Leg) throws(SIPError) -> SIPDialog {
      var state = leg.dialog
      // Wrapping: a number that makes no sense costs this call, not the start.
      state.localCSeq &+= Self.skippedNumbers
      return try SIPDialog.restore(state, on: loop)
    }
    let (own, other) = (try dialog(record.own), try dialog(record.other))
    let session = CallSession(
      plan: plan, call: Call(restoring: record.saved, settings: environment.incoming.settings, jitter: plan.key),
      publication: publication, space: space, offeredTo: applications)
    for (leg, dialog, destination) in [(LegID.own, own, plan.own), (.other, other, plan.other)] {
      dialog.key = plan.key << 2 | session.slot(leg)
      session[leg].dialog = dialog
      session[leg].destination = destination
    }
    session.answeredBy = record.answered
    session.isConcluded = record.isDetached
    session.kept = record.saved
    environment.admission.restored()
    add(session)
    feed(session, .recovered(isUnsettled: record.isUnsettled))
  }

  /// A call of an earlier process that cannot be taken up again has ended for its user.
  func lose(_ record: CallRecord, _ publication: CallPublication, _ space: UserSpace) {
    environment.journal.append([CallRecord.removal(created: record.created, key: record.key)])
    guard !record.isDetached else { return }
    var publication = publication
    let outcome = Outcome(.failed, .serviceFailure, .callTerminated, .restartedDuringCall)
    let events = publication.publish(.disconnected(outcome), answeredBy: record.answered, in: space)
    for application in space.audience(publication.plan.applicationID) { application.deliver(events) }
    environment.journal.append([publication.record(isConnected: false)])
  }

  /// A 2xx to an INVITE whose transaction was an earlier process's: its ACK was lost (RFC 3261, 13.2.2.4).
  func stray(_ response: SIPMessageView, in dialog: SIPDialog?) {
    guard let dialog, response.method == .invite, (200..<300).contains(response.status),
      session(dialog.key >> 2) != nil
    else { return }
    try? dialog.acknowledge(inviteCSeq: response.cseq)
  }
}
