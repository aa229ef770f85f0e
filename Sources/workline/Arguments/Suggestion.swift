import Configuration

/// Finds what somebody who mistyped most likely meant.
enum Suggestion {
  /// The nearest candidate; nil if none is near enough to be a slip of the fingers.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let near = candidates.map { (candidate: $0, distance: EditDistance.between(word.lowercased(), $0)) }
      .filter { $0.distance <= max(1, $0.candidate.count / 3) || ($0.candidate.hasPrefix(word) && word.count > 3) }
    return near.min { $0.distance < $1.distance }?.candidate
  }
}
