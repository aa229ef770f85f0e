import Foundation
import InteropSupport
import Synchronization
import Testing

/// The ladders of docs/call-flows.md are of real runs. With `WORKLINE_WRITE_DOCS=1` in the environment they are written,
/// otherwise each flow is played and what every party sees compared.
@Suite("docs/call-flows.md", .serialized, .timeLimit(.minutes(5)))
struct CallFlowDocumentTests {
  /// A flow of the page.
  struct Flow: Sendable, CustomTestStringConvertible {
    /// As in the page's `<!-- ladder: NAME -->`.
    let name: String
    var settings = CallStage.Settings()
    let play: @Sendable (CallStage) throws -> MessageLadder

    var testDescription: String { name }
  }

  private static let file = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("docs/call-flows.md")

  @Test("each ladder is what happens", arguments: Flow.all) func ladder(flow: Flow) async throws {
    let ladder = try await Self.played(flow)
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    let begin = try #require(text.range(of: "<!-- ladder: \(flow.name) -->\n```\n"), "the page has no \(flow.name)")
    let end = try #require(text.range(of: "```\n", range: begin.upperBound..<text.endIndex))
    if ProcessInfo.processInfo.environment["WORKLINE_WRITE_DOCS"] == "1" {
      let written = text.replacingCharacters(in: begin.upperBound..<end.lowerBound, with: ladder.text + "\n")
      try written.write(to: Self.file, atomically: true, encoding: .utf8)
    } else {
      #expect(
        ladder.views(ofText: String(text[begin.upperBound..<end.lowerBound])) == ladder.views,
        "write it anew: WORKLINE_WRITE_DOCS=1 swift test --filter CallFlowDocumentTests\n\(ladder.text)")
    }
  }

  @Test("each ladder of the page is played") func none() throws {
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    let names = text.split(separator: "\n").filter { $0.hasPrefix("<!-- ladder: ") }
      .map { $0.dropFirst("<!-- ladder: ".count).dropLast(" -->".count) }
    #expect(names.sorted() == Flow.all.map { $0.name[...] }.sorted())
  }

  private static func played(_ flow: Flow) async throws -> MessageLadder {
    let result = Promised<MessageLadder>()
    var settings = flow.settings
    settings.writesLadder = true
    try await onStage(settings) { result.keep(try flow.play($0)) }
    return try result.value()
  }
}

/// What a closure on another thread gives back.
private final class Promised<Value: Sendable>: Sendable {
  private let kept = Mutex<Value?>(nil)

  func keep(_ value: Value) { kept.withLock { $0 = value } }

  func value() throws -> Value {
    guard let value = kept.withLock({ $0 }) else { throw InteropError.unexpected("the flow was not played") }
    return value
  }
}

extension CallFlowDocumentTests.Flow {
  static let all: [CallFlowDocumentTests.Flow] = [
    outgoing, withoutOfferless, busy, cancelled, redirected, held, takenOver, transferred, transferredByOther,
    notTransferred, joined, onBehalf, derived, earlyMedia, confirmed, busyTone, incoming, voicemail, gone,
  ]

  private static let outgoing = Self(name: "outgoing") { stage in
    let (own, other) = (try stage.ownPhone(.answer), try stage.otherPhone(.answer))
    try stage.connect()
    try stage.stopPhoneAudio()
    try stage.waitForDisconnected()
    return try ladder(stage, own, other)
  }

  private static let withoutOfferless = Self(name: "an offer is wanted") { stage in
    let (own, other) = (try stage.ownPhone(.answer), try stage.otherPhone(.refuseOfferless) { $0.calls = 2 })
    try stage.connect()
    try stage.stopPhoneAudio()
    try stage.waitForDisconnected()
    return try ladder(stage, own, other)
  }

  private static let busy = Self(name: "busy") { stage in
    let (own, other) = (try stage.ownPhone(.answer), try stage.otherPhone(.reject("486 Busy Here")))
    try stage.start()
    _ = try stage.outcome()
    return try ladder(stage, own, other)
  }

  private static let cancelled = Self(name: "cancelled") { stage in
    let (own, other) = (try stage.ownPhone(.answer), try stage.otherPhone(.ringUntilCancelled))
    try stage.start()
    try stage.waitForState("Alerting")
    try stage.cancel()
    _ = try stage.outcome()
    return try ladder(stage, own, other)
  }

  private static let redirected = Self(name: "redirected") { stage in
    let own = try stage.ownPhone(.answer)
    let other = try stage.otherPhone(
      .reject("302 Moved Temporarily", header: "Contact: <sip:\(CallStage.thirdNumber)@127.0.0.1>"))
    let third = try stage.thirdPhone(.answer)
    try stage.connect()
    try stage.stopPhoneAudio()
    try stage.waitForDisconnected()
    return try ladder(stage, own, other, third)
  }

  private static let held = Self(name: "hold and resume") { stage in
    let (own, other) = (try stage.ownPhone(.answer), try stage.otherPhone(.answer))
    try stage.connect()
    try stage.change("holdPhoneAudio")
    try stage.change("resumePhoneAudio")
    try stage.stopPhoneAudio()
    try stage.waitForDisconnected()
    return try ladder(stage, own, other)
  }

  private static let takenOver = Self(name: "another phone takes over") { stage in
    let (own, other, third) = (
      try stage.ownPhone(.answer), try stage.otherPhone(.answer), try stage.thirdPhone(.answer)
    )
    try stage.connect()
    _ = try stage.takeOver()
    _ = try stage.completed()
    _ = try own.outcome(within: 20)
    try stage.stopPhoneAudio()
    try stage.waitForDisconnected()
    return try ladder(stage, own, other, third, "new phone")
  }

  private static let transferred = Self(name: "transfer by the own phone") { stage in
    let own = try stage.ownPhone(.transfers(to: TransferTests.target)) { $0.talk = 200 }
    let other = try stage.otherPhone(.answer)
    let third = try stage.thirdPhone(.answerThenHangUp) { $0.talk = 400 }
    try stage.connect()
    try stage.waitForDisconnected("Informational/Transferred")
    return try ladder(stage, own, other, third)
  }

  private static let transferredByOther = Self(name: "transfer by the other side") { stage in
    let own = try stage.ownPhone(.answer)
    let other = try stage.otherPhone(.transfers(to: TransferTests.target)) { $0.talk = 400 }
    let third = try stage.thirdPhone(.answer)
    try stage.connect()
    _ = try other.outcome(within: 20)
    try stage.stopPhoneAudio()
    try stage.waitForDisconnected()
    return try ladder(stage, own, other, third)
  }

  private static let notTransferred = Self(name: "a transfer that fails") { stage in
    let own = try stage.ownPhone(.transfers(to: TransferTests.target)) { $0.talk = 200 }
    let other = try stage.otherPhone(.answer)
    let third = try stage.thirdPhone(.reject("486 Busy Here"))
    try stage.connect()
    try stage.log.waitFor("the failure") { $0.rel == "phoneAudio" && $0.reason != nil }
    try stage.stopPhoneAudio()
    try stage.waitForDisconnected()
    return try ladder(stage, own, other, third)
  }

  private static let voicemail = Self(
    name: "the voicemail answers",
    settings: CallStage.Settings {
      $0.forward = ["--unanswered", "voicemail", "--unanswered-after", "5"]
      $0.configuration = ["voicemailURI": "\"tel:\(CallStage.thirdNumber)\""]
    }
  ) { stage in
    try stage.takePhoneAudio()
    let own = try stage.ownPhone(.ringUntilCancelled)
    let third = try stage.thirdPhone(.answer)
    let caller = try stage.caller(SIPpScenario("call-then-hang-up")) { $0.talk = 300 }
    try stage.incoming()
    _ = try stage.incomingOutcome()
    let phones = try [("caller", caller), ("a phone", own), ("voicemail", third)].map {
      (name: $0, outcome: try $1.outcome(within: 20))
    }
    for phone in phones { #expect(phone.outcome.succeeded, "\(phone.name): \(phone.outcome.errors)") }
    return try MessageLadder(stage, phones)
  }

  private static let earlyMedia = Self(name: "early media") { stage in
    let own = try stage.ownPhone(.answer)
    let other = try stage.otherPhone(.earlyMediaReliable) { $0.ring = 600 }
    try stage.connect()
    try stage.stopPhoneAudio()
    try stage.waitForDisconnected()
    return try ladder(stage, own, other)
  }

  private static let confirmed = Self(
    name: "confirmed by key", settings: CallStage.Settings { $0.user = ["--confirm-key", "1"] }
  ) { stage in
    let own = try stage.ownPhone(.presses("91")) { $0.talk = 300 }
    let other = try stage.otherPhone(.answer)
    try stage.connect()
    try stage.stopPhoneAudio()
    try stage.waitForDisconnected()
    return try ladder(stage, own, other)
  }

  private static let busyTone = Self(
    name: "a tone says that the other side is busy", settings: CallStage.Settings { $0.user = ["--tones", "on"] }
  ) { stage in
    let own = try stage.ownPhone(.answer)
    let other = try stage.otherPhone(.ringThenReject("486 Busy Here")) { $0.ring = 200 }
    try stage.start()
    _ = try stage.outcome()
    return try ladder(stage, own, other)
  }

  private static let onBehalf = Self(name: "on behalf") { stage in
    try stage.administer("user", "add", "sip:gus@contoso.test", "--name", "Gus Example", "--work", "+14255550152")
    try stage.administer("user", "delegate", "add", "sip:gus@contoso.test", CallStage.user)
    let (own, other) = (try stage.ownPhone(.answer), try stage.otherPhone(.answer))
    try stage.connect(#","delegator":"sip:gus@contoso.test""#, by: "startPhoneAudioOnBehalfOfDelegator")
    try stage.stopPhoneAudio()
    try stage.waitForDisconnected()
    return try ladder(stage, own, other)
  }

  private static let derived = Self(name: "phone audio is added and somebody else answers") { stage in
    // The conversation's first call, which failed, is not drawn.
    let (first, busy) = (try stage.ownPhone(.answer), try stage.otherPhone(.reject("486 Busy Here")))
    try stage.start()
    _ = try stage.outcome()
    _ = (try first.outcome(within: 20), try busy.outcome(within: 20))
    let begun = WallClock.seconds
    let own = try stage.ownPhone(.answer)
    let other = try stage.otherPhone(.answer.asserting(#""Pat" <sip:\#(CallStage.thirdNumber)@127.0.0.1>"#))
    try stage.connect(by: "phoneAudio/addPhoneAudio")
    try stage.stopPhoneAudio(by: "derivedPhoneAudio")
    try stage.log.waitFor("the end") { _ in
      stage.log.events.last { $0.rel == "phoneAudio" }?.reason == "Informational/CallTerminated"
    }
    let whole = try ladder(stage, own, other)
    return MessageLadder(parties: whole.parties, steps: whole.steps.filter { $0.time > begun })
  }

  private static let joined = Self(name: "two calls are joined") { stage in
    let first = try stage.ownPhone(.answer)
    let other = try stage.otherPhone(.answerThenHangUp) {
      $0.calls = 2
      $0.talk = 3_000
    }
    try stage.connect()
    let second = try stage.thirdPhone(
      .transfers(to: "<sip:\(CallStage.otherNumber)@127.0.0.1\(try TransferTests.replaces(first))>")
    ) { $0.talk = 200 }
    try stage.connect(phone: CallStage.thirdNumber)
    try stage.log.waitFor("both calls transferred") { _ in
      stage.log.events.count { $0.rel == "phoneAudio" && $0.reason == "Informational/Transferred" } == 2
    }
    _ = try other.outcome(within: 20)
    // The two calls of the own phone; the phones that are joined are at one port, so that theirs would be mixed.
    return try MessageLadder(
      stage,
      [("own phone, 1st call", try first.outcome(within: 20)), ("own phone, 2nd call", try second.outcome(within: 20))])
  }

  private static let gone = Self(
    name: "a phone that is gone", settings: .init { $0.timeouts = ["session": 60, "sessionMinimum": 1] }
  ) { stage in
    let own = try stage.ownPhone(.takesUpdate())
    let other = try stage.otherPhone(.takesUpdate(session: "4;refresher=uac", isLost: true))
    try stage.connect()
    try stage.waitForDisconnected("RemoteFailure/CallTerminated")
    return try ladder(stage, own, other)
  }

  private static let incoming = Self(name: "incoming", settings: CallStage.twoPhones) { stage in
    try stage.takePhoneAudio()
    let (own, third) = (try stage.ownPhone(.answer) { $0.ring = 500 }, try stage.thirdPhone(.ringUntilCancelled))
    let caller = try stage.caller(SIPpScenario("call-then-hang-up")) { $0.talk = 500 }
    try stage.incoming()
    _ = try stage.incomingOutcome()
    try stage.waitForDisconnected()
    let phones = try [("caller", caller), ("a phone", own), ("another phone", third)].map {
      (name: $0, outcome: try $1.outcome(within: 20))
    }
    for phone in phones { #expect(phone.outcome.succeeded, "\(phone.name): \(phone.outcome.errors)") }
    return try MessageLadder(stage, phones)
  }

  private static func ladder(
    _ stage: CallStage, _ own: SIPp, _ other: SIPp, _ third: SIPp? = nil, _ name: String = "third party"
  ) throws -> MessageLadder {
    var phones = [
      (name: "own phone", outcome: try own.outcome(within: 20)),
      (name: "other side", outcome: try other.outcome(within: 20)),
    ]
    if let third { phones.append((name: name, outcome: try third.outcome(within: 20))) }
    for phone in phones { #expect(phone.outcome.succeeded, "\(phone.name): \(phone.outcome.errors)") }
    return try MessageLadder(stage, phones)
  }
}
