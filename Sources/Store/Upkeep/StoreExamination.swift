import Foundation

/// What a look at a data directory shows, whether or not a server runs there. Nothing is changed by it.
public struct StoreExamination: Sendable, Equatable {
  /// Something that somebody should do something about.
  public enum Finding: Sendable, Equatable {
    /// The database cannot be used at all.
    case unusable(StoreError)
    /// Parts of the database are damaged.
    case damaged([String])
    /// Records that the next start would set aside.
    case unreadable(Int)
    /// Records that were set aside and nobody has taken note of.
    case setAside(Int)
    /// So many bytes are free on the disk, which is less than ``StoreExamination/leastFreeBytes``.
    case lowSpace(Int64)
    /// The write-ahead log has so many bytes, more than ``StoreExamination/longLogBytes``.
    case longLog(Int64)
    /// Others than the owner may read the database.
    case readableByOthers
  }

  /// Free space below which a finding is made: 100 MB.
  public static let leastFreeBytes: Int64 = 100_000_000
  /// Length of the write-ahead log above which a finding is made: 256 MB, four times what a busy server lets it grow to.
  public static let longLogBytes: Int64 = 256_000_000

  /// The directory.
  public let directory: String
  /// The database file.
  public let path: String
  /// What is in it; nil if it cannot be read.
  public private(set) var content: StoreContent?
  /// Bytes of the database file.
  public private(set) var databaseBytes: Int64 = 0
  /// Bytes of its write-ahead log.
  public private(set) var logBytes: Int64 = 0
  /// Bytes that are free on the disk for this user; nil if the system does not say.
  public private(set) var freeBytes: Int64?
  /// Whether a server has the directory.
  public let hasServer: Bool
  /// The server's process id, if it is known.
  public let serverProcess: Int?
  /// What is wrong, the worst first.
  public private(set) var findings: [Finding] = []

  /// Looks at a directory. Throws ``StoreError/noStore(directory:)``.
  public init(of directory: String) throws(StoreError) {
    self.directory = directory
    path = URL(fileURLWithPath: directory, isDirectory: true).appendingPathComponent(SQLiteStore.fileName).path
    var status = stat()
    guard stat(path, &status) == 0 else { throw .noStore(directory: directory) }
    databaseBytes = Int64(status.st_size)
    let isOpen = status.st_mode & 0o077 != 0
    if stat(path + "-wal", &status) == 0 { logBytes = Int64(status.st_size) }
    freeBytes = Self.freeBytes(in: directory)
    (hasServer, serverProcess) = DirectoryClaim.holder(directory)
    do throws(StoreError) {
      // Opening an emptied file would remove its log.
      if databaseBytes == 0 { throw .corrupt(path: path, detail: "it is empty") }
      let content = try StoreContent(ofFile: path)
      self.content = content
      if !content.problems.isEmpty { findings.append(.damaged(content.problems)) }
      if !content.unreadable.isEmpty { findings.append(.unreadable(content.unreadable.count)) }
      let unnoted = content.setAside.count { !$0.isNoted }
      if unnoted > 0 { findings.append(.setAside(unnoted)) }
    } catch {
      findings.append(.unusable(error))
    }
    if let freeBytes, freeBytes < Self.leastFreeBytes { findings.append(.lowSpace(freeBytes)) }
    if logBytes > Self.longLogBytes { findings.append(.longLog(logBytes)) }
    if isOpen { findings.append(.readableByOthers) }
  }

  /// Whether nothing needs to be done.
  public var isHealthy: Bool { findings.isEmpty }

  private static func freeBytes(in directory: String) -> Int64? {
    var space = statvfs()
    guard statvfs(directory, &space) == 0 else { return nil }
    let (bytes, overflow) = Int64(clamping: space.f_bavail).multipliedReportingOverflow(by: Int64(space.f_frsize))
    return overflow ? .max : bytes
  }
}
