import SIP

/// Decides what becomes of requests outside dialogs from addresses that no trunk has: refused or dropped, unless the
/// caller shows the credentials of a trunk. Touched on the shard's thread only.
struct StrangerPolicy {
  /// What becomes of one.
  struct Decision {
    var verdict: SIPStrangerVerdict
    /// The trunk whose credentials the caller has shown.
    var trunk: Trunk?
    /// Whether it is worth a word to the operator.
    var isRefusal = false
    var hasWrongCredentials = false
  }

  private let isSilent: Bool
  private let trunks: [Trunk]
  private var authenticator: DigestAuthenticator
  private var budget = StrangerBudget()

  /// - Parameters:
  ///   - isSilent: Whether those without a right to call hear nothing.
  ///   - trunks: All; those with `inbound` take callers who know the name and the password.
  ///   - host: The realm of trunks that have none of their own.
  /// - Throws: `outOfMemory` if the system gives no random numbers.
  init(isSilent: Bool, trunks: [Trunk], host: String) throws(SIPError) {
    self.isSilent = isSilent
    self.trunks = trunks.filter { $0.inbound != nil }
    authenticator = try DigestAuthenticator(
      trunks.compactMap(\.inbound).map {
        DigestAuthenticator.User($0.credentials, realm: $0.realm ?? host, algorithms: $0.algorithms)
      })
  }

  /// - Parameter now: Milliseconds of a clock that does not go back.
  mutating func decide(_ request: SIPMessageView, now: Int64) -> Decision {
    guard let source = request.sourceIP else { return Decision(verdict: .drop) }
    let method = request.method
    // Somebody's dialog that is no more: he is to know that, and nothing of him is remarkable.
    if request.toTag != nil || method == .cancel { return answer(481, to: source, now) }
    if method == .invite, !trunks.isEmpty { return invited(request, source, now) }
    return refuse(source, now)
  }

  private mutating func invited(_ request: SIPMessageView, _ source: SIPAddress, _ now: Int64) -> Decision {
    let asked = DigestAuthenticator.Request(method: .invite, callID: request.callID, source: source, now: now)
    let response = authenticator.response(among: request.headers(named: "Authorization"))
    var isStale = false
    // Only he who was sent the challenge can have its nonce: his credentials are looked at though others flood.
    if let response, authenticator.hasChallenged(response, asked) {
      guard budget.looksAt(source, now: now) else { return drop(wrong: true) }
      switch authenticator.check(response, asked) {
      case .user(let index):
        budget.succeeded(source, now: now)
        return Decision(verdict: .take, trunk: trunks[index])
      case .wrong:
        budget.failed(source, now: now)
        return refuse(source, now, wrong: true)
      case .stale: isStale = true
      }
      guard budget.spend(source, now: now) else { return drop() }
    } else {
      guard budget.spend(source, now: now) else { return drop() }
      if let response {
        isStale = authenticator.check(response, asked) != .wrong
        if !isStale { budget.failed(source, now: now) }
      }
    }
    let challenge = authenticator.challenge(asked, stale: isStale)
    return Decision(verdict: challenge.isEmpty ? .drop : .answer(401, nil, challenge))
  }

  private mutating func refuse(_ source: SIPAddress, _ now: Int64, wrong: Bool = false) -> Decision {
    var decision = answer(403, "Unknown source", to: source, now)
    decision.isRefusal = true
    decision.hasWrongCredentials = wrong
    return decision
  }

  private func drop(wrong: Bool = false) -> Decision {
    Decision(verdict: .drop, isRefusal: true, hasWrongCredentials: wrong)
  }

  private mutating func answer(
    _ status: Int, _ phrase: String? = nil, to source: SIPAddress, _ now: Int64
  ) -> Decision {
    guard !isSilent, budget.spend(source, now: now) else { return Decision(verdict: .drop) }
    return Decision(verdict: .answer(status, phrase))
  }
}
