/// What a commit survives. The same three levels exist in most databases; in SQLite they are `PRAGMA synchronous`
/// (https://www.sqlite.org/pragma.html#pragma_synchronous) with a write-ahead log.
public enum Durability: String, Sendable, CaseIterable {
  /// Survives the end of the process, even `kill -9`. A loss of power may damage the file.
  case off
  /// Survives the end of the process. A loss of power may lose the last commits, never damage the file. The default.
  case normal
  /// Survives a loss of power as well: each commit waits for the disk.
  case full
}
