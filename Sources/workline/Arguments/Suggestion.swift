/// Finds what somebody who mistyped most likely meant.
enum Suggestion {
  /// The nearest candidate; nil if none is near enough to be a slip of the fingers.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let near = candidates.map { (candidate: $0, distance: distance(word.lowercased(), $0)) }
      .filter { $0.distance <= max(1, $0.candidate.count / 3) || ($0.candidate.hasPrefix(word) && word.count > 3) }
    return near.min { $0.distance < $1.distance }?.candidate
  }

  /// Insertions, deletions, replacements and swaps of neighbours (Damerau 1964) that lead from one word to the other.
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left)
    let right = Array(right)
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { best = min(best, beforeLast[j - 1] + 1) }
        row.append(best)
      }
      beforeLast = last
      last = row
    }
    return last[right.count]
  }
}
