/// Finds users and groups of a directory by words.
///
/// The words of name, address, work number, mail and department are indexed by SQLite, so that a directory of 100,000
/// costs neither memory nor a look at each of them. The search has a connection of its own and holds nobody up; still
/// it may take tens of milliseconds: never on an HTTP loop.
public protocol PeopleSearch: Sendable {
  /// The users and groups in which each of the words begins a word, without regard to case and accents, ordered by
  /// name; `mail` narrows it to those whose mail address begins with it. Nothing at all finds nothing.
  ///
  /// Of very many matches the first thousand are looked at.
  ///
  /// - Parameter limit: The most of each kind that are returned.
  func search(words: [String], mail: String?, limit: Int) throws(StoreError) -> PeopleFound
}

/// What a search found.
public struct PeopleFound: Sendable, Equatable {
  /// The users, ordered by name.
  public var users: [User] = []
  /// The groups, ordered by name.
  public var groups: [DistributionGroup] = []

  /// Nothing.
  public init() {}
}
