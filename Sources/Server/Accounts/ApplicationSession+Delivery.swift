import Store
import UCWA

extension ApplicationSession {
  /// Tells applications what happened, in order, with the records of the same step: after a crash either all of it is
  /// there or nothing.
  ///
  /// - Parameters:
  ///   - batches: Events; those of a batch belong together and are released together.
  ///   - applications: Who is told.
  ///   - records: What the journal keeps of the step that the events tell of.
  ///   - journal: Where they are kept.
  static func deliver(
    _ batches: [[Event]], to applications: [ApplicationSession], with records: [JournalRecord],
    in journal: any Journal
  ) {
    if !records.isEmpty { journal.append(records) }
    for events in batches { for application in applications { application.deliver(events) } }
  }
}
