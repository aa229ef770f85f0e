/// Finds what someone probably meant to type.
enum Suggestion {
  /// The known path nearest to a name below a prefix; nil if none is near. A key of the same name elsewhere counts as
  /// well: it may just stand in the wrong place.
  static func nearest(to name: String, below prefix: String, among known: [String]) -> String? {
    let wanted = name.lowercased()
    var siblings: [String] = []
    for path in known where path.hasPrefix(prefix) {
      let sibling = prefix + path.dropFirst(prefix.count).prefix { $0 != "." }
      if !siblings.contains(sibling) { siblings.append(sibling) }
    }
    let distances = siblings.map { ($0, EditDistance.between(wanted, $0.dropFirst(prefix.count).lowercased())) }
    let limit = max(1, min(3, wanted.count / 2))
    if let best = distances.min(by: { $0.1 < $1.1 }), best.1 <= limit { return best.0 }
    // What someone typed only the beginning of.
    if wanted.count >= 3, let longer = distances.first(where: { isBeginning(wanted, of: $0.0, below: prefix) }) {
      return longer.0
    }
    return known.first { $0.lowercased() == wanted || $0.lowercased().hasSuffix("." + wanted) }
  }

  private static func isBeginning(_ wanted: String, of path: String, below prefix: String) -> Bool {
    path.dropFirst(prefix.count).lowercased().hasPrefix(wanted)
  }
}
