import Synchronization
import UCWA

/// What one user has on this server now: conversations, invitations and running applications.
///
/// Written by the SIP shard that carries a call and read by the HTTP loops; the lock is held for look-ups and
/// replacements only, never while something is built, sent or recorded.
final class UserSpace: Sendable {
  private struct State {
    var conversations: [String: ConversationEntry] = [:]
    /// Each invitation: which part of which call it is, and the id of its conversation.
    var invitations: [String: (call: CallSnapshot, part: CallSnapshot.Part, conversation: String)] = [:]
    /// The conversation of each thread.
    var threads: [String: String] = [:]
    /// Conversations with a call that is up or being set up.
    var live = 0
    /// Conversations with a call that is up.
    var up = 0
    /// Calls on their way to their shard, by invitation: the thread that each asked for, empty if none.
    var starting: [String: String] = [:]
    var applications: [String: ApplicationSession] = [:]

    mutating func put(_ entry: ConversationEntry) {
      let before = conversations.updateValue(entry, forKey: entry.id)
      if before == nil { threads[entry.threadID] = entry.id }
      live += (entry.callKey == nil ? 0 : 1) - (before?.callKey == nil ? 0 : 1)
      up += (entry.isUp ? 1 : 0) - (before?.isUp == true ? 1 : 0)
    }

    /// The newest conversation without a call whose other side is that contact, else the newest without a call.
    func newest(with contact: String) -> ConversationEntry? {
      let contact = contact.lowercased()
      func rank(_ entry: ConversationEntry) -> (Int, Int64, String) {
        (entry.otherContactID.lowercased() == contact ? 1 : 0, entry.created, entry.id)
      }
      return conversations.values.filter { !isBusy($0, $0.threadID) }.max { rank($0) < rank($1) }
    }

    /// Whether a conversation has a call, or its thread has one that is about to begin.
    func isBusy(_ conversation: ConversationEntry?, _ thread: String?) -> Bool {
      conversation?.callKey != nil || (thread.map { starting.values.contains($0) } ?? false)
    }
  }

  /// The user's SIP URI.
  let userURI: String
  /// The contact list and who follows it.
  let contacts = UserContacts()
  /// What the user shows to others.
  let presence = UserPresence()
  /// Parts of batches that wait for their answers, of all the user's applications.
  let batchParts = Allowance(BatchLimits.outstanding)
  private let callsAreAllowed = Atomic<Bool>(true)
  private let state = Mutex(State())

  init(userURI: String) { self.userURI = userURI }

  /// Whether the user may call, as far as the directory was read.
  var mayCall: Bool {
    get { callsAreAllowed.load(ordering: .relaxed) }
    set { callsAreAllowed.store(newValue, ordering: .relaxed) }
  }

  // MARK: Reading

  func conversation(_ id: String) -> ConversationEntry? { state.withLock { $0.conversations[id] } }

  func invitation(_ id: String) -> ResourceSnapshot? {
    guard let found = state.withLock({ $0.invitations[id] }) else { return nil }
    return found.call[found.part]
  }

  /// The conversation that holds an invitation.
  func conversation(ofInvitation id: String) -> ConversationEntry? {
    state.withLock { state in state.invitations[id].flatMap { state.conversations[$0.conversation] } }
  }

  /// All conversations, oldest first.
  var conversations: [ConversationEntry] {
    state.withLock { Array($0.conversations.values) }.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
  }

  /// How many invitations all conversations have together, with those of calls about to begin.
  var invitationCount: Int { state.withLock { $0.invitations.count + $0.starting.count } }

  /// Whether a call of the user is up.
  var isInCall: Bool { state.withLock { $0.up > 0 } }

  /// Whether a call of that thread is up or about to be.
  func hasCall(inThread thread: String) -> Bool {
    state.withLock { state in
      state.isBusy(state.threads[thread].flatMap { state.conversations[$0] }, thread)
    }
  }

  // MARK: Writing

  /// Takes the place of a call that is about to begin, so that two requests at the same moment are not both let in.
  /// It is given back by `put` or `giveBack`.
  ///
  /// - Parameters:
  ///   - place: Which conversation the call asked for.
  ///   - limit: Conversations with a call that a user may have.
  /// - Returns: The conversation that the call continues; nil for a new one.
  /// - Throws: 409, if the conversation has a call or there are too many; 404, if the one asked for is gone.
  func reserve(_ place: CallRequest.Place, invitation: String, limit: Int) throws(UCWAError) -> ConversationEntry? {
    let result: Result<ConversationEntry?, UCWAError> = state.withLock { state in
      let earlier: ConversationEntry?
      let thread: String?
      switch place {
      case .thread(let asked):
        thread = asked
        earlier = asked.flatMap { state.threads[$0] }.flatMap { state.conversations[$0] }
        if state.isBusy(earlier, thread) { return .failure(.threadIdAlreadyExists) }
      case .conversation(let id):
        guard let known = state.conversations[id] else { return .failure(.conversationNotFound) }
        (earlier, thread) = (known, known.threadID)
        if state.isBusy(earlier, thread) { return .failure(.alreadyExists(Message(.phoneAudioThere))) }
      case .newest(let contact):
        guard let found = state.newest(with: contact) else { return .failure(.conversationNotFound) }
        (earlier, thread) = (found, found.threadID)
      }
      if earlier == nil, state.live + state.starting.count >= limit {
        return .failure(.tooManyConversations(limit: limit))
      }
      state.starting[invitation] = thread ?? ""
      return .success(earlier)
    }
    return try result.get()
  }

  /// Gives back the place of a call that was not begun after all.
  func giveBack(invitation: String) {
    state.withLock { $0.starting[invitation] = nil }
  }

  /// Replaces a conversation and one of its invitations by what they are now.
  ///
  /// - Parameter left: The conversation that the call has left for this one, as it is now. If it was deleted
  ///   meanwhile, it stays so.
  func put(_ entry: ConversationEntry, invitation id: String, leaving left: ConversationEntry? = nil) {
    let isOther = state.withLock { state in
      let wasInCall = state.up > 0
      if !state.starting.isEmpty { state.starting[id] = nil }
      if let left, state.conversations[left.id] != nil { state.put(left) }
      state.put(entry)
      state.invitations[id] = (entry.call, .invitation, entry.id)
      return wasInCall != (state.up > 0)
    }
    if isOther { presenceChanged() }
  }

  /// Replaces a further invitation of a conversation's call by what it is now.
  func put(_ call: CallSnapshot, as part: CallSnapshot.Part, invitation id: String, in conversation: String) {
    state.withLock { $0.invitations[id] = (call, part, conversation) }
  }

  /// Whether the invitation is that of a takeover.
  func isTakeover(_ id: String) -> Bool { state.withLock { $0.invitations[id]?.part == .takeover } }

  /// Removes a conversation and its invitations; nil if it is gone already.
  func remove(_ id: String) -> ConversationEntry? {
    let entry = state.withLock { state -> ConversationEntry? in
      guard let entry = state.conversations.removeValue(forKey: id) else { return nil }
      state.threads[entry.threadID] = nil
      if entry.callKey != nil { state.live -= 1 }
      if entry.isUp { state.up -= 1 }
      for invitation in entry.invitations { state.invitations[invitation.id] = nil }
      return entry
    }
    if entry?.isUp == true { presenceChanged() }
    return entry
  }

  /// Conversations without a call that are too old or too many, oldest first.
  func expired(before: Int64, keeping limit: Int) -> [String] {
    state.withLock { state in
      let ended = state.conversations.values.compactMap { entry in entry.ended.map { (entry.id, $0) } }
        .sorted { $0.1 < $1.1 }
      let excess = max(0, state.conversations.count - limit)
      return ended.enumerated().filter { $0.offset < excess || $0.element.1 < before }.map(\.element.0)
    }
  }

  /// Gives back the resources that nobody asked for since the last time.
  func forgetUnusedResources() {
    for (call, _, _) in state.withLock({ Array($0.invitations.values) }) { call.forgetUnused() }
  }

  // MARK: Applications

  func add(_ application: ApplicationSession) {
    state.withLock { $0.applications[application.id] = application }
  }

  func removeApplication(_ id: String) {
    state.withLock { $0.applications[id] = nil }
    stopWatching(id)
    presenceChanged()
  }

  /// The running application of that id.
  func application(_ id: String) -> ApplicationSession? { state.withLock { $0.applications[id] } }

  /// Whether that application is running.
  func hasApplication(_ id: String) -> Bool { state.withLock { $0.applications[id] != nil } }

  /// Who gets the events of a conversation: the application that placed its call, or all of the user's applications once
  /// that one has ended, since the call belongs to the user.
  ///
  /// - Parameter applicationID: Empty for a call that came in: those that take phone audio get the events.
  func audience(_ applicationID: String) -> [ApplicationSession] {
    let applications = state.withLock { state in
      if let application = state.applications[applicationID] { return [application] }
      return Array(state.applications.values)
    }
    return applicationID.isEmpty ? applications.filter(\.takesPhoneAudio) : applications
  }

  var applications: [ApplicationSession] { state.withLock { Array($0.applications.values) } }
}
