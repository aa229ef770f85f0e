import Dispatch
import Foundation
import HTTP
import Sessions
import Store
import Synchronization
import UCWA
import WebTokens

/// A signed-in user: who a request comes from and what it may do.
struct Account: Sendable {
  let user: Store.User
  let scopes: Scope
}

/// Finds users and checks tokens and passwords.
///
/// Users and good tokens are kept in memory, so that a request costs no look-up in the database; a change that the
/// command line made is noticed by the directory's change counter, which is read when the last look is 50 ms old.
final class Accounts: Sendable {
  private struct State {
    var users: [String: Store.User] = [:]
    var tokens = TokenCache<String, Account>()
    var counter: Int64
    /// The change counter when changes of users were last asked for.
    var told: Int64
    /// How far they were told.
    var mark: Int64
    /// What was known of users when changes were last asked for.
    var formerly: [String: Store.User] = [:]
    /// When the counter was last looked at.
    var looked = Sessions.Instant(milliseconds: 0)
    /// Tokens that were good before the last changes; requests that are held may have come with them.
    var doubted: [String: Account] = [:]
    var guessing: SignInGuard
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
    /// Too many wrong passwords for this user or from this address: seconds until the next try.
    case tooManyFailures(retryAfter: Int)
    case failed(StoreError)
  }

  /// Who may call on whose behalf.
  let delegations: DelegationBook
  /// Who is in which group.
  let groups: GroupBook
  private let directory: any Directory
  private let issuers: Issuers
  private let state: Mutex<State>
  private let lifetime: Duration
  private let log: Log
  private let passwords = DispatchQueue(label: "workline.passwords", attributes: .concurrent)
  private let waiting = Atomic<Int>(0)
  private let hasKnownSchema = Atomic<Bool>(true)
  /// Numbers remembered at most.
  private static let maximumNumbers = 10_000
  /// Password checks that may wait at once: each takes tens of milliseconds and 16 MiB.
  private static let maximumWaiting = 8
  /// How old the last look at the change counter may be when a request comes, in milliseconds.
  private static let freshness: Int64 = 50

  init(
    directory: any Directory & DistributionGroups, issuers: Issuers, tokenLifetime: Duration,
    signIn: SignInGuard.Limits, log: Log
  ) {
    self.directory = directory
    delegations = DelegationBook(directory)
    groups = GroupBook(directory)
    self.issuers = issuers
    self.log = log
    lifetime = tokenLifetime
    let counter = directory.changeCounter()
    let mark = try? directory.changedUsers(after: 0).mark
    state = Mutex(State(counter: counter, told: counter, mark: mark ?? 0, guessing: SignInGuard(signIn)))
  }

  /// Whether the directory has a schema that this program can read, when it was last looked at.
  var isReadable: Bool { hasKnownSchema.load(ordering: .relaxed) }

  /// Forgets what is kept when the directory or an issuer's keys have changed. Called once a second.
  ///
  /// While the directory has a newer schema what is kept stays, since it could not be read again.
  ///
  /// - Returns: Why the directory cannot be read now, if that is so.
  @discardableResult
  func refresh() -> StoreError? {
    let problem = directory.schemaProblem()
    hasKnownSchema.store(problem == nil, ordering: .relaxed)
    if problem == nil { noticeChange(directory.changeCounter()) }
    if issuers.refresh() { state.withLock { Self.forgetTokens(&$0) } }
    return problem
  }

  private func noticeChange(_ counter: Int64) {
    let isNew = state.withLock { state in
      guard counter != state.counter, counter >= 0 else { return false }
      state.counter = counter
      // What was known first counts: nothing has been told since.
      if state.formerly.isEmpty {
        state.formerly = state.users
      } else {
        state.formerly.merge(state.users) { first, _ in first }
      }
      state.users = [:]
      Self.forgetTokens(&state)
      state.domains = nil
      state.numbers = [:]
      return true
    }
    if isNew {
      delegations.forget()
      groups.forget()
    }
  }

  /// The users whose record or picture has changed since the last call, as far as `refresh` has noticed; those left out
  /// of whom only the call forwarding is known to have changed, which nobody is told. Costs nothing if nothing has.
  func changedUsers() -> [String] {
    let mark = state.withLock { state -> Int64? in
      guard state.told != state.counter else { return nil }
      state.told = state.counter
      return state.mark
    }
    guard let mark, let changes = try? directory.changedUsers(after: mark) else { return [] }
    let formerly = state.withLock { state in
      defer { state.formerly = [:] }
      state.mark = max(state.mark, changes.mark)
      return state.formerly
    }
    return changes.uris.filter { uri in
      guard let before = formerly[uri], var now = (try? user(uri: uri)) ?? nil, now.forwarding != before.forwarding
      else { return true }
      now.forwarding = before.forwarding
      return now != before
    }
  }

  private static func forgetTokens(_ state: inout State) {
    for (token, account) in state.tokens.all { state.doubted[token] = account }
    state.tokens = TokenCache()
  }

  /// The users for whom something is not as it was when their held requests came: a token was revoked, or what is known
  /// about them has changed. Each is given once; nil stands for a user who is no more. Reads the directory, and so is
  /// not for the HTTP loops.
  func takeDisturbed() -> [String: Store.User?] {
    let (doubted, counter) = state.withLock { state in
      defer { state.doubted = [:] }
      return (state.doubted, state.counter)
    }
    var users: [String: Store.User?] = [:]
    for (token, account) in doubted {
      do throws(StoreError) {
        let user = try directory.user(uri: account.user.uri)
        if user == account.user, try isGood(token, account, counter) { continue }
        users[account.user.uri] = .some(user)
      } catch {
        // What cannot be read now is looked at again later.
        state.withLock { $0.doubted[token] = account }
      }
    }
    return users
  }

  /// Whether a token that was good still is; then it is kept as before.
  private func isGood(_ token: String, _ account: Account, _ counter: Int64) throws(StoreError) -> Bool {
    // Of a foreign token only the digest is left: whoever has it must show it again.
    guard token.hasPrefix(Self.ownPrefix) else { return state.withLock { $0.tokens.contains(token, now: .now) } }
    guard let grant = try directory.token(token) else { return false }
    _ = keep(account, token, counter, .now, seconds: grant.expires.timeIntervalSinceNow)
    return true
  }

  /// What a user has on this server; made when first asked for.
  func space(_ uri: String) -> UserSpace {
    state.withLock { state in
      if let space = state.spaces[uri] { return space }
      let space = UserSpace(userURI: uri)
      space.mayCall = state.users[uri]?.phoneAudioEnabled ?? true
      state.spaces[uri] = space
      return space
    }
  }

  /// What a user has on this server, if he ever was here since it started.
  func knownSpace(_ uri: String) -> UserSpace? { state.withLock { $0.spaces[uri] } }

  /// All users' spaces, for maintenance.
  var spaces: [UserSpace] { state.withLock { Array($0.spaces.values) } }

  /// What the server's own tokens begin with.
  private static let ownPrefix = "cwt="

  /// Who a bearer token belongs to; nil if it is unknown, expired or revoked.
  func account(token: String) throws(StoreError) -> Account? {
    let now = Sessions.Instant.now
    let isOwn = token.hasPrefix(Self.ownPrefix)
    guard isOwn || (!issuers.isEmpty && token.utf8.count <= 8192) else { return nil }
    // A foreign token is long: its digest stands for it.
    let key = isOwn ? token : Self.key(token)
    var (known, counter, isDue) = state.withLock { state in
      let isDue = now.milliseconds(since: state.looked) >= Self.freshness
      if isDue { state.looked = now }
      return (state.tokens.identity(for: key, now: now), state.counter, isDue)
    }
    if isDue {
      let found = directory.changeCounterIfFree()
      if found >= 0, found != counter, directory.schemaProblem() == nil {
        noticeChange(found)
        (known, counter) = (nil, found)
      }
    }
    if let known { return known }
    return isOwn ? try own(token, counter, now) : try foreign(token, key, counter, now)
  }

  private static func key(_ token: String) -> String {
    String(decoding: TokenIssuer.digest(token).flatMap { [97 + ($0 >> 4), 97 + ($0 & 15)] }, as: UTF8.self)
  }

  private func own(_ token: String, _ counter: Int64, _ now: Sessions.Instant) throws(StoreError) -> Account? {
    guard let grant = try directory.token(token), let user = try directory.user(uri: grant.userURI) else { return nil }
    let scopes = grant.scopes.map { Scope.parse($0.joined(separator: " ")).scopes } ?? .all
    return keep(
      Account(user: user, scopes: scopes), token, counter, now, seconds: grant.expires.timeIntervalSinceNow)
  }

  /// A token of an issuer. Its user must be one of the directory; what the issuer says of scopes that are not known
  /// here counts for nothing.
  private func foreign(
    _ token: String, _ key: String, _ counter: Int64, _ now: Sessions.Instant
  ) throws(StoreError) -> Account? {
    let grant: TokenIssuer.Grant
    do throws(TokenProblem) {
      grant = try issuers.accept(token)
    } catch {
      log(.debug, "A token of an issuer was refused: \(error.rawValue)")
      return nil
    }
    guard let user = try directory.user(uri: grant.user) else { return nil }
    let left = grant.expires + TokenIssuer.skew - Date().timeIntervalSince1970
    return keep(Account(user: user, scopes: Scope.parse(grant.scopes).scopes), key, counter, now, seconds: left)
  }

  private func keep(
    _ account: Account, _ key: String, _ counter: Int64, _ now: Sessions.Instant, seconds: Double
  ) -> Account {
    keep(readAt: counter) {
      $0.tokens.insert(account, for: key, expires: now.adding(seconds: Int(min(seconds, 86_400))))
      Self.keep(account.user, &$0)
    }
    return account
  }

  /// The user of a SIP URI or alias; nil if there is none.
  func user(uri: String) throws(StoreError) -> Store.User? {
    let (known, counter) = state.withLock { ($0.users[uri], $0.counter) }
    if let known { return known }
    guard let user = try directory.user(uri: uri) else { return nil }
    keep(readAt: counter) { Self.keep(user, &$0) }
    return user
  }

  private static func keep(_ user: Store.User, _ state: inout State) {
    state.users[user.uri] = user
    state.spaces[user.uri]?.mayCall = user.phoneAudioEnabled
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

  /// Checks a password on a queue of its own and issues a token. Whoever fails too often is refused without a check.
  func signIn(
    _ uri: String, password: String, scopes: [String]?, address: String, then: @escaping @Sendable (SignIn) -> Void
  ) {
    // One name for all its spellings; aliases of a user are guessed apart, each within its own limit.
    let name = String(((try? Store.User.canonicalURI(uri)) ?? uri).prefix(255)).lowercased()
    let address = NetworkName.of(address)
    if let delay = state.withLock({ $0.guessing.delay(name: name, address: address, now: .now) }) {
      return then(.tooManyFailures(retryAfter: delay))
    }
    guard waiting.add(1, ordering: .relaxed).oldValue < Self.maximumWaiting else {
      waiting.subtract(1, ordering: .relaxed)
      return then(.busy)
    }
    passwords.async { [self] in
      defer { waiting.subtract(1, ordering: .relaxed) }
      do {
        guard try directory.verifyPassword(password, uri: uri), let user = try directory.user(uri: uri) else {
          state.withLock { $0.guessing.failed(name: name, address: address, now: .now) }
          return then(.refused)
        }
        state.withLock { $0.guessing.succeeded(name: name) }
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
