extension Schema {
  /// When a record was set aside (milliseconds since 1970; none for those of earlier versions), and whether somebody has
  /// taken note of it.
  static let setAside =
    """
    ALTER TABLE set_aside ADD COLUMN at INTEGER;
    ALTER TABLE set_aside ADD COLUMN is_noted INTEGER NOT NULL DEFAULT 0;
    """

  /// Schema version that has these columns.
  static let setAsideVersion = 5
}
