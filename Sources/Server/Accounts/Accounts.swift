import Dispatch
import HTTP
import Sessions
import Store
import Synchronization
import UCWA

/// A signed-in user: who a request comes from and what it may do.
struct Account: Sendable {
  let user: Store.User
  let scopes: Scope
}

/// Finds users and checks tokens and passwords.
///
/// Users and good tokens are kept in memory, so that a request costs no look-up in the database; a change that the
/// command line made is noticed by the directory's change counter, which is read once a second.
final class Accounts: Sendable {
  private struct State {
    var users: [String: Store.User] = [:]
    var tokens = TokenCache<String, Account>()
    var counter: Int64
    var spaces: [String: UserSpace] = [:]
    /// Who has which work number; nil for a number that is nobody's.
    var numbers: [String: Store.User?] = [:]
    /// Domains of all users, in lower case; nil until asked for.
    var domains: Set<String>?
  }

  /// How a password sign-in ended.
  enum SignIn: Sendable {
    case token(AccessToken)
    /// Wrong user or password.
    case refused
    /// Too many checks wait.
    case busy
    case failed(StoreError)
  }

  private let directory: any Directory
  private let state: Mutex<State>
  private let lifetime: Duration
  private let passwords = DispatchQueue(label: "workline.passwords", attributes: .concurrent)
  private let waiting = Atomic<Int>(0)
  private let hasKnownSchema = Atomic<Bool>(true)
  /// Numbers remembered at most.
  private static let maximumNumbers = 10_000
  /// Password checks that may wait at once: each takes tens of milliseconds and 16 MiB.
  private static let maximumWaiting = 8

  init(directory: any Directory, tokenLifetime: Duration) {
    self.directory = directory
    lifetime = tokenLifetime
    state = Mutex(State(counter: directory.changeCounter()))
  }

  /// Whether the directory has a schema that this program can read, when it was last looked at.
  var isReadable: Bool { hasKnownSchema.load(ordering: .relaxed) }

  /// Forgets what is kept when the directory has changed. Called once a second.
  ///
  /// While the directory has a newer schema what is kept stays, since it could not be read again.
  ///
  /// - Returns: Why the directory cannot be read now, if that is so.
  @discardableResult
  func refresh() -> StoreError? {
    let problem = directory.schemaProblem()
    hasKnownSchema.store(problem == nil, ordering: .relaxed)
    if problem == nil { forgetIfChanged() }
    return problem
  }

  private func forgetIfChanged() {
    let counter = directory.changeCounter()
    state.withLock { state in
      guard counter != state.counter, counter >= 0 else { return }
      state.counter = counter
      state.users = [:]
      state.tokens = TokenCache()
      state.domains = nil
      state.numbers = [:]
    }
  }

  /// What a user has on this server; made when first asked for.
  func space(_ uri: String) -> UserSpace {
    state.withLock { state in
      if let space = state.spaces[uri] { return space }
      let space = UserSpace(userURI: uri)
      state.spaces[uri] = space
      return space
    }
  }

  /// All users' spaces, for maintenance.
  var spaces: [UserSpace] { state.withLock { Array($0.spaces.values) } }

  /// Who a bearer token belongs to; nil if it is unknown, expired or revoked.
  func account(token: String) throws(StoreError) -> Account? {
    let now = Sessions.Instant.now
    let (known, counter) = state.withLock { ($0.tokens.identity(for: token, now: now), $0.counter) }
    if let known { return known }
    guard let grant = try directory.token(token), let user = try directory.user(uri: grant.userURI) else { return nil }
    let scopes = grant.scopes.map { Scope.parse($0.joined(separator: " ")).scopes } ?? .all
    let account = Account(user: user, scopes: scopes)
    let left = grant.expires.timeIntervalSinceNow
    keep(readAt: counter) {
      $0.tokens.insert(account, for: token, expires: now.adding(seconds: Int(min(left, 86_400))))
      $0.users[user.uri] = user
    }
    return account
  }

  /// The user of a SIP URI or alias; nil if there is none.
  func user(uri: String) throws(StoreError) -> Store.User? {
    let (known, counter) = state.withLock { ($0.users[uri], $0.counter) }
    if let known { return known }
    guard let user = try directory.user(uri: uri) else { return nil }
    keep(readAt: counter) { $0.users[user.uri] = user }
    return user
  }

  /// Keeps what was read, unless the directory was seen to change since: a token that was revoked while it was being
  /// looked up must not come back by the cache.
  private func keep(readAt counter: Int64, _ change: (inout State) -> Void) {
    state.withLock { if $0.counter == counter { change(&$0) } }
  }

  /// The domains of all users, in lower case.
  var domains: Set<String> {
    if let domains = state.withLock({ $0.domains }) { return domains }
    let users = (try? directory.users()) ?? []
    let domains = Set(users.compactMap { $0.uri.split(separator: "@").last?.lowercased() })
    state.withLock { $0.domains = domains }
    return domains
  }

  /// The user with a work number; nil if there is none.
  func user(workNumber: String) throws(StoreError) -> Store.User? {
    let (known, counter) = state.withLock { ($0.numbers[workNumber], $0.counter) }
    if let known { return known }
    let user = try directory.user(workNumber: workNumber)
    keep(readAt: counter) { state in
      // Most numbers called are nobody's here, and the same ones are called again.
      if state.numbers.count >= Self.maximumNumbers { state.numbers = [:] }
      state.numbers[workNumber] = .some(user)
    }
    return user
  }

  /// Checks a password on a queue of its own and issues a token.
  func signIn(_ uri: String, password: String, scopes: [String]?, then: @escaping @Sendable (SignIn) -> Void) {
    guard waiting.add(1, ordering: .relaxed).oldValue < Self.maximumWaiting else {
      waiting.subtract(1, ordering: .relaxed)
      return then(.busy)
    }
    passwords.async { [self] in
      defer { waiting.subtract(1, ordering: .relaxed) }
      do {
        guard try directory.verifyPassword(password, uri: uri), let user = try directory.user(uri: uri) else {
          return then(.refused)
        }
        then(.token(try directory.issueToken(uri: user.uri, lifetime: lifetime, scopes: scopes)))
      } catch let error as StoreError {
        then(.failed(error))
      } catch {
        then(.refused)
      }
    }
  }
}

extension Sessions.Instant {
  /// This moment on the server's monotonic clock.
  static var now: Self { Self(milliseconds: Clock.microseconds / 1000) }
}
