import Testing

@testable import InteropSupport

/// A call of some kind, played by a client that goes on as clients do when its server dies under it and comes back.
struct FaultScenario: Sendable, CustomTestStringConvertible {
  let name: String
  /// Options of `workline user set` for the user.
  var user: [String] = []
  /// What the phones of the user, of the other side, and of a third number do.
  var phones: (own: PhoneHabits, other: PhoneHabits, third: PhoneHabits) = (.prompt, .prompt, .prompt)
  /// How often a phone may ring at most. A caller whose INVITE met no server sends it again, and so calls anew.
  var mostRings = 1
  /// What happens before the server may die.
  var prepare: @Sendable (FaultStage) throws -> Void = { _ in }
  let play: @Sendable (FaultStage) throws -> Void

  init(
    _ name: String, _ change: (inout FaultScenario) -> Void = { _ in },
    play: @escaping @Sendable (FaultStage) throws -> Void
  ) {
    self.name = name
    self.play = play
    change(&self)
  }

  var testDescription: String { name }
}

extension PhoneHabits {
  /// Rings and answers soon.
  static let prompt = PhoneHabits(outlivesServer: true, ringing: 0.02)
  /// Rings until the caller gives up.
  static let rings = PhoneHabits(ringsOn: 1, outlivesServer: true)

  static func refuses(_ status: String, to uri: String? = nil) -> PhoneHabits {
    PhoneHabits(refusals: [(status, 1)], redirectsTo: uri, outlivesServer: true)
  }
}

extension FaultScenario {
  /// Those of which every instant is tried in each run.
  static let thorough = [outgoing, holding, incoming, transferred]

  /// Those of which some instants are tried unless all are asked for.
  static let others = [
    endedByTheOwnPhone, endedByTheOtherSide, cancelled, refused, refusedByTheOwnPhone, added, declined, callerGivesUp,
    takenOver, transferredByTheApplication, onBehalf, redirected,
  ]

  private static let outgoing = FaultScenario("outgoing") { stage in
    try stage.start()
    try stage.end(by: .application)
  }

  private static let endedByTheOwnPhone = FaultScenario("ended by the own phone") { stage in
    try stage.start()
    try stage.end(by: .ownPhone)
  }

  private static let endedByTheOtherSide = FaultScenario("ended by the other side") { stage in
    try stage.start()
    try stage.end(by: .otherSide)
  }

  private static let cancelled = FaultScenario("cancelled") {
    $0.phones.other = .rings
  } play: { stage in
    try stage.start(until: "Alerting")
    try stage.cancel()
    try stage.end(by: .application)
  }

  private static let refused = FaultScenario("refused") {
    $0.phones.other = .refuses("486 Busy Here")
  } play: { stage in
    try stage.start()
    try stage.end(by: .application)
  }

  private static let refusedByTheOwnPhone = FaultScenario("refused by the own phone") {
    $0.phones.own = .refuses("480 Temporarily Unavailable")
  } play: { stage in
    try stage.start()
    try stage.end(by: .application)
  }

  private static let holding = FaultScenario("hold and resume") { stage in
    try stage.start()
    try stage.change("holdPhoneAudio", until: "resumePhoneAudio")
    try stage.change("resumePhoneAudio", until: "holdPhoneAudio")
    try stage.end(by: .application)
  }

  private static let added = FaultScenario("phone audio added to a conversation") {
    $0.prepare = { stage in
      try stage.start()
      try stage.end(by: .application)
    }
  } play: { stage in
    try stage.start(by: "phoneAudio/addPhoneAudio")
    try stage.end(by: .application)
  }

  private static let incoming = FaultScenario("incoming") {
    $0.user = twoPhones
    $0.phones.third = .rings
    $0.mostRings = 2
  } play: { stage in
    try stage.beCalled()
    try stage.end(by: .application)
  }

  private static let declined = FaultScenario("declined") {
    $0.user = twoPhones
    $0.phones.own = .rings
    $0.phones.third = .rings
    $0.mostRings = 2
  } play: { stage in
    try stage.beCalled(then: .decline)
    try stage.end(by: .application)
  }

  private static let callerGivesUp = FaultScenario("the caller gives up") {
    $0.user = twoPhones
    $0.phones.own = .rings
    $0.phones.third = .rings
    $0.mostRings = 2
  } play: { stage in
    try stage.beCalled(then: .giveUp)
    try stage.end(by: .application)
  }

  private static let takenOver = FaultScenario("taken over by another phone") { stage in
    try stage.start()
    try stage.takeOver()
    try stage.end(by: .application)
  }

  private static let transferred = FaultScenario("transferred by the own phone") { stage in
    try stage.start()
    try stage.transferByPhone()
    try stage.end(by: .otherSide)
  }

  private static let transferredByTheApplication = FaultScenario("transferred by the application") {
    // The request has no operationId: sent again, it begins another transfer where the first had begun.
    $0.mostRings = 2
  } play: { stage in
    try stage.start()
    try stage.transferByApplication()
    try stage.end(by: .otherSide)
  }

  private static let onBehalf = FaultScenario("on behalf of a delegator") { stage in
    try stage.start(#","delegator":"gus""#, by: "startPhoneAudioOnBehalfOfDelegator")
    try stage.end(by: .application)
  }

  private static let redirected = FaultScenario("redirected") {
    $0.phones.other = .refuses("302 Moved Temporarily", to: "sip:\(FaultStage.thirdNumber)@127.0.0.1")
  } play: { stage in
    try stage.start()
    try stage.end(by: .application)
  }

  private static let twoPhones = ["--other", FaultStage.thirdNumber, "--incoming-phones", "mobile,other"]
}
