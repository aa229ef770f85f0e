/// The distribution groups of a directory. The server and the command line work on it at the same time. All functions
/// block for some microseconds, those that write for a commit; any thread.
public protocol DistributionGroups: Sendable {
  /// Adds a group without members. Throws ``StoreError/duplicate(field:value:)`` if a user or another group has the
  /// address, ``StoreError/invalid(field:reason:)`` if a field cannot be stored.
  func addGroup(_ group: DistributionGroup) throws(StoreError)

  /// Replaces name and number of the group with this URI. Throws ``StoreError/groupNotFound(_:)`` if there is none.
  func updateGroup(_ group: DistributionGroup) throws(StoreError)

  /// Removes a group; its members stay in the directory. Throws ``StoreError/groupNotFound(_:)`` if there is none.
  func removeGroup(uri: String) throws(StoreError)

  /// All groups, ordered by URI.
  func groups() throws(StoreError) -> [DistributionGroup]

  /// The group with this SIP URI, or nil. Matches without regard to ASCII case; `sip:` may be left out.
  func group(uri: String) throws(StoreError) -> DistributionGroup?

  /// Adds the address of a user or of another group; whether it was not there yet. Groups may contain each other.
  @discardableResult
  func addMember(_ member: String, to group: String) throws(StoreError) -> Bool

  /// Removes an address from a group; whether it was there.
  @discardableResult
  func removeMember(_ member: String, from group: String) throws(StoreError) -> Bool

  /// The addresses of a group's own members in order; what is in nested groups is not among them.
  ///
  /// - Parameter limit: The most that are read.
  func members(of group: String, limit: Int) throws(StoreError) -> [String]

  /// How many groups an address stands for: itself and all that are nested in it, each once, so that groups which
  /// contain each other do no harm. 0 if it is no group.
  ///
  /// - Parameter limit: Counting ends here.
  func expandedGroups(of group: String, limit: Int) throws(StoreError) -> Int

  /// The users a group stands for, with those of nested groups, each once and ordered by name.
  ///
  /// - Parameters:
  ///   - limit: The most that are read.
  ///   - groupLimit: The most nested groups that are looked into.
  func expandedMembers(of group: String, limit: Int, groupLimit: Int) throws(StoreError) -> [User]

  /// The same for a call that waits: it never stands behind a search, and so is only for small limits.
  func membersToRing(of group: String, limit: Int, groupLimit: Int) throws(StoreError) -> [User]
}
