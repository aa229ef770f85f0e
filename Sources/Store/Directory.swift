/// The users and their tokens. The server and the command line work on it at the same time. All functions block for
/// some microseconds, those that write for a commit; any thread.
public protocol Directory: Sendable {
  /// Adds a user. Throws ``StoreError/duplicate(field:value:)`` if the URI, an alias or the work number is another
  /// user's, ``StoreError/invalid(field:reason:)`` if a field cannot be stored.
  func addUser(_ user: User) throws(StoreError)

  /// Replaces what is stored about the user with this URI; password and tokens stay.
  /// Throws ``StoreError/userNotFound(_:)`` if there is none.
  func updateUser(_ user: User) throws(StoreError)

  /// Removes a user, the password, all tokens, and whom he was a delegate of or had as one. Throws ``StoreError/userNotFound(_:)`` if there is none.
  func removeUser(uri: String) throws(StoreError)

  /// All users, ordered by URI. One that cannot be read is reported and left out.
  func users() throws(StoreError) -> [User]

  /// The user with this SIP URI or alias, or nil. Matches without regard to ASCII case; `sip:` may be left out.
  func user(uri: String) throws(StoreError) -> User?

  /// The user with this work number, or nil. The number as it was given when the user was added.
  func user(workNumber: String) throws(StoreError) -> User?

  /// The users whose record or picture has changed since a mark that an earlier call gave; 0 for all that ever have.
  /// Passwords, tokens, and users who are new or gone do not count.
  func changedUsers(after mark: Int64) throws(StoreError) -> UserChanges

  /// Sets or removes a user's picture. Throws ``StoreError/userNotFound(_:)`` if there is none.
  func setPhoto(_ photo: Photo?, uri: String) throws(StoreError)

  /// The picture of the user with this SIP URI or alias, or nil. Reads up to 512 KiB: never on an HTTP loop.
  func photo(uri: String) throws(StoreError) -> Photo?

  /// Makes a user a delegate of another, on whose behalf he may call then; whether he was not one yet.
  /// Throws ``StoreError/userNotFound(_:)`` if either is unknown, ``StoreError/invalid(field:reason:)`` if both are one.
  @discardableResult
  func addDelegate(_ delegate: String, of delegator: String) throws(StoreError) -> Bool

  /// Takes it back; whether he was a delegate. Throws as ``addDelegate(_:of:)``.
  @discardableResult
  func removeDelegate(_ delegate: String, of delegator: String) throws(StoreError) -> Bool

  /// Those who may call on behalf of a user, by name. Throws ``StoreError/userNotFound(_:)`` if he is unknown.
  func delegates(of delegator: String) throws(StoreError) -> [User]

  /// Those on whose behalf a user may call, by name. Throws ``StoreError/userNotFound(_:)`` if he is unknown.
  func delegators(of delegate: String) throws(StoreError) -> [User]

  /// Sets the password, or removes it so that no password is accepted, and revokes the user's tokens.
  /// Takes tens of milliseconds and 16 MiB of memory: never on an HTTP loop.
  func setPassword(_ password: String?, uri: String) throws(StoreError)

  /// Whether this is the user's password. False for an unknown user, which takes as long as for a known one.
  /// Takes tens of milliseconds and 16 MiB of memory: never on an HTTP loop.
  func verifyPassword(_ password: String, uri: String) throws(StoreError) -> Bool

  /// Makes a bearer token for a user. Only its hash is stored, so that the text cannot be had again.
  /// `scopes` are kept as given; nil means that the token is not limited to scopes.
  func issueToken(uri: String, lifetime: Duration, scopes: [String]?) throws(StoreError) -> AccessToken

  /// What a token stands for, or nil if it is unknown, expired or revoked.
  func token(_ text: String) throws(StoreError) -> TokenGrant?

  /// Ends one token; whether it was there.
  @discardableResult
  func revokeToken(_ text: String) throws(StoreError) -> Bool

  /// Ends all tokens of a user; how many there were.
  @discardableResult
  func revokeTokens(uri: String) throws(StoreError) -> Int

  /// Ends the token that ``tokens(uri:)`` lists under this id; whose it was, or nil if there is none or more than one.
  func revokeToken(id: String) throws(StoreError) -> String?

  /// The tokens of a user, or of all for nil, that have not ended, the newest first.
  func tokens(uri: String?) throws(StoreError) -> [TokenSummary]

  /// A number that grows with every change that can make wrong what was read of users or tokens, whichever process
  /// made it; a new token does not count. Costs some microseconds; -1 if it cannot be read now.
  func changeCounter() -> Int64

  /// The same, but -1 rather than waiting while another thread works on the directory.
  func changeCounterIfFree() -> Int64

  /// ``StoreError/newerSchema(path:found:supported:)`` while the file has a schema that this program does not know,
  /// because a newer version of it brought the file up to date meanwhile; nil otherwise.
  func schemaProblem() -> StoreError?
}

extension Directory {
  /// Makes a bearer token that lasts some hours.
  public func issueToken(uri: String, hours: Double = 8, scopes: [String]? = nil) throws(StoreError) -> AccessToken {
    guard hours.isFinite, hours > 0, hours <= 24 * 3660 else {
      throw .invalid(field: "hours", reason: "must be more than 0 and at most 87840 (ten years)")
    }
    return try issueToken(uri: uri, lifetime: .seconds(hours * 3600), scopes: scopes)
  }
}
