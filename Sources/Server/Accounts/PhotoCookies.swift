import HTTP
import Store
import UCWA

/// The cookie by which a browser fetches photos: an `<img>` sends no Authorization header.
///
/// It is made when an application is created, opens nothing but the photos of that application, and is no token: it
/// names user, scopes and application under a hash that only this server can make. It is good as long as the
/// application lives, so nothing is kept about it; the secret is in the journal, since applications outlive the process.
struct PhotoCookies: Sendable {
  static let name = "cwt_ucwa"
  private let hash: KeyedHash

  init(_ hash: KeyedHash) { self.hash = hash }

  /// Takes the secret from the journal, or makes one and keeps it there.
  init(_ journal: any Journal) throws(StoreError) {
    var key: [UInt8] = []
    try journal.load(.secret) { name, value in if name == Self.name { key = value } }
    if key.count == 32 {
      hash = KeyedHash(key: key)
    } else {
      hash = try KeyedHash()
      journal.append([JournalRecord(kind: .secret, key: Self.name, value: hash.key)])
    }
  }

  /// The `Set-Cookie` field for an application (RFC 6265 section 4.1); nil if it cannot be made.
  ///
  /// - Parameter isSecure: Whether clients come by TLS. A page of another origin may show photos only then, since
  ///   browsers take `SameSite=None` with `Secure` alone.
  func field(_ application: ApplicationSession, _ scopes: Scope, isSecure: Bool) -> String? {
    guard let value = value(application.id, application.userURI, scopes) else { return nil }
    return "\(Self.name)=\(value); Path=\(application.base)/photos; HttpOnly; "
      + (isSecure ? "Secure; SameSite=None" : "SameSite=Lax")
  }

  /// A SIP address has no character that a cookie may not have.
  private func value(_ application: String, _ userURI: String, _ scopes: Scope) -> String? {
    let rights = String(scopes.rawValue)
    return hash(application, userURI, rights).map { "\($0).\(rights).\(userURI.dropFirst(4))" }
  }

  /// Whose photos a request may fetch in an application, by its cookie; nil if it has none that is good.
  func owner(_ request: HTTPRequest, application: String) -> (userURI: String, scopes: Scope)? {
    guard let header = request.headers["Cookie"] else { return nil }
    for pair in header.split(separator: ";") {
      let pair = pair.drop { $0 == " " }
      guard pair.hasPrefix(Self.name + "=") else { continue }
      let parts = pair.dropFirst(Self.name.count + 1).split(separator: ".", maxSplits: 2)
      guard parts.count == 3, let rights = UInt8(parts[1]) else { continue }
      let (userURI, scopes) = ("sip:" + parts[2], Scope(rawValue: rights))
      guard let expected = value(application, userURI, scopes) else { return nil }
      if KeyedHash.areEqual(expected, parts.joined(separator: ".")) { return (userURI, scopes) }
    }
    return nil
  }
}
