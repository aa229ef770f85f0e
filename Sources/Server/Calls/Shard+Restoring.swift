import CallControl
import SIP
import Store
import UCWA

/// Calls of an earlier process: those that were up are under control again, the telephones of all others are ended.
extension Shard {
  /// What was sent in a dialog after its record was written is not known: its numbers are left out.
  private static let skippedNumbers: UInt32 = 10_000

  private func dialog(_ saved: SIPDialogState) throws(SIPError) -> SIPDialog {
    var state = saved
    // Wrapping: a number that makes no sense costs this call, not the start.
    state.localCSeq &+= Self.skippedNumbers
    return try SIPDialog.restore(state, on: loop)
  }

  // MARK: Calls that were up

  /// Takes a call of an earlier process up again. On the shard's thread, before anything is received.
  ///
  /// - Throws: If one of its dialogs cannot be read.
  func restore(
    _ record: CallRecord, _ plan: CallPlan, _ publication: CallPublication, _ space: UserSpace,
    offeredTo applications: [ApplicationSession]
  ) throws(SIPError) {
    let (own, other) = (try dialog(record.own.dialog), try dialog(record.other.dialog))
    let session = CallSession(
      plan: plan, call: Call(restoring: record.saved, settings: environment.incoming.settings, jitter: plan.key),
      publication: publication, space: space, offeredTo: applications)
    for (leg, dialog, destination) in [(LegID.own, own, plan.own), (.other, other, plan.other)] {
      dialog.key = plan.key << 2 | session.slot(leg)
      session[leg].dialog = dialog
      session[leg].destination = destination
      session[leg].mark = nextMark() | 1
      session[leg].isInvited = true
      session.kept.callMarks.append(session[leg].mark)
    }
    session.answeredBy = record.answered
    session.isConcluded = record.isDetached
    session.kept.call = record.saved
    environment.admission.restored()
    add(session)
    feed(session, .recovered(isUnsettled: record.isUnsettled))
  }

  /// A call of an earlier process that cannot be taken up again has ended for its user.
  func lose(_ record: CallRecord, _ publication: CallPublication, _ space: UserSpace) {
    var records = [CallRecord.removal(created: record.created, key: record.key)]
    var events: [Event] = []
    var publication = publication
    if !record.isDetached {
      let outcome = Outcome(.failed, .serviceFailure, .callTerminated, .restartedDuringCall)
      events = publication.publish(.disconnected(outcome), answeredBy: record.answered, in: space)
      publication.show(in: space)
      records.append(publication.record(isConnected: false))
    }
    ApplicationSession.deliver(
      [events], to: space.audience(publication.plan.applicationID), with: records, in: environment.journal)
  }

  /// A 2xx to an INVITE whose transaction was an earlier process's: its ACK was lost (RFC 3261, 13.2.2.4). Or another
  /// final response to one that was cancelled after the restart.
  func stray(_ response: SIPMessageView, in dialog: SIPDialog?) {
    guard let dialog, response.status >= 200 else { return }
    if response.method == .cancel {
      // It knows of no INVITE that waits. Only a 200 that it has sent before could still come, repeated every 4 s at least
      // (RFC 3261, 13.3.1.4); one that has come has a BYE on the way.
      if response.status == 481, !dialog.isEstablished {
        abandoned[dialog.key >> 2]?.timer.start(after: .seconds(5))
      }
      return
    }
    guard response.method == .invite else { return }
    if let leg = abandoned[dialog.key >> 2] { return strayed(response, leg) }
    guard response.status < 300, session(dialog.key >> 2) != nil else { return }
    try? dialog.acknowledge(inviteCSeq: response.cseq)
  }

  // MARK: Telephones that are to go

  /// Ends what an earlier process has left at the telephones. On the shard's thread.
  func clear(_ record: LooseLegsRecord) {
    let group = AbandonedLeg.Group(record)
    for index in record.legs.indices { clear(index, group) }
    if record.legs.isEmpty { forget(group) }
  }

  private func clear(_ index: Int, _ group: AbandonedLeg.Group) {
    let saved = group.record.legs[index]
    var leg: AbandonedLeg?
    do throws(SIPError) {
      if let head = saved.head, !saved.isAnswered {
        // A caller who still waits gets his answer, and no BYE before it (RFC 3261, section 15).
        try loop.answer(saved: head, 503, localTag: saved.dialog.localTag)
        return left(group)
      }
      // Whether his 200 has left is not known. If it has, he does not heed this, and gets his BYE also where there is no
      // way for responses any more, as after a TCP connection.
      if let head = saved.head { try? loop.answer(saved: head, 503, localTag: saved.dialog.localTag) }
      let trunk = (environment.routing.trunks + [environment.routing.local.trunk]).first { $0.name == saved.trunk }
      let abandoned = AbandonedLeg(
        try dialog(saved.dialog), credentials: trunk?.credentials, group: group, index: index, on: loop)
      leg = abandoned
      abandoned.dialog.key = abandoned.key << 2
      self.abandoned[abandoned.key] = abandoned
      if abandoned.dialog.isEstablished {
        return try acknowledgeAndEnd(abandoned, inviteCSeq: saved.head == nil ? saved.inviteCSeq : 0)
      }
      try abandoned.dialog.cancelSaved(inviteCSeq: saved.inviteCSeq, branch: saved.branch)
      // One that was sent again with credentials is another (RFC 3261, 22.2).
      guard trunk?.credentials != nil else { return }
      try abandoned.dialog.cancelSaved(inviteCSeq: saved.inviteCSeq &+ 1, branch: saved.branch + ".1")
    } catch {
      environment.log(.warning, "A telephone that an earlier process has called cannot be told to stop: \(error)")
      if let leg { gone(leg) } else { left(group) }
    }
  }

  /// - Parameter inviteCSeq: Of the INVITE whose ACK may be missing; 0 for none.
  private func acknowledgeAndEnd(_ leg: AbandonedLeg, inviteCSeq: UInt32) throws(SIPError) {
    if inviteCSeq > 0 { try leg.dialog.acknowledge(inviteCSeq: inviteCSeq) }
    guard leg.bye == nil else { return }
    leg.bye = try leg.dialog.request(
      .bye, credentials: leg.credentials, key: leg.key << 5 | Purpose.bye.rawValue)
  }

  private func strayed(_ response: SIPMessageView, _ leg: AbandonedLeg) {
    guard response.status < 300 else { return gone(leg) }
    guard !leg.dialog.isEstablished else {
      try? acknowledgeAndEnd(leg, inviteCSeq: response.cseq)
      return
    }
    // It has answered before it heard that nobody calls any more. Once it has an ACK it says no more of itself, so who it
    // is must be recorded before.
    try? leg.dialog.establish(by: response)
    guard let dialog = leg.dialog.state else { return gone(leg) }
    // The time that its BYE may take, whatever has passed.
    leg.timer.start(after: AbandonedLeg.patience)
    let (key, cseq) = (leg.key, response.cseq)
    leg.group.record.legs[leg.index].dialog = dialog
    leg.group.record.legs[leg.index].inviteCSeq = cseq
    leg.group.record.legs[leg.index].isAnswered = true
    environment.journal.append([leg.group.record.journalRecord]) { [self] _ in
      post { shard in
        guard let leg = shard.abandoned[key] else { return }
        try? shard.acknowledgeAndEnd(leg, inviteCSeq: cseq)
      }
    }
  }

  /// A request of a telephone that is to go.
  func received(_ request: SIPMessageView, as transaction: SIPServerTransaction, from leg: AbandonedLeg) {
    guard request.method == .bye else {
      try? transaction.respond(481)
      return
    }
    try? transaction.respond(200)
    gone(leg)
  }

  /// Nothing is left of a telephone, or nothing more can be done.
  func gone(_ leg: AbandonedLeg) {
    guard abandoned.removeValue(forKey: leg.key) != nil else { return }
    leg.timer.cancel()
    leg.dialog.destroy()
    left(leg.group)
  }

  private func left(_ group: AbandonedLeg.Group) {
    group.count -= 1
    if group.count == 0 { forget(group) }
  }

  private func forget(_ group: AbandonedLeg.Group) {
    environment.journal.append([LooseLegsRecord.removal(created: group.record.created, key: group.record.key)])
  }
}

/// A telephone that an earlier process has called and that is to go. Touched on the shard's thread only.
final class AbandonedLeg {
  /// Those of one record, which stays until the last has gone.
  final class Group {
    var record: LooseLegsRecord
    var count: Int

    init(_ record: LooseLegsRecord) {
      self.record = record
      count = record.legs.count
    }
  }

  /// 64*T1: a telephone that has said nothing by then says nothing any more (RFC 3261, 9.1 and 17.1.1.2).
  static let patience = Duration.seconds(32)

  /// Names it on its shard, as `CallPlan.key` names a call.
  let key = CallPlan.newKey()
  let dialog: SIPDialog
  let credentials: SIPCredentials?
  let group: Group
  /// Its place in the record.
  let index: Int
  var bye: SIPClientTransaction?
  let timer: SIPTimer

  init(_ dialog: SIPDialog, credentials: SIPCredentials?, group: Group, index: Int, on loop: SIPLoop) {
    self.dialog = dialog
    self.index = index
    self.credentials = credentials
    self.group = group
    timer = SIPTimer(on: loop, key: key << 5)
    timer.start(after: Self.patience)
  }
}
