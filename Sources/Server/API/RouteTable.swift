import UCWA

/// Finds the resource a path below an application names, by the path templates of the resource descriptions: a resource
/// that is described is routed, and its verbs are those of its operations.
struct RouteTable: Sendable {
  /// A path matched.
  struct Match {
    /// The resource's description.
    let description: ResourceDescription
    /// The values of the template's parameters in order, percent-decoded.
    let parameters: [String]
  }

  /// One segment of the tree; built once, read by all threads.
  private final class Node: Sendable {
    let literals: [String: Node]
    let parameter: Node?
    let description: ResourceDescription?

    init(_ routes: [(segments: ArraySlice<String>, description: ResourceDescription)]) {
      var literals: [String: [(segments: ArraySlice<String>, description: ResourceDescription)]] = [:]
      var parameters: [(segments: ArraySlice<String>, description: ResourceDescription)] = []
      var own: ResourceDescription?
      for route in routes {
        guard let first = route.segments.first else {
          own = route.description
          continue
        }
        let rest = (segments: route.segments.dropFirst(), description: route.description)
        if first.hasPrefix("{") { parameters.append(rest) } else { literals[first, default: []].append(rest) }
      }
      self.literals = literals.mapValues { Node($0) }
      parameter = parameters.isEmpty ? nil : Node(parameters)
      description = own
    }
  }

  private let root: Node

  /// A table of the described resources that have a path below an application.
  init(_ descriptions: [ResourceDescription]) {
    root = Node(
      descriptions.flatMap { description in
        [description.path, description.otherPath].compactMap { path in
          path.map { ($0.split(separator: "/").map(String.init)[...], description) }
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
    return node.description.map { Match(description: $0, parameters: parameters) }
  }
}

extension PercentEncoding {
  /// A path segment without its percent-encoding.
  static func decoded(_ segment: Substring) -> String {
    segment.utf8.contains(UInt8(ascii: "%")) ? String(decoding: decode(segment.utf8), as: UTF8.self) : String(segment)
  }
}
