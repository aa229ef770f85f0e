import COpenSSL

/// Challenges callers and checks what they answer (RFC 3261, section 22; RFC 8760), as a server does.
///
/// A challenge leaves nothing behind: its nonce is the time and a keyed hash of the time, the caller's address and his
/// Call-ID, so that it can be known again, and is worth nothing for another call or from another address. What was
/// answered rightly is remembered for as long as it would be taken, so that it is taken once.
public struct DigestAuthenticator: Sendable {
  /// Somebody who may call.
  public struct User: Sendable {
    /// Name and password.
    public let credentials: SIPCredentials
    /// What the name is good for, as the challenge names it.
    public let realm: String

    /// By which hash he may show that he has the password.
    public let algorithms: [DigestAlgorithm]

    /// Neither name nor realm may hold quotes, backslashes or control characters, nor the name a colon.
    public init(
      _ credentials: SIPCredentials, realm: String, algorithms: [DigestAlgorithm] = DigestAlgorithm.allCases
    ) {
      self.credentials = credentials
      self.realm = realm
      self.algorithms = algorithms
    }
  }

  /// What makes one request another's answer.
  public struct Request: Sendable {
    let method: SIPMethod
    let callID: String
    let source: SIPAddress
    /// Milliseconds of a clock that does not go back, the same for all requests.
    let now: Int64

    /// A request with its time.
    public init(method: SIPMethod, callID: String, source: SIPAddress, now: Int64) {
      self.method = method
      self.callID = callID
      self.source = source
      self.now = now
    }
  }

  /// What an answer is worth.
  public enum Verdict: Sendable, Equatable {
    /// That user's; the number is his place in the list.
    case user(Int)
    /// Right, but for a nonce that is too old, was used, or is not of this call; the caller may try again.
    case stale
    /// An unknown user, or a wrong password.
    case wrong
  }

  /// Milliseconds for which a nonce is taken.
  public static let lifetime: Int64 = 60_000

  private let users: [User]
  private let realms: [String]
  private let key: [UInt8]
  /// Takes the place of an unknown user's password, so that the time does not tell who exists.
  private let nobody: String
  private var used = UsedNonces()

  /// - Throws: `outOfMemory` if the system gives no random numbers for the key.
  public init(_ users: [User]) throws(SIPError) {
    var key = [UInt8](repeating: 0, count: 32)
    guard RAND_bytes(&key, 32) == 1 else { throw .outOfMemory }
    self.key = key
    self.users = users
    realms = users.reduce(into: []) { if !$0.contains($1.realm) { $0.append($1.realm) } }
    nobody = SIPToken.tag()
  }

  /// The WWW-Authenticate headers of a challenge, for each realm the better algorithm first; empty if OpenSSL fails.
  public func challenge(_ request: Request, stale: Bool) -> [SIPHeader] {
    guard let nonce = nonce(request.now, request) else { return [] }
    return realms.flatMap { realm in
      offered(for: realm).map { algorithm in
        SIPHeader(
          "WWW-Authenticate",
          "Digest realm=\"\(realm)\", nonce=\"\(nonce)\", algorithm=\(algorithm.rawValue), qop=\"auth\""
            + (stale ? ", stale=true" : ""))
      }
    }
  }

  private func offered(for realm: String) -> [DigestAlgorithm] {
    let users = users.filter { $0.realm == realm }
    return DigestAlgorithm.allCases.filter { algorithm in users.contains { $0.algorithms.contains(algorithm) } }
  }

  /// Whether a challenge of ours for this call, however old, has the nonce. Costs one hash, where a check costs four.
  public func hasChallenged(_ response: DigestResponse, _ request: Request) -> Bool {
    age(response.nonce, request) != nil
  }

  /// The first of these that is for one of the realms; nil if there is none that can be read.
  public func response(among headers: [String]) -> DigestResponse? {
    headers.prefix(8).lazy.compactMap { DigestResponse($0) }.first { realms.contains($0.realm) }
  }

  /// Checks an answer. A right one of this call is used up by this.
  public mutating func check(_ response: DigestResponse, _ request: Request) -> Verdict {
    let index = users.firstIndex {
      $0.credentials.username == response.username && $0.realm == response.realm
        && $0.algorithms.contains(response.algorithm)
    }
    let password = index.map { users[$0].credentials.password } ?? nobody
    guard let expected = Self.expected(response, request.method, password) else { return .wrong }
    let isRight = DigestText.areEqual(expected, response.response)
    guard let index, isRight else { return .wrong }
    guard let age = age(response.nonce, request), age <= Self.lifetime,
      used.insert(UsedNonces.key(response.nonce), now: request.now)
    else { return .stale }
    return .user(index)
  }

  /// RFC 7616, section 3.4.1, with qop=auth.
  private static func expected(_ response: DigestResponse, _ method: SIPMethod, _ password: String) -> String? {
    let hash = response.algorithm.hash
    guard let one = hash("\(response.username):\(response.realm):\(password)"),
      let two = hash("\(method):\(response.uri)")
    else { return nil }
    return hash("\(one):\(response.nonce):\(response.nonceCount):\(response.cnonce):auth:\(two)")
  }

  // MARK: Nonces

  private static let timeDigits = 16

  private func nonce(_ time: Int64, _ request: Request) -> String? {
    let text = DigestText.hexadecimal(
      (0..<8).map { UInt8(truncatingIfNeeded: time >> Int64(56 - $0 * 8)) })
    let message = Array("\(text) \(request.source) \(request.callID)".utf8)
    var digest = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 32
    guard HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &digest, &count) != nil, count == 32 else {
      return nil
    }
    return text + DigestText.hexadecimal(digest[..<16])
  }

  /// Milliseconds since the challenge; nil if it was not ours, or not of this call.
  private func age(_ nonce: String, _ request: Request) -> Int64? {
    let digits = nonce.utf8.prefix(Self.timeDigits)
    guard digits.count == Self.timeDigits, let time = Int64(String(decoding: digits, as: UTF8.self), radix: 16),
      let own = self.nonce(time, request), DigestText.areEqual(own, nonce), time <= request.now
    else { return nil }
    return request.now - time
  }
}

/// Nonces that were answered rightly, for as long as they would be taken: in two generations, so that time costs
/// nothing, and no more than there is room for.
struct UsedNonces: Sendable {
  /// Nonces of one generation. With more than this in a minute the older ones are forgotten early.
  static let most = 32_768

  private var current: Set<UInt64> = []
  private var previous: Set<UInt64> = []
  private var since: Int64 = 0

  /// What is remembered of a nonce that was found genuine: the last 64 bits of its keyed hash.
  static func key(_ nonce: String) -> UInt64 { UInt64(nonce.suffix(16), radix: 16) ?? 0 }

  /// False if it is there already.
  mutating func insert(_ nonce: UInt64, now: Int64) -> Bool {
    if now - since > DigestAuthenticator.lifetime || current.count >= Self.most {
      previous = now - since > 2 * DigestAuthenticator.lifetime ? [] : current
      current = []
      since = now
    }
    if previous.contains(nonce) { return false }
    return current.insert(nonce).inserted
  }

  /// How many are remembered.
  var count: Int { current.count + previous.count }
}
