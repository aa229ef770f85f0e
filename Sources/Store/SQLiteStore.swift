import CSQLite
import Foundation
import Synchronization

/// Journal and directory in one SQLite file, `workline.sqlite3`, with a write-ahead log (https://www.sqlite.org/wal.html).
///
/// Several processes may have a store open on one directory, for example the server and the command line; only one of
/// them may use the journal: a server makes sure of it by ``claim()``.
public final class SQLiteStore: Sendable {
  /// Name of the file in the data directory.
  public static let fileName = "workline.sqlite3"

  /// Path of the file.
  public let path: String
  let writer: JournalWriter
  let directory: Mutex<SQLiteConnection>
  /// A second one for what may take long, so that nobody waits for it; nil until first used.
  let searcher = Mutex<SQLiteConnection?>(nil)
  let durability: Durability
  let report: @Sendable (StoreReport) -> Void
  let now: @Sendable () -> Date
  private let lock = Mutex<Int32?>(nil)

  /// Opens the store in a directory; makes directory (mode 0700) and file (mode 0600) if they are not there.
  ///
  /// `report` gets what an operator should see, on the thread on which it happened; it must be quick. `now` is the
  /// clock by which tokens end.
  public init(
    directory: String, durability: Durability = .normal, limits: JournalLimits = JournalLimits(),
    report: @escaping @Sendable (StoreReport) -> Void = { _ in }, now: @escaping @Sendable () -> Date = { Date() }
  ) throws(StoreError) {
    path = try Self.prepareFile(in: directory)
    self.durability = durability
    self.report = report
    self.now = now
    let connection = try SQLiteConnection(path: path, durability: durability)
    try Schema.prepare(connection)
    self.directory = Mutex(connection)
    writer = try JournalWriter(path: path, durability: durability, limits: limits, report: report)
  }

  deinit {
    writer.close()
    giveUpClaim()
  }

  /// Lets another server work on the directory.
  func giveUpClaim() {
    lock.withLock { file in
      if let file { _ = Glibc.close(file) }
      file = nil
    }
  }

  /// Makes sure that no other server works on the directory, until this store is closed or the process ends, however
  /// it ends. Throws ``StoreError/inUse(path:)``. The command line needs no claim.
  public func claim() throws(StoreError) {
    try lock.withLock { held throws(StoreError) in
      if held == nil { held = try DirectoryClaim.take(URL(fileURLWithPath: path).deletingLastPathComponent().path) }
    }
  }

  /// Reads the whole file and throws ``StoreError/corrupt(path:detail:)`` at the first thing in it that cannot be: for
  /// the start of a server, since damage that is found in the middle of a call helps nobody.
  public func verify() throws(StoreError) {
    let problems = try StoreContent.problems(of: try SQLiteConnection(reading: path), isQuick: true, limit: 1)
    if let problem = problems.first { throw .corrupt(path: path, detail: problem) }
  }

  /// What the journal's writer did so far, for metrics.
  public var statistics: JournalStatistics { writer.statistics }

  /// Whether the journal can be written now, for whoever watches the server.
  public var condition: JournalCondition { writer.condition }

  private static func prepareFile(in directory: String) throws(StoreError) -> String {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else {
        throw .directoryNotWritable(path: directory, reason: "it is not a directory")
      }
    } else {
      try makeDirectory(URL(fileURLWithPath: directory).standardizedFileURL.path, for: directory)
    }
    let path = URL(fileURLWithPath: directory, isDirectory: true).appendingPathComponent(fileName).path
    if let problem = emptied(path) { throw .corrupt(path: path, detail: problem) }
    // SQLite would create the file readable for all, and gives its log the permissions of the file.
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      let code = errno
      let exists = access(path, F_OK) == 0
      throw exists
        ? .readOnly(path: path) : .directoryNotWritable(path: directory, reason: String(cString: strerror(code)))
    }
    Glibc.close(file)
    return path
  }

  /// Why a file without content cannot be a new one: SQLite takes it for an empty database, removes the log beside it,
  /// and everybody would be gone without a word.
  private static func emptied(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_size == 0 else { return nil }
    if stat(path + "-wal", &status) == 0, status.st_size > 0 { return "it is empty, but its log is not" }
    let claim = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(DirectoryClaim.fileName)
    return stat(claim.path, &status) == 0 ? "it is empty, although a server has worked here" : nil
  }

  /// Makes a directory and those above it. By mkdir(2), whose error says why; Foundation's does not.
  static func makeDirectory(_ path: String, for directory: String) throws(StoreError) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    let code = errno
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard code == ENOENT, parent != path else {
      throw .directoryNotWritable(path: directory, reason: String(cString: strerror(code)))
    }
    try makeDirectory(parent, for: directory)
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw .directoryNotWritable(path: directory, reason: String(cString: strerror(errno)))
    }
  }
}
