import UCWA

/// Finds the resource a path below an application names, by the path templates of the resource descriptions.
struct RouteTable: Sendable {
  /// A path matched.
  struct Match {
    /// The resource's description.
    let description: ResourceDescription
    /// The values of the template's parameters in order, percent-decoded.
    let parameters: [String]
    fileprivate let handlers: [(verb: Verb, handler: Route.Handler)]

    /// What answers that verb; nil if nothing does.
    func handler(_ verb: Verb) -> Route.Handler? { handlers.first { $0.verb == verb }?.handler }
  }

  /// One segment of the tree; built once, read by all threads.
  private final class Node: Sendable {
    typealias Entry = (segments: ArraySlice<String>, routes: [Route])

    let literals: [String: Node]
    let parameter: Node?
    let description: ResourceDescription?
    let handlers: [(verb: Verb, handler: Route.Handler)]

    init(_ entries: [Entry]) {
      var literals: [String: [Entry]] = [:]
      var parameters: [Entry] = []
      var own: [Route] = []
      for entry in entries {
        guard let first = entry.segments.first else {
          own = entry.routes
          continue
        }
        let rest = (segments: entry.segments.dropFirst(), routes: entry.routes)
        if first.hasPrefix("{") { parameters.append(rest) } else { literals[first, default: []].append(rest) }
      }
      self.literals = literals.mapValues { Node($0) }
      parameter = parameters.isEmpty ? nil : Node(parameters)
      description = own.first?.description
      handlers = own.map { ($0.verb, $0.handler) }
    }
  }

  private let root: Node

  /// A table of those routes; their descriptions have a path below an application.
  init(_ routes: [Route]) {
    var byResource: [ObjectIdentifier: [Route]] = [:]
    for route in routes { byResource[ObjectIdentifier(route.description), default: []].append(route) }
    root = Node(
      byResource.values.flatMap { routes in
        [routes[0].description.path, routes[0].description.otherPath].compactMap { path in
          path.map { ($0.split(separator: "/").map(String.init)[...], routes) }
        }
      })
  }

  /// The resource of a path, given without the application's base and without a leading slash.
  func match(_ path: Substring) -> Match? {
    var node = root
    var parameters: [String] = []
    for bytes in path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true) {
      let segment = Substring(bytes)
      if let next = node.literals[String(segment)] {
        node = next
      } else if let next = node.parameter {
        parameters.append(PercentEncoding.decoded(segment))
        node = next
      } else {
        return nil
      }
    }
    return node.description.map { Match(description: $0, parameters: parameters, handlers: node.handlers) }
  }
}

extension PercentEncoding {
  /// A path segment without its percent-encoding.
  static func decoded(_ segment: Substring) -> String {
    segment.utf8.contains(UInt8(ascii: "%")) ? String(decoding: decode(segment.utf8), as: UTF8.self) : String(segment)
  }
}
