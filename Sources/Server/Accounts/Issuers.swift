import Configuration
import Foundation
import Synchronization
import WebTokens

/// The issuers whose tokens are accepted, with the keys their files hold now.
final class Issuers: Sendable {
  private struct Entry {
    let settings: Configuration.Issuer
    var issuer: TokenIssuer
    var version: Version
  }

  /// Tells whether a file is still the one that was read.
  private struct Version: Equatable {
    var device: UInt
    var inode: UInt
    var size: Int
    var seconds: Int
    var nanoseconds: Int

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      device = UInt(status.st_dev)
      inode = UInt(status.st_ino)
      size = Int(status.st_size)
      seconds = status.st_mtim.tv_sec
      nanoseconds = status.st_mtim.tv_nsec
    }
  }

  private let entries: Mutex<[Entry]>
  private let log: Log
  /// Whether there is none, as in most servers.
  let isEmpty: Bool

  /// - Throws: ``ServerError/issuer(_:reason:)`` for a key file that cannot be used.
  init(_ settings: [Configuration.Issuer], log: Log) throws(ServerError) {
    var entries: [Entry] = []
    for settings in settings {
      do {
        entries.append(try Self.read(settings))
      } catch {
        throw .issuer(settings.issuer, reason: "\(settings.keys): \(error)")
      }
    }
    self.log = log
    isEmpty = entries.isEmpty
    self.entries = Mutex(entries)
  }

  private static func read(_ settings: Configuration.Issuer) throws -> Entry {
    // Taken before the content: a change in between is then seen at the next look.
    guard let version = Version(settings.keys) else { throw CocoaError(.fileReadNoSuchFile) }
    let keys = try KeySet(json: Array(try Data(contentsOf: URL(fileURLWithPath: settings.keys))))
    return Entry(
      settings: settings,
      issuer: TokenIssuer(
        issuer: settings.issuer, audience: settings.audience, userClaim: settings.userClaim,
        scopeClaim: settings.scopeClaim, keys: keys),
      version: version)
  }

  /// Reads files that have changed; whether one had. A file that cannot be used leaves the keys as they were.
  func refresh() -> Bool {
    guard !isEmpty else { return false }
    let known = entries.withLock { $0.map { ($0.settings, $0.version) } }
    var hasChanged = false
    for (index, (settings, version)) in known.enumerated() where Version(settings.keys) != version {
      do {
        let entry = try Self.read(settings)
        entries.withLock { $0[index] = entry }
        hasChanged = true
        log(.info, "The keys of \(settings.issuer) were read anew.")
      } catch {
        // Noted as seen, or it would be reported every second.
        if let version = Version(settings.keys) { entries.withLock { $0[index].version = version } }
        log(.error, "The keys of \(settings.issuer) stay as they were: \(settings.keys): \(error)")
      }
    }
    return hasChanged
  }

  /// What a token stands for.
  func accept(_ token: String) throws(TokenProblem) -> TokenIssuer.Grant {
    let issuers = entries.withLock { $0.map(\.issuer) }
    return try TokenIssuer.accept(token, of: issuers, now: Date().timeIntervalSince1970)
  }
}
