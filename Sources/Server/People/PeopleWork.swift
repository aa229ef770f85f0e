import Configuration
import Dispatch
import Store
import Synchronization
import UCWA

/// The work behind `people` that may take longer than an HTTP loop has: searches, and lists of many contacts. Past calls
/// are read here as well.
///
/// It is done on a queue of its own, one thing after the other, so that an expensive search holds up other searches and
/// lists and nothing else. What waits is bounded.
final class PeopleWork: Sendable {
  private let queue = DispatchQueue(label: "workline.people")
  private let waiting = Atomic<Int>(0)
  /// Requests that may wait at once.
  private static let maximumWaiting = 256

  /// Runs something on the queue.
  ///
  /// - Throws: 503, if too much waits.
  func run(_ work: @escaping @Sendable () -> Void) throws(UCWAError) {
    guard waiting.add(1, ordering: .relaxed).oldValue < Self.maximumWaiting else {
      waiting.subtract(1, ordering: .relaxed)
      throw .serviceUnavailable(Message(.tooManySearches), retryAfter: 1)
    }
    queue.async { [self] in
      defer { waiting.subtract(1, ordering: .relaxed) }
      work()
    }
  }

  /// Runs something on the queue in any case: events of what has happened already must not be lost. Those who cause
  /// them wait for their own answers, which bounds them.
  func always(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }
}

extension ServerContext {
  /// How large a contact list may become.
  var contactListLimits: ContactList.Limits {
    ContactList.Limits(
      contacts: configuration.limits.contactsPerUser, groups: configuration.limits.groupsPerUser)
  }
}
