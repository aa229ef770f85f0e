import Sessions
import Store
import UCWA

extension ApplicationSession {
  /// Tells applications what happened, in order, with the records of the same step: after a crash either all of it is
  /// there or nothing.
  ///
  /// It is one append to the journal, made while the locks of all these applications are held, so that the journal has
  /// events in the order in which channels have taken them. A package that is made of them is sent when that append is
  /// committed; if it fails, it is sent all the same: a disk that is full does not keep a user from his call.
  ///
  /// - Parameters:
  ///   - batches: Events; all of them are released together.
  ///   - applications: Who is told.
  ///   - records: What the journal keeps of the step that the events tell of. They are kept in memory while the journal
  ///     cannot be written.
  ///   - journal: Where they are kept.
  static func deliver(
    _ batches: [[Event]], to applications: [ApplicationSession], with records: [JournalRecord],
    in journal: any Journal
  ) {
    var batch = EventBatch(batches.count == 1 ? batches[0] : batches.flatMap { $0 })
    let isTold = !batch.events.isEmpty
    run(isTold ? applications : [], with: records, in: journal) { channels, output in
      channels.append(&batch, &output)
    }
  }

  /// Appends events that belong together to every channel; a held request that they release is answered when they are in
  /// the journal.
  func deliver(_ events: [Event]) {
    guard !events.isEmpty else { return }
    Self.deliver([events], to: [self], with: [], in: journal)
  }

  /// Lets the application's channels take a step.
  func run(_ step: (inout ApplicationChannels, inout ChannelOutput) -> Void) {
    Self.run([self], with: [], in: journal, step)
  }

  /// Lets the channels of applications take a step, gives the journal what it must know of it, and answers requests.
  private static func run(
    _ applications: [ApplicationSession], with records: [JournalRecord], in journal: any Journal,
    _ step: (inout ApplicationChannels, inout ChannelOutput) -> Void
  ) {
    var outputs: [ChannelOutput] = []
    _ = locked(inOrder(applications)[...], &outputs, step) { outputs in
      append(records, outputs, to: journal)
    }
    for output in outputs { output.session.write(output.answers) }
  }

  /// Each once and by id: whoever locks several of them locks them in this order.
  private static func inOrder(_ applications: [ApplicationSession]) -> [ApplicationSession] {
    if applications.count < 2 { return applications }
    var sorted: [ApplicationSession] = []
    for application in applications.sorted(by: { $0.id < $1.id }) where sorted.last !== application {
      sorted.append(application)
    }
    return sorted
  }

  /// Takes one lock after the other, each held until the last step is done and the journal was given the records.
  private static func locked(
    _ applications: ArraySlice<ApplicationSession>, _ outputs: inout [ChannelOutput],
    _ step: (inout ApplicationChannels, inout ChannelOutput) -> Void, _ append: ([ChannelOutput]) -> Bool
  ) -> Bool {
    guard let application = applications.first else { return append(outputs) }
    return application.channels.withLock { channels in
      var output = ChannelOutput(application)
      step(&channels, &output)
      outputs.append(output)
      let isTaken = locked(applications.dropFirst(), &outputs, step, append)
      if !isTaken { channels.lose() }
      return isTaken
    }
  }

  /// - Returns: Whether the journal took them.
  private static func append(_ records: [JournalRecord], _ outputs: [ChannelOutput], to journal: any Journal) -> Bool {
    let all = outputs.reduce(into: records) { $0 += $1.records }
    let waiting = outputs.filter { !$0.made.isEmpty }
    if all.isEmpty, waiting.isEmpty { return true }
    // Where nobody waits the journal takes its time, and commits several appends at once.
    guard !waiting.isEmpty else { return journal.appendKept(all, then: nil) }
    return journal.appendKept(all) { outcome in
      for output in waiting { output.session.committed(output.made, outcome) }
    }
  }

  /// Sends packages whose records are committed, or will be when the journal can be written again.
  private func committed(_ packages: [EventPackage], _ outcome: Result<Void, StoreError>) {
    let answers = channels.withLock { channels in
      if case .failure(let error) = outcome, !error.isOutage { channels.lose() }
      return packages.flatMap { package in
        channels.committed(package).map { ChannelOutput.Answer.package($0, package) }
      }
    }
    write(answers)
  }

  private func write(_ answers: [ChannelOutput.Answer]) {
    for answer in answers {
      switch answer {
      case .package(let request, let package):
        polls(.ended, request.instance)
        // Written on the HTTP loop: this thread has calls to carry, or commits to make.
        request.responder.respond { [base, language] in
          FaultPoint.pass("events", "package")
          return .body(200, package.bytes(request.format, base: base, language: language), request.format)
        }
      case .failure(let request, let error):
        polls(.ended, request.instance)
        request.responder.respond(.error(error, request.format, language))
      case .wake(let request, let delay):
        request.responder.schedule(after: delay) { [weak self] in
          self?.run { channels, output in channels.step(request.instance, &output) { $0.timerFired(now: .now) } }
        }
      }
    }
  }
}
