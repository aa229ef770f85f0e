import Foundation

/// A behaviour of a SIP peer: a file of `Scenarios/`, and what in it is replaced before SIPp reads it.
///
/// Each file begins with what it does. `ring` and `talk` in their texts are set by `SIPp.Options`.
public struct SIPpScenario: Sendable, CustomStringConvertible {
  /// File name without `.xml`.
  public let name: String
  /// Literal texts of the file and what stands in for them.
  public var replacements: [String: String] = [:]
  /// Arguments without which the behaviour does not work.
  public var arguments: [String] = []

  /// A behaviour by its file's name.
  public init(_ name: String, replacing: [String: String] = [:], arguments: [String] = []) {
    self.name = name
    replacements = replacing
    self.arguments = arguments
  }

  /// The name.
  public var description: String { name }

  /// The scenario's text, replacements made.
  public func text() throws -> String {
    let path = "\(Self.folder)/\(name).xml"
    return replacements.reduce(try String(contentsOfFile: path, encoding: .utf8)) {
      $0.replacingOccurrences(of: $1.key, with: $1.value)
    }
  }

  private static var folder: String { Bundle.module.bundlePath + "/Scenarios" }

  /// The same phone, which answers requests that arrive again for longer after its call's end than the half second
  /// that does on a network without loss.
  public func lingering(seconds: Double) -> SIPpScenario {
    var copy = self
    let long = "<timewait milliseconds=\"\(Int(seconds * 1_000))\"/>"
    for short in [200, 500] { copy.replacements["<timewait milliseconds=\"\(short)\"/>"] = long }
    return copy
  }

  /// Names of all scenarios, sorted.
  public static func allNames() -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".xml") }.map { String($0.dropLast(4)) }.sorted()
  }
}

extension SIPpScenario {
  /// Rings, answers, takes anything until BYE; offerless INVITE too.
  public static let answer = SIPpScenario("answer")
  /// 200 as the first response, then like `answer`.
  public static let answerAtOnce = SIPpScenario("answer-at-once")
  /// Answers, and hangs up `talk` ms after the last re-INVITE.
  public static let answerThenHangUp = SIPpScenario("answer-then-hang-up")
  /// Rings until CANCEL, which must come.
  public static let ringUntilCancelled = SIPpScenario("ring-until-cancelled")
  /// Answers 200 to the CANCEL and to the INVITE; expects ACK and BYE.
  public static let answerCrossingCancel = SIPpScenario("answer-crossing-cancel")
  /// 488 to an INVITE without an offer, answers one with an offer.
  public static let refuseOfferless = SIPpScenario("refuse-offerless")
  /// 180 with two tags, 200 with the second.
  public static let forkedSecondAnswers = SIPpScenario("forked-second-answers")
  /// 200 with two tags; expects two ACKs and two BYEs.
  public static let forkedBothAnswer = SIPpScenario("forked-both-answer")
  /// Sends its 200 twice and expects two ACKs.
  public static let retransmittedAnswer = SIPpScenario("retransmitted-answer", arguments: ["-nr"])
  /// 183 with session description, then 200.
  public static let earlyMedia = SIPpScenario("early-media")
  /// The same with 100rel; expects PRACK.
  public static let earlyMediaReliable = SIPpScenario("early-media-reliable")
  /// The same, and the 183 arrives again after its PRACK.
  public static let earlyMediaRepeated = SIPpScenario("early-media-repeated")
  /// Two forks that both offer early media reliably; the second answers. The PRACKs must not come too soon.
  public static let earlyMediaForked = SIPpScenario("early-media-forked")
  /// Offers early media, and is cancelled instead of getting its PRACK.
  public static let earlyMediaCancelled = SIPpScenario(
    "early-media-reliable", replacing: ["<recv request=\"PRACK\"/>": "<recv request=\"CANCEL\" next=\"80\"/>"])
  /// Answers before its reliable 183 has got its PRACK.
  public static let earlyMediaAnsweredEarly = SIPpScenario("early-media-answered-early")
  /// Early media, then a 200 that crosses the CANCEL.
  public static let earlyMediaCrossingCancel = SIPpScenario("early-media-crossing-cancel")
  /// A reliable 180 without session description, then 200.
  public static let ringingReliable = SIPpScenario("ringing-reliable")
  /// Refuses the PRACK with 481, and answers all the same.
  public static let prackRefused = SIPpScenario("prack-refused")
  /// Sends UPDATE in the early dialog, without an offer and with one: expects 200 and 488.
  public static let earlyUpdate = SIPpScenario("early-update")
  /// Sends each of four calls on to another number, and answers the fifth.
  public static let forwardOn = SIPpScenario("forward-on")
  /// 181, 180, 200.
  public static let forwarded = SIPpScenario("forwarded")
  /// 407 until credentials of user workline arrive.
  public static let challengeProxy = SIPpScenario("challenge-proxy")
  /// 401 until the credentials of user workline, password secret, arrive.
  public static let challengeUserAgent = SIPpScenario("challenge-user-agent")
  /// Never responds; forgets the call after `talk` ms.
  public static let silent = SIPpScenario("silent")
  /// Answers a BYE by a BYE first.
  public static let byeCrossingBye = SIPpScenario("bye-crossing-bye")
  /// Puts the call on hold by re-INVITE and takes it back.
  public static let phoneHolds = SIPpScenario("phone-holds")
  /// Refuses the first re-INVITE with 491.
  public static let glareOnce = SIPpScenario("glare-once")
  /// Sends a re-INVITE when it gets one, and expects 491.
  public static let glareBoth = SIPpScenario("glare-both")
  /// Sends BYE when it gets the first re-INVITE.
  public static let joinHungUp = SIPpScenario("join-hung-up")
  /// Answers the first re-INVITE with 487, after the BYE.
  public static let joinSlowly = SIPpScenario("join-slowly")
  /// Answers the first re-INVITE with 200 when the BYE has come, then the BYE.
  public static let joinCrossingBye = SIPpScenario("join-crossing-bye")
  /// Has another media port from the second re-INVITE on.
  public static let moving = SIPpScenario("moving")
  /// Sends OPTIONS, INFO and UPDATE in the call.
  public static let talkative = SIPpScenario("talkative")
  /// Sends a re-INVITE without an offer in the call.
  public static let refreshing = SIPpScenario("refreshing")
  /// Answers, refuses, hangs up or rings on at random.
  public static let unpredictable = SIPpScenario("unpredictable")
  /// The user's phone for measurements.
  public static let fastA = SIPpScenario("fast-a")
  /// The other side for measurements.
  public static let fastB = SIPpScenario("fast-b")

  /// Transfers the call by REFER `talk` ms after it was answered or the last re-INVITE came in.
  ///
  /// - Parameters:
  ///   - target: Value of Refer-To.
  ///   - answer: The status that the REFER is to get.
  ///   - hangsUp: Whether the phone hangs up as soon as it has heard that the transfer was begun, as some do.
  public static func transfers(to target: String, answer: Int = 202, hangsUp: Bool = false) -> SIPpScenario {
    let bye = """
        <recv request="NOTIFY"/>
        <send><![CDATA[
          SIP/2.0 200 OK
          [last_Via:]
          [last_From:]
          [last_To:]
          [last_Call-ID:]
          [last_CSeq:]
          Content-Length: 0


        ]]></send>
        <send retrans="500"><![CDATA[
          BYE [$target] SIP/2.0
          Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
          From: [$local];tag=[pid]S[call_number]
          To: [$remote]
          Call-ID: [call_id]
          CSeq: 3 BYE
          Max-Forwards: 70
          Content-Length: 0


        ]]></send>
        <recv response="200" next="99"/>
      """
    var replacements = [
      "<sip:+14255550103@127.0.0.1;user=phone>": target, "response=\"202\"": "response=\"\(answer)\"",
    ]
    if hangsUp { replacements["<!-- The phone that hangs up at once. -->"] = bye }
    return SIPpScenario("transfers", replacing: replacements)
  }

  /// Answers and tells of keys by INFO, in the form of `application/dtmf-relay` or `application/dtmf`, each key `talk` ms
  /// after what came before.
  public static func presses(_ keys: String, relay: Bool = true) -> SIPpScenario {
    let blocks = keys.enumerated().map { index, key in
      let body = relay ? "Signal=\(key)\n    Duration=160" : "\(key)"
      return """
          <nop>
            <action>
              <todouble assign_to="talk_ms" variable="talk"/>
            </action>
          </nop>
          <pause variable="talk_ms"/>
          <send retrans="500"><![CDATA[
            INFO [$target] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: [$local];tag=[pid]S[call_number]
            To: [$remote]
            Call-ID: [call_id]
            CSeq: \(index + 2) INFO
            Max-Forwards: 70
            Contact: <sip:phone@[local_ip]:[local_port];transport=[transport]>
            Content-Type: application/dtmf\(relay ? "-relay" : "")
            Content-Length: [len]

            \(body)

          ]]></send>
          <recv response="200"/>

        """
    }
    return SIPpScenario("press-keys", replacing: ["  <!-- The keys. -->\n": blocks.joined()])
  }

  /// The same phone, whose audio is at a port that the test has.
  public func withMedia(at port: UInt16) -> SIPpScenario {
    var copy = self
    copy.replacements["[media_port]"] = String(port)
    return copy
  }

  /// Takes re-INVITEs but for one, which it refuses; 1 is the first.
  public static func refusesReinvite(_ number: Int, _ status: String) -> SIPpScenario {
    let refusal = "  <recv request=\"INVITE\"/>\n  <send retrans=\"500\"><![CDATA[\n    SIP/2.0 491 Request Pending"
    let taken = """
        <recv request="INVITE">
          <action>
            <ereg regexp="[[:cntrl:]][[:cntrl:]]a=(inactive|sendrecv)" search_in="body" assign_to="direction"/>
          </action>
        </recv>
        <send retrans="500"><![CDATA[
          SIP/2.0 200 OK
          [last_Via:]
          [last_Record-Route:]
          [last_From:]
          [last_To:]
          [last_Call-ID:]
          [last_CSeq:]
          Contact: <sip:phone@[local_ip]:[local_port];transport=[transport]>
          Content-Type: application/sdp
          Content-Length: [len]

          v=0
          o=- [call_number] [clock_tick] IN IP4 [local_ip]
          s=-
          c=IN IP4 [media_ip]
          t=0 0
          m=audio [media_port] RTP/AVP 0 8
          a=rtpmap:0 PCMU/8000
          a=ptime:20[$direction]

        ]]></send>
        <recv request="ACK"/>

      """
    let refused = refusal.replacingOccurrences(of: "491 Request Pending", with: status)
    return SIPpScenario(
      "glare-once", replacing: [refusal: String(repeating: taken, count: number - 1) + refused])
  }

  /// Refuses the first re-INVITE, and takes the next.
  public static func refusesJoin(_ status: String, header: String? = nil) -> SIPpScenario {
    let line = header.map { "\n    \($0)" } ?? ""
    return SIPpScenario("glare-once", replacing: ["SIP/2.0 491 Request Pending": "SIP/2.0 \(status)\(line)"])
  }

  /// The same phone, which answers as somebody: a value of P-Asserted-Identity (RFC 3325).
  public func asserting(_ identity: String) -> SIPpScenario {
    var copy = self
    let end = "    Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK\n    Content-Type: application/sdp"
    copy.replacements[end] = "    P-Asserted-Identity: \(identity)\n\(end)"
    return copy
  }

  /// The same phone, whose first response comes so many ms after the INVITE.
  public func hesitating(_ milliseconds: Int) -> SIPpScenario {
    var copy = self
    let ringing = "  <send><![CDATA[\n    SIP/2.0 180 Ringing"
    copy.replacements[ringing] = "  <pause milliseconds=\"\(milliseconds)\"/>\n\(ringing)"
    return copy
  }

  /// The same phone, which takes a re-INVITE so many ms after it has come.
  public func joining(after milliseconds: Int) -> SIPpScenario {
    var copy = self
    let taken = "  <label id=\"20\"/>\n  <send"
    copy.replacements[taken] = taken.replacingOccurrences(
      of: "  <send", with: "  <pause milliseconds=\"\(milliseconds)\"/>\n  <send")
    return copy
  }

  /// The same phone, which sends a file of A-law from its PRACK on, over and over.
  public func playing(_ file: String) -> SIPpScenario {
    var copy = self
    let ringing = "  <nop>\n    <action>\n      <todouble assign_to=\"ring_ms\""
    copy.replacements[ringing] =
      "  <nop><action><exec rtp_stream=\"\(file),-1,8\"/></action></nop>\n" + ringing
    copy.replacements["[media_port]"] = "[rtpstream_audio_port]"
    return copy
  }

  /// Refuses at once.
  ///
  /// - Parameters:
  ///   - status: Code and reason phrase, such as `486 Busy Here`.
  ///   - header: One more header line, such as `Reason: Q.850;cause=34`; a Contact for 302.
  public static func reject(_ status: String, header: String? = nil) -> SIPpScenario {
    SIPpScenario("reject", replacing: refusal(status, header))
  }

  /// Rings for `ring` ms, then refuses.
  public static func ringThenReject(_ status: String, header: String? = nil) -> SIPpScenario {
    SIPpScenario("ring-then-reject", replacing: refusal(status, header))
  }

  /// Early media by a reliable 183 for `ring` ms, then refuses.
  public static func earlyMediaThenReject(_ status: String, header: String? = nil) -> SIPpScenario {
    SIPpScenario("early-media-then-reject", replacing: refusal(status, header))
  }

  private static func refusal(_ status: String, _ header: String?) -> [String: String] {
    var replacements = ["SIP/2.0 486 Busy Here": "SIP/2.0 \(status)"]
    if let header { replacements["X-Extra: none"] = header }
    return replacements
  }
}
