import Dispatch
import Glibc
import Store

/// What is done now and then: changed users are noticed, idle applications and old conversations end, memory goes back.
final class Maintenance: Sendable {
  private let context: ServerContext
  private let handler: APIHandler
  private let queue = DispatchQueue(label: "workline.maintenance")
  /// Safe to share: a dispatch source is used from any thread.
  private nonisolated(unsafe) let timer: any DispatchSourceTimer

  init(_ context: ServerContext, handler: APIHandler) {
    self.context = context
    self.handler = handler
    timer = DispatchSource.makeTimerSource(queue: queue)
  }

  func start() {
    // Touched by the timer's own serial queue only.
    nonisolated(unsafe) var seconds = 0
    nonisolated(unsafe) var trimming = Trimming()
    timer.setEventHandler { [context, handler] in
      seconds += 1
      Self.refresh(context)
      handler.tellChangedUsers()
      handler.tellChangedDelegations()
      Self.followChanges(context, handler)
      context.history.prune(now: Clock.wallMilliseconds)
      if seconds % 5 == 0 {
        for session in context.applications.expire() { handler.cancelUnreached(session) }
        Self.expireConversations(context)
        handler.expireListSubscriptions(now: Clock.wallMilliseconds)
        handler.expirePresenceSubscriptions(now: Clock.wallMilliseconds)
        context.presence.tick()
        context.health.refresh()
      }
      if seconds % 60 == 0 { context.sources.refresh() }
      if seconds % 10 == 0 { for space in context.accounts.spaces { space.forgetUnusedResources() } }
      trimming.turn(calls: context.admission.begun) { context.shard.loop.trimMemory() }
    }
    timer.schedule(deadline: .now() + 1, repeating: 1, leeway: .milliseconds(100))
    timer.activate()
  }

  private static func refresh(_ context: ServerContext) {
    let wasReadable = context.accounts.isReadable
    let problem = context.accounts.refresh()
    if let problem, wasReadable {
      context.log(.error, "The directory cannot be read any more; reads are refused, calls go on: \(problem)")
    } else if problem == nil, !wasReadable {
      context.log(.warning, "The directory can be read again.")
    }
  }

  /// When memory is given back: Sofia keeps finished transactions for 32 s and malloc keeps what they leave. Walking
  /// the heap holds every thread up for milliseconds, so it is done in quiet moments, after calls there were.
  private struct Trimming {
    private var seen = 0
    private var quiet = 0
    private var isOwed = false

    mutating func turn(calls: Int, _ trim: () -> Void) {
      if calls != seen {
        seen = calls
        quiet = 0
        isOwed = true
      } else {
        quiet += 1
      }
      // Once soon, and once when the last transaction is gone.
      if isOwed, quiet == 3 || quiet == 37 {
        trim()
        if quiet == 37 { isOwed = false }
      }
    }
  }

  func stop() {
    timer.cancel()
    queue.sync {}
  }

  /// Ends what a user who was removed has here, and has the clients of one who was changed or whose token was revoked
  /// ask anew: a request that is held was allowed before.
  static func followChanges(_ context: ServerContext, _ handler: APIHandler) {
    for (uri, user) in context.accounts.takeDisturbed() {
      for session in context.accounts.space(uri).applications {
        guard user == nil else {
          session.release()
          continue
        }
        if context.applications.end(session.id, error: .applicationNotFound) != nil { handler.cancelUnreached(session) }
      }
    }
  }

  /// Removes conversations without a call that are older than `timeouts.completedInvitation`, and the oldest of those
  /// beyond `limits.conversationsPerUser`.
  static func expireConversations(_ context: ServerContext) {
    let age = context.configuration.timeouts.completedInvitation.components.seconds * 1000
    let before = Clock.wallMilliseconds - age
    let remover = ConversationRemover(context)
    for space in context.accounts.spaces {
      for id in space.expired(before: before, keeping: context.configuration.limits.conversationsPerUser) {
        remover.remove(id, from: space)
        for application in space.applications { application.reset() }
      }
    }
  }
}
