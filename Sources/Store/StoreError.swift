/// Why the store could not do what it was asked to. `description` is plain text fit for a terminal or a log.
public enum StoreError: Error, Sendable, Equatable {
  /// The data directory cannot be created or written.
  case directoryNotWritable(path: String, reason: String)
  /// No room is left on the disk, or the file reached its size limit.
  case diskFull(path: String)
  /// Another process held the file locked for longer than the store waits (5 s).
  case locked(path: String)
  /// The file is no database of this program or is damaged.
  case corrupt(path: String, detail: String)
  /// The file or its directory may not be written.
  case readOnly(path: String)
  /// The file was written by a newer version of this program.
  case newerSchema(path: String, found: Int, supported: Int)
  /// Another server works on the data directory.
  case inUse(path: String)
  /// The disk refused to read or write. `code` is SQLite's extended result code.
  case inputOutput(path: String, code: Int32, detail: String)
  /// More waits to be written than ``JournalLimits`` allows; nothing of this append was taken.
  case queueFull(records: Int, bytes: Int)
  /// A key or value of an append exceeds ``JournalLimits``; nothing of this append was taken.
  case recordTooLarge(bytes: Int, limit: Int)
  /// The store was closed.
  case closed
  /// No such user. The text is the URI asked for.
  case userNotFound(String)
  /// No such distribution group. The text is the URI asked for.
  case groupNotFound(String)
  /// Another user has this URI, work number or alias already.
  case duplicate(field: String, value: String)
  /// A value that cannot be stored in a field, and what would be allowed.
  case invalid(field: String, reason: String)
  /// What is stored about this user cannot be read.
  case unreadableUser(uri: String, reason: String)
  /// A file that would be written is there already.
  case fileExists(path: String)
  /// There is no database in the directory.
  case noStore(directory: String)
  /// The directory has a database already, which would be replaced.
  case hasData(path: String)
  /// Anything else SQLite or the system reported. `code` is SQLite's extended result code, 0 if it was the system.
  case failed(code: Int32, detail: String)
}

extension StoreError {
  /// A stable name of the error for metrics and logs.
  public var code: String {
    switch self {
    case .directoryNotWritable: "directoryNotWritable"
    case .diskFull: "diskFull"
    case .locked: "locked"
    case .corrupt: "corrupt"
    case .readOnly: "readOnly"
    case .newerSchema: "newerSchema"
    case .inUse: "inUse"
    case .inputOutput: "inputOutput"
    case .queueFull: "queueFull"
    case .recordTooLarge: "recordTooLarge"
    case .closed: "closed"
    case .userNotFound: "userNotFound"
    case .groupNotFound: "groupNotFound"
    case .duplicate: "duplicate"
    case .invalid: "invalid"
    case .unreadableUser: "unreadableUser"
    case .fileExists: "fileExists"
    case .noStore: "noStore"
    case .hasData: "hasData"
    case .failed: "failed"
    }
  }
}

extension StoreError: CustomStringConvertible {
  /// One sentence in plain words, with what can be done where something can.
  public var description: String {
    switch self {
    case .directoryNotWritable(let path, let reason):
      "the data directory \(path) cannot be used: \(reason)"
    case .diskFull(let path):
      "no space left to write \(path): free some space on its disk"
    case .locked(let path):
      "\(path) is locked by another process for too long: find out which one with 'fuser -v \(path)'"
    case .corrupt(let path, let detail):
      "\(path) is damaged or no database of this program (\(detail)). It was left as it is. 'workline doctor' says what is "
        + "wrong; 'workline restore BACKUP --force' keeps it aside and takes a backup in its place"
    case .readOnly(let path):
      "\(path) may not be written: check owner and permissions of the file and its directory"
    case .newerSchema(let path, let found, let supported):
      "\(path) has schema version \(found), this program reads up to \(supported): use the newer version of the program"
    case .inUse(let path):
      "another server works on the data directory \(path): stop it, or give this one a directory of its own"
    case .inputOutput(let path, let code, let detail):
      "the disk refused to read or write \(path) (\(detail), code \(code))"
    case .queueFull(let records, let bytes):
      "the journal is full: \(records) records of \(bytes) bytes wait to be written already"
    case .recordTooLarge(let bytes, let limit):
      "a record of \(bytes) bytes exceeds the limit of \(limit) bytes"
    case .closed:
      "the store is closed"
    case .userNotFound(let uri):
      "there is no user \(uri)"
    case .groupNotFound(let uri):
      "there is no group \(uri)"
    case .duplicate(let field, let value):
      "another user or group has the \(field) \(value) already"
    case .invalid(let field, let reason):
      "\(field) \(reason)"
    case .unreadableUser(let uri, let reason):
      "what is stored about \(uri) cannot be read: \(reason)"
    case .fileExists(let path):
      "\(path) is there already and is not overwritten: choose another name"
    case .noStore(let directory):
      "there is no database in \(directory)"
    case .hasData(let path):
      "\(path) is there already: --force keeps it aside under another name and takes the backup in its place"
    case .failed(let code, let detail):
      code == 0 ? detail : "\(detail) (code \(code))"
    }
  }
}
