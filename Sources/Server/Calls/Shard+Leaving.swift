import CallControl

/// Leaving the calls that are up to the next process, when the server is stopped.
extension Shard {
  /// How the calls stand.
  struct Census: Sendable, Equatable {
    /// Calls that are not up yet.
    var inSetup = 0
    /// Calls that are up and of which something is under way: a change, a request of a phone, a record.
    var changing = 0
    /// Calls that are up and of which the journal has all there is.
    var standing = 0
    /// Calls that are over, or have their phone, while other phones are still going away.
    var ending = 0
  }

  /// Counts the calls by how they stand.
  var census: Census {
    var census = Census()
    for session in calls {
      switch session.stage {
      case .setup: census.inSetup += 1
      case .changing: census.changing += 1
      case .standing: census.standing += 1
      case .ending: census.ending += 1
      }
    }
    return census
  }

  /// Ends the calls that are not up, and what a call that failed still plays to its phone.
  func endSetups() {
    for session in Array(calls) where !session.call.isConnected {
      if session.isUnanswered { feed(session, incoming: .shutdown) } else { feed(session, .shutdown) }
    }
  }
}

extension CallSession {
  fileprivate enum Stage { case setup, changing, standing, ending }

  fileprivate var stage: Stage {
    if let phase = incoming?.call.phase, phase != .over, phase != .finished { return .setup }
    switch call.phase {
    case .connected:
      guard call.isAtRest, held == nil, kept.isCommitted else { return .changing }
      return incoming == nil ? .standing : .ending
    case .ending, .finished: return .ending
    case .idle where incoming != nil: return .ending
    case .idle, .callingOwn, .confirming, .fetchingOffer, .callingOther, .redirecting, .joining, .aligning:
      return .setup
    }
  }
}
