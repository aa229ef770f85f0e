/// A pattern of the deny list for user agents: `*` stands for any characters, letter case does not count.
struct UserAgentPattern: Sendable, Equatable {
  private let parts: [[Character]]

  init(_ text: String) {
    parts = text.lowercased().split(separator: "*", omittingEmptySubsequences: false).map(Array.init)
  }

  /// Whether all of a user agent fits.
  func matches(_ userAgent: String) -> Bool {
    var rest = Array(userAgent.lowercased())[...]
    guard let first = parts.first, rest.starts(with: first) else { return false }
    rest = rest.dropFirst(first.count)
    guard parts.count > 1, let last = parts.last else { return rest.isEmpty }
    // What stands between two asterisks is taken where it first occurs: that leaves the most for those that follow.
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let start = rest.indices.first(where: { rest[$0...].starts(with: part) }) else { return false }
      rest = rest[(start + part.count)...]
    }
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }
}
