import Foundation

/// The lock by which one server at a time has a data directory: flock(2), which ends with its process.
enum DirectoryClaim {
  static let fileName = "workline.lock"
  /// Who looks whether there is a server holds the lock for a moment; a server that starts just then tries again, so
  /// often and 10 ms later each time.
  private static let attempts = 20

  /// Takes the lock and writes the process's id into the file; the descriptor that holds it. Throws
  /// ``StoreError/inUse(path:)``.
  static func take(_ directory: String) throws(StoreError) -> Int32 {
    let file = open(path(directory), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .directoryNotWritable(path: directory, reason: String(cString: strerror(errno))) }
    for _ in 1..<attempts where flock(file, LOCK_EX | LOCK_NB) != 0 { usleep(10_000) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      _ = Glibc.close(file)
      throw .inUse(path: directory)
    }
    // Only for people: on a full disk the claim holds all the same.
    let text = "\(getpid())\n"
    if ftruncate(file, 0) == 0 { _ = pwrite(file, text, text.utf8.count, 0) }
    return file
  }

  /// Whether a server has the directory, and its process id if the file says so.
  static func holder(_ directory: String) -> (isHeld: Bool, process: Int?) {
    let file = open(path(directory), O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return (false, nil) }
    defer { _ = Glibc.close(file) }
    if flock(file, LOCK_SH | LOCK_NB) == 0 { return (false, nil) }
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(file, &bytes, bytes.count, 0)
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    return (true, Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  private static func path(_ directory: String) -> String {
    URL(fileURLWithPath: directory, isDirectory: true).appendingPathComponent(fileName).path
  }
}
