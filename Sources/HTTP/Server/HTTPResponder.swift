/// The right to answer one request: a small value that may be copied, kept, and used from any thread.
///
/// It outlives the request safely: when the request has been answered, or its client has left, or the server has shut
/// down, every call does nothing.
public struct HTTPResponder: Sendable, Hashable {
  /// A request of a socket, or one that was made inside the process. Both fit without a box, so that the first costs
  /// nothing for the second's sake.
  private enum Backing {
    /// Slot of the connection (upper 24 bits) and the loop's serial number of the request (lower 40).
    case loop(EventLoop, RequestToken)
    case sink(any HTTPResponderSink)
  }

  private let backing: Backing
  /// Fields that every answer gets; nil for none.
  private var added: HTTPHeaders?

  init(loop: EventLoop, token: RequestToken) {
    backing = .loop(loop, token)
  }

  /// The right to answer a request that came by no socket.
  public init(_ sink: any HTTPResponderSink) {
    backing = .sink(sink)
  }

  /// The same right, with header fields that the answer gets whatever it will be: an identifier of the request, say.
  ///
  /// They stand behind the response's own and replace none of them. `Connection`, `Date`, `Content-Length` and
  /// `Transfer-Encoding` must not be among them.
  public func adding(_ headers: HTTPHeaders) -> HTTPResponder {
    var copy = self
    if copy.added == nil { copy.added = headers } else { copy.added?.add(contentsOf: headers) }
    return copy
  }

  private func complete(_ response: HTTPResponse) -> HTTPResponse {
    guard let added else { return response }
    var response = response
    response.added = added
    return response
  }

  /// Answers the request. The first answer counts, later ones are ignored.
  ///
  /// On the loop's own thread it is written before this returns; from other threads it is queued, and the loop woken
  /// once for all that is queued. No handler and no other work runs inside this call, so it may be made under a lock
  /// that handlers take too.
  public func respond(_ response: HTTPResponse) {
    switch backing {
    case .loop(let loop, let token):
      if loop.isCurrent {
        loop.respond(token, complete(response))
      } else {
        loop.post(.respond(token, complete(response)))
      }
    case .sink(let sink): sink.respond(merged(response))
    }
  }

  /// Answers the request with a response that is made on the loop's thread, or at once if this is it.
  ///
  /// For a caller whose thread has better to do than to write bodies, or whose response may never be needed because the
  /// client has left. `make` must be quick and must not call any responder.
  public func respond(with make: @escaping @Sendable () -> HTTPResponse) {
    switch backing {
    case .loop(let loop, let token):
      if loop.isCurrent {
        loop.respond(token, complete(make()))
      } else {
        loop.post(.make(token) { complete(make()) })
      }
    case .sink(let sink): sink.respond(merged(make()))
    }
  }

  /// A sink sees all fields in one place.
  private func merged(_ response: HTTPResponse) -> HTTPResponse {
    guard let added else { return response }
    var response = response
    response.headers.add(contentsOf: added)
    return response
  }

  /// Has `work` called, once and on the loop's thread, if the client leaves while the request is held.
  ///
  /// Call it from ``HTTPHandler/handle(_:_:)``; a later call replaces the earlier work. With departure work, the end
  /// of the client's stream counts as leaving. Without, a client that has only closed its sending half still gets the
  /// response (RFC 9112 section 9.6).
  public func onDeparture(_ work: @escaping @Sendable () -> Void) {
    switch backing {
    case .loop(let loop, let token):
      if loop.isCurrent {
        loop.setDeparture(token, work)
      } else {
        loop.post(.departure(token, work))
      }
    case .sink(let sink): sink.onDeparture(work)
    }
  }

  /// Has `work` called on the loop's thread after `delay`, unless the request is answered or its client leaves before.
  ///
  /// There is one such timer for a held request: a later call replaces it. It is exact to about a millisecond and
  /// never early. From any thread.
  public func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) {
    switch backing {
    case .loop(let loop, let token):
      if loop.isCurrent {
        loop.schedule(token, after: delay, work)
      } else {
        loop.post(.schedule(token, due: EventLoop.clock() + delay.wholeMilliseconds, work))
      }
    case .sink(let sink): sink.schedule(after: delay, work)
    }
  }

  /// Responders are equal when they answer the same request.
  public static func == (left: HTTPResponder, right: HTTPResponder) -> Bool {
    switch (left.backing, right.backing) {
    case (.loop(let leftLoop, let leftToken), .loop(let rightLoop, let rightToken)):
      leftToken == rightToken && leftLoop === rightLoop
    case (.sink(let leftSink), .sink(let rightSink)): leftSink === rightSink
    default: false
    }
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) {
    switch backing {
    case .loop(let loop, let token):
      hasher.combine(ObjectIdentifier(loop))
      hasher.combine(token)
    case .sink(let sink): hasher.combine(ObjectIdentifier(sink))
    }
  }
}

/// Names a request of a loop for good: serial numbers are not used twice within 2^40 requests.
struct RequestToken: Hashable, Sendable {
  let rawValue: UInt64

  init(slot: Int, serial: UInt64) {
    rawValue = UInt64(slot) << 40 | serial & 0xFF_FFFF_FFFF
  }

  var slot: Int { Int(rawValue >> 40) }
}

extension Duration {
  /// Milliseconds, rounded up, never negative.
  var wholeMilliseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    // A bound of a century keeps sums with the clock within 64 bits.
    guard seconds < 3_155_760_000 else { return 3_155_760_000_000 }
    return UInt64(seconds) * 1000 + UInt64((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
