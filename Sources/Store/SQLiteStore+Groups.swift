extension SQLiteStore: DistributionGroups {
  /// See ``DistributionGroups/addGroup(_:)``.
  public func addGroup(_ group: DistributionGroup) throws(StoreError) {
    let group = try group.validated()
    try withDirectory { connection throws(StoreError) in
      try connection.transaction { () throws(StoreError) in
        guard try Self.owner(of: group.uri, connection) == nil, try Self.groupRow(group.uri, connection) == nil else {
          throw .duplicate(field: "SIP URI", value: group.uri)
        }
        let insert = try connection.statement("INSERT INTO distribution_group (uri, name, number) VALUES (?1, ?2, ?3)")
        try insert.bind(1, group.uri)
        try insert.bind(2, group.name)
        try insert.bind(3, group.number)
        try insert.run()
        try Self.writeWords(of: group, id: connection.lastInsertedRow, connection)
      }
    }
  }

  /// See ``DistributionGroups/updateGroup(_:)``.
  public func updateGroup(_ group: DistributionGroup) throws(StoreError) {
    let group = try group.validated()
    try withDirectory { connection throws(StoreError) in
      try connection.transaction { () throws(StoreError) in
        let id = try Self.existingGroup(group.uri, connection)
        let update = try connection.statement("UPDATE distribution_group SET name = ?1, number = ?2 WHERE id = ?3")
        try update.bind(1, group.name)
        try update.bind(2, group.number)
        try update.bind(3, id)
        try update.run()
        try Self.clearWords("group_word", id: id, connection)
        try Self.writeWords(of: group, id: id, connection)
      }
    }
  }

  /// See ``DistributionGroups/removeGroup(uri:)``.
  public func removeGroup(uri: String) throws(StoreError) {
    try withDirectory { connection throws(StoreError) in
      try connection.transaction { () throws(StoreError) in
        let id = try Self.existingGroup(uri, connection)
        let delete = try connection.statement("DELETE FROM distribution_group WHERE id = ?1")
        try delete.bind(1, id)
        try delete.run()
        try Self.clearWords("group_word", id: id, connection)
      }
    }
  }

  /// See ``DistributionGroups/groups()``.
  public func groups() throws(StoreError) -> [DistributionGroup] {
    try withDirectory { connection throws(StoreError) -> [DistributionGroup] in
      let rows = try connection.statement("SELECT uri, name, number FROM distribution_group ORDER BY uri")
      defer { rows.reset() }
      var groups: [DistributionGroup] = []
      while try rows.step() { groups.append(Self.group(rows)) }
      return groups
    }
  }

  /// See ``DistributionGroups/group(uri:)``.
  public func group(uri: String) throws(StoreError) -> DistributionGroup? {
    guard let uri = try? User.canonicalURI(uri) else { return nil }
    return try withDirectory { connection throws(StoreError) -> DistributionGroup? in
      let row = try connection.statement("SELECT uri, name, number FROM distribution_group WHERE uri = ?1")
      defer { row.reset() }
      try row.bind(1, uri)
      return try row.step() ? Self.group(row) : nil
    }
  }

  /// See ``DistributionGroups/addMember(_:to:)``.
  @discardableResult
  public func addMember(_ member: String, to group: String) throws(StoreError) -> Bool {
    let member = try User.canonicalURI(member, field: "member")
    return try changeMember(
      "INSERT OR IGNORE INTO distribution_member (distribution_group, uri) VALUES (?1, ?2) RETURNING uri", member, group
    )
  }

  /// See ``DistributionGroups/removeMember(_:from:)``.
  @discardableResult
  public func removeMember(_ member: String, from group: String) throws(StoreError) -> Bool {
    let member = try User.canonicalURI(member, field: "member")
    return try changeMember(
      "DELETE FROM distribution_member WHERE distribution_group = ?1 AND uri = ?2 RETURNING uri", member, group)
  }

  /// See ``DistributionGroups/members(of:limit:)``.
  public func members(of group: String, limit: Int) throws(StoreError) -> [String] {
    try withDirectory { connection throws(StoreError) -> [String] in
      let id = try Self.existingGroup(group, connection)
      let rows = try connection.statement(
        "SELECT uri FROM distribution_member WHERE distribution_group = ?1 ORDER BY uri LIMIT ?2")
      defer { rows.reset() }
      try rows.bind(1, id)
      try rows.bind(2, Int64(limit))
      var members: [String] = []
      while try rows.step() { members.append(rows.text(0)) }
      return members
    }
  }

  // UNION keeps each group once, which is what ends a loop.
  private static let nested = """
    WITH RECURSIVE nested (id) AS (
      SELECT id FROM distribution_group WHERE uri = ?1
      UNION
      SELECT inner_group.id FROM nested
        JOIN distribution_member ON distribution_member.distribution_group = nested.id
        JOIN distribution_group AS inner_group ON inner_group.uri = distribution_member.uri
      LIMIT ?2
    )
    """

  /// See ``DistributionGroups/expandedGroups(of:limit:)``.
  public func expandedGroups(of group: String, limit: Int) throws(StoreError) -> Int {
    guard let uri = try? User.canonicalURI(group) else { return 0 }
    return try withDirectory { connection throws(StoreError) -> Int in
      let row = try connection.statement("\(Self.nested) SELECT count(*) FROM nested")
      defer { row.reset() }
      try row.bind(1, uri)
      try row.bind(2, Int64(limit))
      return try row.step() ? Int(row.integer(0)) : 0
    }
  }

  /// See ``DistributionGroups/expandedMembers(of:limit:groupLimit:)``.
  public func expandedMembers(of group: String, limit: Int, groupLimit: Int) throws(StoreError) -> [User] {
    try withSearcher { connection throws(StoreError) -> [User] in
      try expandedMembers(group, limit, groupLimit, connection)
    }
  }

  /// See ``DistributionGroups/membersToRing(of:limit:groupLimit:)``.
  public func membersToRing(of group: String, limit: Int, groupLimit: Int) throws(StoreError) -> [User] {
    try withDirectory { connection throws(StoreError) -> [User] in
      try expandedMembers(group, limit, groupLimit, connection)
    }
  }

  private func expandedMembers(
    _ group: String, _ limit: Int, _ groupLimit: Int, _ connection: SQLiteConnection
  ) throws(StoreError) -> [User] {
    let uri = try User.canonicalURI(group, field: "group")
    let rows = try connection.statement(
      """
      \(Self.nested)
      SELECT \(Self.userColumns) FROM user WHERE id IN (
        SELECT user_uri.user FROM nested
          JOIN distribution_member ON distribution_member.distribution_group = nested.id
          JOIN user_uri ON user_uri.uri = distribution_member.uri
      ) ORDER BY name COLLATE NOCASE, uri LIMIT ?3
      """)
    defer { rows.reset() }
    try rows.bind(1, uri)
    try rows.bind(2, Int64(groupLimit))
    try rows.bind(3, Int64(limit))
    return try users(rows)
  }

  private func changeMember(_ sql: String, _ member: String, _ group: String) throws(StoreError) -> Bool {
    try withDirectory { connection throws(StoreError) -> Bool in
      try connection.transaction { () throws(StoreError) -> Bool in
        let statement = try connection.statement(sql)
        defer { statement.reset() }
        try statement.bind(1, try Self.existingGroup(group, connection))
        try statement.bind(2, member)
        return try statement.step()
      }
    }
  }

  /// The row of the group with this URI.
  private static func existingGroup(_ uri: String, _ connection: SQLiteConnection) throws(StoreError) -> Int64 {
    let canonical = try User.canonicalURI(uri, field: "group")
    guard let id = try groupRow(canonical, connection) else { throw .groupNotFound(canonical) }
    return id
  }

  /// The row of the group with this canonical URI; nil if there is none.
  static func groupRow(_ uri: String, _ connection: SQLiteConnection) throws(StoreError) -> Int64? {
    let statement = try connection.statement("SELECT id FROM distribution_group WHERE uri = ?1")
    defer { statement.reset() }
    try statement.bind(1, uri)
    return try statement.step() ? statement.integer(0) : nil
  }

  static func group(_ row: SQLiteStatement) -> DistributionGroup {
    DistributionGroup(uri: row.text(0), name: row.text(1), number: row.isNull(2) ? nil : row.text(2))
  }
}
