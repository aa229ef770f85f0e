import Foundation

@testable import InteropSupport

/// One application's event channel as a client on a bad line follows it: now and then it gives up a request that is
/// held, asks twice, or loses an answer that has come and asks for the same package again.
final class EventReader {
  /// What a client needs of an event.
  struct Event {
    let type: String
    let rel: String
    let href: String
    let succeeded: Bool
    let resource: [String: Any]
  }

  private let driver: UCWADriver
  private var connection: HTTPConnection
  private var path: String
  /// A package that was thrown away, and must come again as it was.
  private var lost: [UInt8]?
  /// The connection of a request that a newer one replaced.
  private var replaced: HTTPConnection?
  /// Whether the request that is held is not the only one for its package.
  private var hasAskedTwice = false
  /// Packages asked for again after they had come.
  private(set) var repeats = 0
  /// Requests given up while they were held.
  private(set) var aborts = 0

  init(_ driver: UCWADriver) throws {
    self.driver = driver
    path = driver.events
    connection = try HTTPConnection(port: driver.port)
    try connection.send(driver.get(path))
  }

  /// What is to be watched: the channel's connection, and one whose request was replaced and gets its answer.
  var descriptors: [Int32] { [connection.descriptor, replaced?.descriptor ?? -1] }

  /// Reads what has come.
  ///
  /// - Parameter loses: Whether this package is to be lost on the way.
  /// - Throws: When the channel does not keep its promises.
  func read(loses: Bool) throws -> [Event] {
    guard try connection.fill() else { throw InteropError.unexpected("the server closed an event request") }
    guard let response = try connection.next() else { return [] }
    // The older of two requests reached the server last: each was read by a thread of its own.
    if response.status == 409, response.text.contains("PGetReplaced"), hasAskedTwice {
      try connection.send(driver.get(path))
      return []
    }
    guard response.status == 200 else {
      throw InteropError.unexpected("GET \(path): \(response.status) \(response.text.prefix(300))")
    }
    if let lost, lost != response.body {
      throw InteropError.unexpected("GET \(path) gave another package the second time: \(response.text.prefix(300))")
    }
    lost = nil
    hasAskedTwice = false
    guard let object = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any],
      let links = object["_links"] as? [String: [String: Any]]
    else { throw InteropError.unexpected("not a package: \(response.text.prefix(300))") }
    guard links["resync"] == nil, links["resume"] == nil, let next = links["next"]?["href"] as? String else {
      throw InteropError.unexpected("events were given up: \(response.text.prefix(300))")
    }
    // An empty answer repeats the same ack and is no package that is kept.
    if loses, next != path {
      repeats += 1
      lost = response.body
      try connect()
      return []
    }
    path = next
    try connection.send(driver.get(path))
    return Self.events(object)
  }

  /// Reads the answer of a request that a newer one replaced; it is either told so, or got the package just before.
  func readReplaced() throws {
    guard let old = replaced else { return }
    let isOpen = try old.fill()
    guard let response = try old.next() else {
      if !isOpen { throw InteropError.unexpected("the server closed an event request that was replaced") }
      return
    }
    replaced = nil
    guard response.status == 200 || response.text.contains("PGetReplaced") else {
      throw InteropError.unexpected("a replaced request was answered \(response.status) \(response.text.prefix(200))")
    }
  }

  /// Gives up the request that is held and asks again.
  ///
  /// - Parameter closes: Whether the connection is closed first; otherwise the new request replaces the old one.
  func askAgain(closes: Bool) throws {
    guard lost == nil, replaced == nil else { return }
    aborts += 1
    hasAskedTwice = true
    replaced = closes ? nil : connection
    try connect()
  }

  private func connect() throws {
    connection = try HTTPConnection(port: driver.port)
    try connection.send(driver.get(path))
  }

  private static func events(_ package: [String: Any]) -> [Event] {
    var found: [Event] = []
    for sender in package["sender"] as? [[String: Any]] ?? [] {
      for event in sender["events"] as? [[String: Any]] ?? [] {
        let link = event["link"] as? [String: Any]
        let rel = link?["rel"] as? String ?? ""
        found.append(
          Event(
            type: event["type"] as? String ?? "", rel: rel, href: link?["href"] as? String ?? "",
            succeeded: event["status"] as? String == "Success",
            resource: (event["_embedded"] as? [String: Any])?[rel] as? [String: Any] ?? [:]))
      }
    }
    return found
  }
}
