/// What phones do, each a share of 1; what is left over does the ordinary thing.
struct PhoneHabits: Sendable {
  /// Refusals of a call, by status line.
  var refusals: [(status: String, share: Double)] = []
  /// Where a refusal with 302 sends the caller, a URI.
  var redirectsTo: String?
  /// Never responds at all.
  var silent = 0.0
  /// Rings until cancelled.
  var ringsOn = 0.0
  /// Answers without ringing.
  var answersAtOnce = 0.0
  /// Two devices answer, so that one of the two 200 comes too late.
  var answersTwice = 0.0
  /// Answers a CANCEL by 200 to the INVITE as well: the two crossed.
  var crossesCancel = 0.0
  /// Hangs up within half a second after its answer was acknowledged.
  var hangsUp = 0.0
  /// Changes the call by a re-INVITE of its own within 0.6 s.
  var reoffers = 0.0
  /// Refuses a re-INVITE.
  var refusesReoffer = 0.0
  /// Is gone when the call is to end: answers no BYE.
  var vanishes = 0.0
  /// Whether the server may be killed. Then nobody acknowledges that a phone has refused a re-INVITE of a call that is
  /// over for it, and no leg is left by that.
  var outlivesServer = false
  /// Longest time of ringing, in seconds.
  var ringing = 0.3

  /// Phones that mostly answer, since a call needs two.
  static let own = PhoneHabits(
    refusals: [("486 Busy Here", 0.05), ("603 Decline", 0.03), ("480 Temporarily Unavailable", 0.02)], silent: 0.005,
    ringsOn: 0.03, answersAtOnce: 0.2, answersTwice: 0.02, crossesCancel: 0.2, hangsUp: 0.08, reoffers: 0.1,
    refusesReoffer: 0.01, vanishes: 0.005)

  static let other = PhoneHabits(
    refusals: [
      ("486 Busy Here", 0.08), ("603 Decline", 0.04), ("404 Not Found", 0.03), ("500 Server Internal Error", 0.01),
    ],
    silent: 0.005, ringsOn: 0.05, answersAtOnce: 0.1, answersTwice: 0.02, crossesCancel: 0.2, hangsUp: 0.15,
    reoffers: 0.1, refusesReoffer: 0.01, vanishes: 0.005)
}
