import Foundation

/// Copies of a store: one SQLite file each, which holds all that a data directory has (users, journal, secrets).
public enum StoreBackup {
  /// Copies the store of a directory into a new file, as it is at one moment; a server may run and write meanwhile.
  ///
  /// The copy is made under another name beside `file`, read back and checked, and gets its name last, so that a file of
  /// that name is a whole one. It may be read by its owner only. What was deleted is not in it.
  ///
  /// - Returns: What is in the copy. Records that cannot be read are in it as they are in the store.
  /// - Throws: ``StoreError/noStore(directory:)``, ``StoreError/fileExists(path:)``, and
  ///   ``StoreError/corrupt(path:detail:)`` if the store is damaged; then there is no copy.
  public static func write(from directory: String, to file: String) throws(StoreError) -> StoreContent {
    let source = URL(fileURLWithPath: directory, isDirectory: true).appendingPathComponent(SQLiteStore.fileName).path
    guard size(source) ?? 0 > 0 else { throw .noStore(directory: directory) }
    guard size(file) == nil else { throw .fileExists(path: file) }
    let copy = try copy(source, besides: file)
    defer { unlink(copy) }
    let content = try StoreContent(ofFile: copy)
    if let problem = content.problems.first { throw .corrupt(path: source, detail: problem) }
    // A link fails where a rename would replace what came meanwhile. Not every file system has links.
    if link(copy, file) != 0 {
      if errno == EEXIST { throw .fileExists(path: file) }
      guard size(file) == nil else { throw .fileExists(path: file) }
      guard rename(copy, file) == 0 else { throw systemError(file) }
    }
    try synchronise(directoryOf(file))
    return content
  }

  /// What became of a restoration.
  public struct Restored: Sendable, Equatable {
    /// What is in the store now.
    public let content: StoreContent
    /// Where the database is that was there before; nil if there was none.
    public let kept: String?
  }

  /// Makes a backup the store of a directory.
  ///
  /// The backup is checked first and stays where it is. The directory is claimed meanwhile as by a server, so that none
  /// starts. A database that is there already is renamed, with its log; nothing is removed.
  ///
  /// - Parameters:
  ///   - replaces: Whether a database may be there already.
  ///   - now: The moment that goes into the name of what is kept.
  /// - Throws: ``StoreError/inUse(path:)``, ``StoreError/hasData(path:)``, ``StoreError/corrupt(path:detail:)`` or
  ///   ``StoreError/newerSchema(path:found:supported:)`` of the backup.
  public static func restore(
    _ file: String, into directory: String, replaces: Bool = false, now: Date = Date()
  ) throws(StoreError) -> Restored {
    guard let bytes = size(file) else { throw systemError(file) }
    guard bytes > 0 else { throw .corrupt(path: file, detail: "it is empty") }
    let content = try StoreContent(ofFile: file)
    if let problem = content.problems.first { throw .corrupt(path: file, detail: problem) }
    let folder = URL(fileURLWithPath: directory, isDirectory: true).standardizedFileURL
    if size(folder.path) == nil { try SQLiteStore.makeDirectory(folder.path, for: directory) }
    let claim = try DirectoryClaim.take(folder.path)
    defer { _ = Glibc.close(claim) }
    let target = folder.appendingPathComponent(SQLiteStore.fileName).path
    // The log before the database: if the machine stops in between, what is there is an older state and no wrong one.
    let old = ["-shm", "-wal", ""].filter { size(target + $0) != nil }
    guard old.isEmpty || replaces else { throw .hasData(path: target) }
    let copy = try copy(file, besides: target)
    defer { unlink(copy) }
    let kept = freeName(target + ".kept-" + stamp(now))
    var moved: [String] = []
    do throws(StoreError) {
      for suffix in old {
        guard rename(target + suffix, kept + suffix) == 0 else { throw systemError(target + suffix) }
        moved.append(suffix)
      }
      guard rename(copy, target) == 0 else { throw systemError(target) }
    } catch {
      for suffix in moved.reversed() { _ = rename(kept + suffix, target + suffix) }
      throw error
    }
    try synchronise(folder.path)
    return Restored(content: content, kept: old.isEmpty ? nil : kept)
  }

  /// Copies a database into a new file beside another one, and waits until the disk has it; the name of the copy.
  private static func copy(_ source: String, besides file: String) throws(StoreError) -> String {
    let name = ".\(URL(fileURLWithPath: file).lastPathComponent).\(UUID().uuidString.prefix(8)).partial"
    let copy = URL(fileURLWithPath: directoryOf(file), isDirectory: true).appendingPathComponent(name).path
    // SQLite would make it readable for all.
    let descriptor = open(copy, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw systemError(file) }
    defer { _ = Glibc.close(descriptor) }
    do throws(StoreError) {
      // One read transaction: writers go on beside it (https://www.sqlite.org/lang_vacuum.html).
      let connection = try SQLiteConnection(reading: source)
      let statement = try connection.prepare("VACUUM INTO ?1")
      try statement.bind(1, copy)
      try statement.run()
      guard fsync(descriptor) == 0 else { throw systemError(file) }
    } catch {
      unlink(copy)
      // SQLite names the file it read, and the disk of the one it wrote is full.
      if case .diskFull = error { throw .diskFull(path: file) }
      throw error
    }
    return copy
  }

  private static func freeName(_ name: String) -> String {
    var number = 1
    var free = name
    while size(free) != nil || size(free + "-wal") != nil {
      number += 1
      free = "\(name)-\(number)"
    }
    return free
  }

  /// `20261128T084600Z`.
  private static func stamp(_ moment: Date) -> String {
    moment.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
  }

  private static func directoryOf(_ file: String) -> String {
    URL(fileURLWithPath: file).deletingLastPathComponent().path
  }

  /// Bytes of a file; nil if there is none.
  private static func size(_ path: String) -> Int64? {
    var status = stat()
    return lstat(path, &status) == 0 ? Int64(status.st_size) : nil
  }

  /// Waits until the disk has the names in a directory.
  private static func synchronise(_ directory: String) throws(StoreError) {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw systemError(directory) }
    defer { _ = Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw systemError(directory) }
  }

  /// The last error of the system, about a file.
  private static func systemError(_ path: String) -> StoreError {
    let code = errno
    switch code {
    case ENOSPC, EDQUOT: return .diskFull(path: path)
    default: return .failed(code: 0, detail: "\(path): \(String(cString: strerror(code)))")
    }
  }
}
