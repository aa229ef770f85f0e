import Foundation
import Store
import Synchronization
import UCWA

/// Whether the server can do its work, for whoever watches it: the answer to `GET /health`.
///
/// It says nothing about users, numbers or paths, since anybody may ask.
final class ServerHealth: Sendable {
  /// In one word.
  enum Status: String, Sendable {
    /// Nothing is wrong.
    case ok
    /// No call can begin any more, since the server is being stopped. Standing calls go on.
    case stopping
    /// Calls can be made, and something needs to be looked at.
    case impaired
    /// No call can begin, since it could not be recorded. Standing calls go on.
    case unavailable
  }

  /// What is said.
  struct Answer: Sendable, Equatable {
    var status: Status
    var journal: JournalCondition
    /// Whether users can be looked up.
    var isDirectoryReadable: Bool
    /// Records that were set aside and nobody has taken note of.
    var setAside: Int

    /// The answer as JSON.
    var bytes: [UInt8] {
      func text(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "null" }
      // Nothing in it has a character that JSON escapes.
      return Array(
        """
        {"status":"\(status.rawValue)","journal":{"isWritable":\(journal.outage == nil),\
        "reason":\(text(journal.outage?.code)),"since":\(text(journal.since?.formatted(.iso8601))),\
        "waiting":\(journal.waiting),"lost":\(journal.lost),\
        "checkpointFailure":\(text(journal.checkpointFailure?.code))},\
        "directory":{"isReadable":\(isDirectoryReadable)},"setAside":\(setAside)}
        """.utf8)
    }
  }

  private let store: SQLiteStore
  private let accounts: Accounts
  private let admission: Admission
  private let setAside = Mutex(0)

  init(store: SQLiteStore, accounts: Accounts, admission: Admission) {
    self.store = store
    self.accounts = accounts
    self.admission = admission
  }

  /// Counts anew what was set aside; reads the disk. What cannot be counted is as many as before.
  func refresh() {
    guard let count = try? store.countSetAside() else { return }
    setAside.withLock { $0 = count }
  }

  /// How it is now; never waits for the disk.
  var answer: Answer {
    let journal = store.condition
    var answer = Answer(
      status: .ok, journal: journal, isDirectoryReadable: accounts.isReadable, setAside: setAside.withLock { $0 })
    if journal.outage != nil {
      answer.status = .unavailable
    } else if admission.isClosed {
      answer.status = .stopping
    } else if journal.checkpointFailure != nil || journal.lost > 0 || !answer.isDirectoryReadable || answer.setAside > 0
    {
      answer.status = .impaired
    }
    return answer
  }
}
