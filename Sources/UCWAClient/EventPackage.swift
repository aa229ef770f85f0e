import Foundation

/// One answer of the event channel.
struct EventPackage: Sendable, Equatable {
  /// Which link of the answer is to be followed, and what that means.
  enum Continuation: Sendable, Equatable {
    /// Following it acknowledges this package.
    case next(String)
    /// The ack was out of order: the oldest package that is kept.
    case resync(String)
    /// The channel was begun anew.
    case resume(String)
  }

  let continuation: Continuation
  let events: [ResourceEvent]

  /// Throws `ClientError.malformed` if it is no JSON object or has no link to go on by.
  init(json data: Data) throws {
    guard let json = try? JSONDecoder().decode(JSONValue.self, from: data), case .object = json else {
      throw ClientError.malformed("the event package is not a JSON object")
    }
    func link(_ rel: String) -> String? {
      json["_links"][rel].items.lazy.compactMap { UCWAClient.Link($0)?.href }.first
    }
    // Before next: servers put next beside resync for clients that know no other link.
    if let href = link("resync") {
      continuation = .resync(href)
    } else if let href = link("resume") {
      continuation = .resume(href)
    } else if let href = link("next") {
      continuation = .next(href)
    } else {
      throw ClientError.malformed("the event package has neither next nor resync nor resume")
    }
    events = json["sender"].items.flatMap { sender in
      sender["events"].items.map { ResourceEvent($0, sender: sender) }
    }
  }
}
