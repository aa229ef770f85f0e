extension SIPLoop: SerialExecutor {
  /// An actor's job, run on the loop's thread in order with what is posted.
  public func enqueue(_ job: consuming ExecutorJob) { add(.job(UnownedJob(job))) }

  /// For an actor's `unownedExecutor`. The actor must hold the loop.
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Stops the program, with a clear text, anywhere but on the loop's thread.
  public func checkIsolated() { precondition(isOnLoop, "SIP objects of loop \(name) are for its own thread") }

  /// Whether the caller is on the loop's thread.
  public func isIsolatingCurrentContext() -> Bool? { isOnLoop }
}
