import CallControl
import SIP
import Store
import UCWA

/// Puts back what the journal holds when the server starts: applications, invitations, their conversations, and calls
/// that are up. To be run before the SIP port is read.
///
/// A call that was being set up when the process ended is given up: its telephones are told, and its invitation completes
/// with ServiceFailure as the next event its application gets; so does the phone audio of a call whose legs are not known.
struct Restoration {
  private let context: ServerContext

  init(_ context: ServerContext) { self.context = context }

  func run() throws(StoreError) {
    var unreadable = try context.applications.restore()
    unreadable += try context.presence.restore()
    var records: [InvitationRecord] = []
    unreadable += try context.journal.load(.invitation) { _, value in
      records.append(try InvitationRecord(value))
    }
    var calls: [String: CallRecord] = [:]
    unreadable += try context.journal.load(.call) { _, value in
      let call = try CallRecord(value)
      calls[call.invitationID] = call
    }
    unreadable += try context.journal.load(.looseLegs) { _, value in clear(try LooseLegsRecord(value)) }
    unreadable += try restoreContactLists()
    unreadable += try restorePresenceSubscriptions()
    // Each was reported as it was found; of many the number is easier to read.
    if unreadable.count > 1 {
      context.log(
        .error, "\(unreadable.count) records of the journal could not be read; the server goes on without them.")
    }
    try restore(records, calls)
  }

  /// The order is that in which they were made, so that a conversation ends up with its last call; and that is the one
  /// that is up.
  private func restore(_ records: [InvitationRecord], _ calls: [String: CallRecord]) throws(StoreError) {
    var calls = calls
    let up = Set(calls.values.filter { !$0.isDetached }.map(\.invitationID))
    func isUp(_ record: InvitationRecord) -> Bool { up.contains(record.invitationID) }
    let standing = Set(records.filter(isUp).map(\.lastConversationID))
    // Of a call that is up they are told with it.
    var takeovers: [String: InvitationRecord] = [:]
    var others: [InvitationRecord] = []
    for record in records {
      if record.isTakeover, record.completed == nil, standing.contains(record.conversationID) {
        takeovers[record.conversationID] = record
      } else {
        others.append(record)
      }
    }
    var ended: Set<String> = []
    func place(_ record: InvitationRecord) -> (Int, Int64) { (isUp(record) ? 1 : 0, record.created) }
    for record in others.sorted(by: { place($0) < place($1) }) {
      let call = calls.removeValue(forKey: record.invitationID)
      try restore(record, call, takeover: call == nil ? nil : takeovers[record.lastConversationID], &ended)
    }
    for call in calls.values { end(call) }
  }

  /// Ends a call that is nobody's any more.
  private func end(_ call: CallRecord) {
    context.journal.append([CallRecord.removal(created: call.created, key: call.key)])
    clear(LooseLegsRecord(call))
  }

  /// Has telephones that were called, or were going away, told that it is over.
  private func clear(_ record: LooseLegsRecord) {
    context.shard.post { $0.clear(record) }
  }

  /// Puts back the contact lists of the users that are still there; those of others go.
  private func restoreContactLists() throws(StoreError) -> [UnreadableRecord] {
    var gone: [JournalRecord] = []
    let unreadable = try context.journal.load(.contactList) { uri, value in
      let record = try ContactListRecord(userURI: uri, value)
      if try context.accounts.user(uri: uri) == nil {
        gone.append(JournalRecord(kind: .contactList, key: uri, value: nil))
      } else {
        context.accounts.space(uri).contacts.restore(record.list)
      }
    }
    if !gone.isEmpty { context.journal.append(gone) }
    return unreadable
  }

  /// Puts back the presence subscriptions of the applications that are still there; those of others go.
  private func restorePresenceSubscriptions() throws(StoreError) -> [UnreadableRecord] {
    let owners = Dictionary(
      context.accounts.spaces.flatMap { space in space.applications.map { ($0.id, space) } },
      uniquingKeysWith: { first, _ in first })
    var gone: [JournalRecord] = []
    let unreadable = try context.journal.load(.presenceSubscriptions) { id, value in
      let record = try WatchListRecord(applicationID: id, value)
      if let space = owners[id] {
        space.contacts.restore(record.list, of: id)
      } else {
        gone.append(WatchListRecord.removal(id))
      }
    }
    if !gone.isEmpty { context.journal.append(gone) }
    return unreadable
  }

  /// - Parameters:
  ///   - takeover: A takeover of it that was under way.
  ///   - ended: Conversations whose call has ended by the restart.
  private func restore(
    _ record: InvitationRecord, _ call: CallRecord?, takeover: InvitationRecord?, _ ended: inout Set<String>
  ) throws(StoreError) {
    guard let user = try context.accounts.user(uri: record.userURI) else {
      // Nobody is left whose call it could be.
      if let call { end(call) }
      return
    }
    let space = context.accounts.space(record.userURI)
    let plan = CallPlan(restoring: record, user: user, call, context.routing)
    let fingerprint = Fingerprint(high: record.fingerprint.high, low: record.fingerprint.low)
    var publication = CallPublication(
      plan, fingerprint: fingerprint, continuing: space.conversation(record.conversationID))
    var events: [Event]
    if let call, !call.isDetached {
      events = publication.resume(record, call, in: space)
      if let takeover { events += publication.restore(takeover: takeover, in: space) }
    } else {
      events = publication.restore(record, in: space)
    }
    publication.show(in: space)
    if let call { resume(call, plan, publication, space) }
    let audience = space.applications.filter {
      $0.id == record.applicationID || (plan.isIncoming && $0.takesPhoneAudio)
    }
    for application in audience {
      for known in [record] + (takeover.map { [$0] } ?? []) {
        _ = application.begin(
          known.operationID, fingerprint: Fingerprint(high: known.fingerprint.high, low: known.fingerprint.low),
          invitation: known.invitationID)
      }
    }
    guard !events.isEmpty else { return }
    ApplicationSession.deliver(
      [events], to: audience, with: publication.records(isConnected: call?.isDetached == false), in: context.journal)
    // A conversation has one call at a time: what else was under way in it was a takeover of that one.
    if call == nil, ended.insert(publication.place.conversationID).inserted {
      let application = plan.isIncoming ? space.audience("").first : space.application(record.applicationID)
      context.history.callEnded(plan, placedBy: application, isMissed: publication.isMissed)
    }
  }

  /// Has a call that is up taken up again before the first message is read.
  private func resume(_ call: CallRecord, _ plan: CallPlan, _ publication: CallPublication, _ space: UserSpace) {
    let applications = space.applications.filter { call.applications.contains($0.id) }
    context.shard.post { shard in
      do throws(SIPError) {
        try shard.restore(call, plan, publication, space, offeredTo: applications)
      } catch {
        shard.environment.log(.error, "Call \(call.invitationID) cannot be taken up again: \(error)")
        shard.lose(call, publication, space)
      }
    }
  }
}

extension InvitationRecord {
  /// The conversation in which the call went on.
  fileprivate var lastConversationID: String { derivation?.conversationID ?? conversationID }
}

extension CallPlan {
  /// The plan of a call of an earlier process. Of one that is over it serves its resources only.
  convenience init(restoring record: InvitationRecord, user: Store.User, _ call: CallRecord?, _ routing: Routing) {
    func destination(_ leg: CallRecord.Leg?) -> Destination {
      let known = leg.flatMap { leg in (routing.trunks + [routing.local.trunk]).first { $0.name == leg.trunk } }
      // What goes on in a dialog follows its route, also where the trunk is in the configuration no more.
      let trunk =
        known
        ?? Trunk(
          name: leg?.trunk ?? "", host: "", port: 0, transport: "udp", credentials: nil, fromDomain: nil,
          offerless: .automatic)
      return Destination(trunk: trunk, uri: leg?.uri ?? "")
    }
    self.init(
      key: call?.key ?? 0, userURI: user.uri, userContactID: user.contactID, userName: user.name,
      workNumber: user.workNumber,
      applicationID: record.applicationID, applicationBase: "", conversationID: record.conversationID,
      invitationID: record.invitationID,
      operationID: record.operationID, phoneNumber: record.phoneNumber, to: record.to, toContactID: record.contactID,
      toName: record.toName, displayedNumber: call?.displayedNumber ?? "", importance: record.importance,
      subject: record.subject,
      threadID: record.threadID, customContent: record.customContent.flatMap { DataURI($0) }, created: record.created,
      own: destination(call?.own), other: destination(call?.other),
      // Nothing is signalled any more: the address says all that resources show.
      delegator: record.calledURI != nil
        ? nil
        : record.delegatorURI.map {
          Person(uri: $0, contactID: $0.withoutSIPScheme, name: $0.withoutSIPScheme, workNumber: nil)
        }, calledURI: record.calledURI, provenance: Provenance(record))
  }
}
