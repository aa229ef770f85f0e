import Synchronization
import UCWA

/// A call as it was published after one step: immutable. Its resources are made when an event or a GET needs them, and
/// shared by both.
final class CallSnapshot: Sendable {
  /// The resources of a call.
  enum Part: Int, Sendable, CaseIterable {
    case invitation, conversation, phoneAudio, localParticipant, localAudio, participant, participantAudio, participants
    case takeover
  }

  private struct Cache: Sendable {
    var parts: [ResourceSnapshot?] = []
    var wasUsed = true
  }

  private let publication: CallPublication
  private let cache = Mutex(Cache())

  init(_ publication: CallPublication) { self.publication = publication }

  /// One of the call's resources; nil if it has no such resource at this step.
  subscript(part: Part) -> ResourceSnapshot? {
    cache.withLock { cache in
      cache.wasUsed = true
      if cache.parts.isEmpty { cache.parts = Array(repeating: nil, count: Part.allCases.count) }
      if let known = cache.parts[part.rawValue] { return known }
      let made = publication.resource(part).map { ResourceSnapshot($0) }
      cache.parts[part.rawValue] = made
      return made
    }
  }

  /// One of the call's resources as it is shown to a user who may call now, or who may not: whether a call is offered
  /// follows that and not what was allowed when the call took this step.
  func snapshot(_ part: Part, mayAdd: Bool) -> ResourceSnapshot? {
    if publication.mayAdd == mayAdd { return self[part] }
    var publication = publication
    publication.mayAdd = mayAdd
    return publication.resource(part).map { ResourceSnapshot($0) }
  }

  /// Gives back what was made, if nobody asked for it since the last time: standing calls are many and read seldom.
  func forgetUnused() {
    cache.withLock { cache in
      if !cache.wasUsed { cache.parts = [] }
      cache.wasUsed = false
    }
  }
}
