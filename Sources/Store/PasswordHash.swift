import CCrypt
import Foundation

/// Passwords by yescrypt (libxcrypt, crypt(5)), with the library's default cost: some tens of milliseconds and 16 MiB.
enum PasswordHash {
  /// crypt(3) takes phrases up to this length (CRYPT_MAX_PASSPHRASE_SIZE, its end mark included).
  static let longestPassword = 511

  static func make(_ password: String) throws(StoreError) -> String {
    let password = normalized(password)
    guard isAcceptable(password) else {
      throw .invalid(field: "password", reason: "must have 1 to \(longestPassword) bytes and no NUL character")
    }
    guard let setting = newSetting(), let hash = crypt(password, setting) else {
      throw .failed(code: 0, detail: "the system's libcrypt cannot make yescrypt hashes")
    }
    return hash
  }

  static func verify(_ password: String, _ hash: String) -> Bool {
    let password = normalized(password)
    guard isAcceptable(password), let computed = crypt(password, hash) else { return false }
    let left = Array(computed.utf8)
    let right = Array(hash.utf8)
    guard left.count == right.count else { return false }
    // The time must not tell how many characters agree.
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// Takes as long as ``verify(_:_:)``, so that the time does not tell whether there is such a user.
  static func spend(_ password: String) {
    let password = normalized(password)
    guard isAcceptable(password), let setting = newSetting() else { return }
    _ = crypt(password, setting)
  }

  /// RFC 8265 (OpaqueString): the same letters typed on different systems are the same password.
  private static func normalized(_ password: String) -> String {
    password.precomposedStringWithCanonicalMapping
  }

  /// A NUL would end the phrase for crypt, so that whatever follows it would not count.
  private static func isAcceptable(_ password: String) -> Bool {
    !password.isEmpty && password.utf8.count <= longestPassword && !password.utf8.contains(0)
  }

  private static func newSetting() -> String? {
    guard let setting = crypt_gensalt_ra("$y$", 0, nil, 0) else { return nil }
    defer { free(setting) }
    return String(cString: setting)
  }

  private static func crypt(_ password: String, _ setting: String) -> String? {
    var data: UnsafeMutableRawPointer?
    var size: Int32 = 0
    defer {
      if let data {
        explicit_bzero(data, Int(size))
        free(data)
      }
    }
    guard let result = crypt_ra(password, setting, &data, &size) else { return nil }
    let hash = String(cString: result)
    // crypt reports some failures by a text that begins with a star and can never be a hash.
    return hash.hasPrefix("*") ? nil : hash
  }
}
