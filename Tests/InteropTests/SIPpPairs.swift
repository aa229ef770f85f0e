import InteropSupport

/// A phone's behaviour and a caller who provokes it: proof that the scenario does what it says before any server
/// is judged by it.
struct SIPpPair: Sendable, CustomStringConvertible {
  let phone: SIPpScenario
  let caller: SIPpScenario
  var ring = 50
  var phoneTalk = 100
  var callerTalk = 100
  var callerArguments: [String] = []
  /// What the phone must have seen and done, in order; retransmissions folded.
  let flow: [String]

  var description: String { "\(phone) with \(caller)" }

  private static let credentials = ["-au", "workline", "-ap", "secret"]
  private static let plain = [">INVITE", "<180 INVITE", "<200 INVITE", ">ACK", ">BYE", "<200 BYE"]
  private static let refused = [">INVITE", "<486 INVITE", ">ACK"]

  static let all: [SIPpPair] = [
    SIPpPair(phone: .answer, caller: SIPpScenario("call-then-hang-up"), flow: plain),
    SIPpPair(phone: .answer, caller: SIPpScenario("call-offerless"), flow: plain),
    SIPpPair(
      phone: .answer, caller: SIPpScenario("call-controller"),
      flow: [
        ">INVITE", "<180 INVITE", "<200 INVITE", ">ACK", ">INVITE", "<200 INVITE", ">ACK", ">BYE", "<200 BYE",
      ]),
    SIPpPair(
      phone: .answer, caller: SIPpScenario("call-then-cancel"), ring: 3_000,
      flow: [">INVITE", "<180 INVITE", ">CANCEL", "<200 CANCEL", "<487 INVITE", ">ACK"]),
    SIPpPair(
      phone: .answerAtOnce, caller: SIPpScenario("call-then-hang-up"),
      flow: [">INVITE", "<200 INVITE", ">ACK", ">BYE", "<200 BYE"]),
    SIPpPair(
      phone: .answerThenHangUp, caller: SIPpScenario("call-until-ended"),
      flow: [">INVITE", "<180 INVITE", "<200 INVITE", ">ACK", "<BYE", ">200 BYE"]),
    SIPpPair(phone: .reject("486 Busy Here"), caller: SIPpScenario("call-refused"), flow: refused),
    SIPpPair(
      phone: .reject("503 Service Unavailable", header: "Reason: Q.850;cause=34;text=\"No circuit available\""),
      caller: SIPpScenario("call-refused"), flow: [">INVITE", "<503 INVITE", ">ACK"]),
    SIPpPair(
      phone: .reject("302 Moved Temporarily", header: "Contact: <sip:+14255550177@127.0.0.1>"),
      caller: SIPpScenario("call-refused"), flow: [">INVITE", "<302 INVITE", ">ACK"]),
    SIPpPair(
      phone: .reject("404 Not Found"), caller: SIPpScenario("call-refused"), flow: [">INVITE", "<404 INVITE", ">ACK"]),
    SIPpPair(
      phone: .ringThenReject("603 Decline"), caller: SIPpScenario("call-refused"),
      flow: [">INVITE", "<180 INVITE", "<603 INVITE", ">ACK"]),
    SIPpPair(
      phone: .ringUntilCancelled, caller: SIPpScenario("call-then-cancel"),
      flow: [">INVITE", "<180 INVITE", ">CANCEL", "<200 CANCEL", "<487 INVITE", ">ACK"]),
    SIPpPair(
      phone: .answerCrossingCancel, caller: SIPpScenario("call-then-cancel-too-late"),
      flow: [">INVITE", "<180 INVITE", ">CANCEL", "<200 CANCEL", "<200 INVITE", ">ACK", ">BYE", "<200 BYE"]),
    SIPpPair(
      phone: .refuseOfferless, caller: SIPpScenario("call-offerless-then-offer"),
      flow: [
        ">INVITE", "<488 INVITE", ">ACK", ">INVITE", "<180 INVITE", "<200 INVITE", ">ACK", ">BYE", "<200 BYE",
      ]),
    SIPpPair(
      phone: .forkedSecondAnswers, caller: SIPpScenario("call-then-hang-up"),
      flow: [">INVITE", "<180 INVITE", "<180 INVITE", "<200 INVITE", ">ACK", ">BYE", "<200 BYE"]),
    SIPpPair(
      phone: .forkedBothAnswer, caller: SIPpScenario("call-forked"),
      flow: [
        ">INVITE", "<180 INVITE", "<180 INVITE", "<200 INVITE", ">ACK", "<200 INVITE", ">ACK", ">BYE", "<200 BYE",
        ">BYE", "<200 BYE",
      ]),
    SIPpPair(
      phone: .retransmittedAnswer, caller: SIPpScenario("call-heard-twice"), callerTalk: 1_200,
      flow: [
        ">INVITE", "<180 INVITE", "<200 INVITE", ">ACK", "<200 INVITE", ">ACK", ">BYE", "<200 BYE",
      ]),
    SIPpPair(
      phone: .earlyMedia, caller: SIPpScenario("call-then-hang-up"),
      flow: [">INVITE", "<183 INVITE", "<200 INVITE", ">ACK", ">BYE", "<200 BYE"]),
    SIPpPair(
      phone: .earlyMediaReliable, caller: SIPpScenario("call-with-early-media"),
      flow: [
        ">INVITE", "<183 INVITE", ">PRACK", "<200 PRACK", "<200 INVITE", ">ACK", ">BYE", "<200 BYE",
      ]),
    SIPpPair(
      phone: .forwarded, caller: SIPpScenario("call-then-hang-up"),
      flow: [">INVITE", "<181 INVITE", "<180 INVITE", "<200 INVITE", ">ACK", ">BYE", "<200 BYE"]),
    SIPpPair(
      phone: .challengeProxy, caller: SIPpScenario("call-with-proxy-credentials"), callerArguments: credentials,
      flow: [
        ">INVITE", "<407 INVITE", ">ACK", ">INVITE", "<180 INVITE", "<200 INVITE", ">ACK", ">BYE", "<200 BYE",
      ]),
    SIPpPair(
      phone: .challengeUserAgent, caller: SIPpScenario("call-with-credentials"), callerArguments: credentials,
      flow: [
        ">INVITE", "<401 INVITE", ">ACK", ">INVITE", "<180 INVITE", "<200 INVITE", ">ACK", ">BYE", "<200 BYE",
      ]),
    SIPpPair(
      phone: .byeCrossingBye, caller: SIPpScenario("call-then-hang-up"),
      flow: [">INVITE", "<180 INVITE", "<200 INVITE", ">ACK", ">BYE", "<BYE", ">200 BYE", "<200 BYE"]),
    SIPpPair(
      phone: .phoneHolds, caller: SIPpScenario("call-then-hang-up"), callerTalk: 600,
      flow: [
        ">INVITE", "<180 INVITE", "<200 INVITE", ">ACK", "<INVITE", ">200 INVITE", "<ACK", "<INVITE", ">200 INVITE",
        "<ACK", ">BYE", "<200 BYE",
      ]),
    SIPpPair(
      phone: .fastA, caller: SIPpScenario("call-controller"),
      flow: [">INVITE", "<200 INVITE", ">ACK", ">INVITE", "<200 INVITE", ">ACK", ">BYE", "<200 BYE"]),
    SIPpPair(phone: .fastB, caller: SIPpScenario("call-offerless"), flow: plain),
  ]
}
