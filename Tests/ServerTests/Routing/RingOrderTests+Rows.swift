import CallControl
import Store

@testable import Server

extension RingOrderTests {
  static func immediate(_ target: CallForwarding.Target, _ period: CallForwarding.Period = .always) -> CallForwarding {
    forwarding { ($0.active, $0.immediate, $0.period) = (.immediateForward, target, period) }
  }

  static func together(_ target: CallForwarding.Target, _ delay: Int) -> CallForwarding {
    forwarding { ($0.active, $0.simultaneous, $0.simultaneousDelay) = (.simultaneousRing, target, delay) }
  }

  static func withLast(_ target: CallForwarding.Target, _ settings: CallForwarding = CallForwarding()) -> CallForwarding
  {
    forwarding {
      $0 = settings
      ($0.handlesUnanswered, $0.unanswered) = (true, target)
    }
  }

  static let rows: [Row] = [
    Row(
      name: "nothing is forwarded and a phone answers", settings: CallForwarding(),
      story: [(4, .answers("desk"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "4: stops mobile (elsewhere), caller 200, application Connected",
      ]),
    Row(
      name: "nobody answers", settings: CallForwarding(),
      story: [],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "30: stops mobile desk, caller 480, application Failed/Missed",
      ]),
    Row(
      name: "both phones are busy", settings: CallForwarding(),
      story: [(1, .refuses("mobile", 486)), (2, .refuses("desk", 486))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "2: caller 486, application Failed/Busy",
      ]),
    Row(
      name: "the user rejects the call on a phone", settings: withLast(.voicemail),
      story: [(2, .refuses("desk", 603))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "2: stops mobile, caller 603, application Declined/Declined",
      ]),
    Row(
      name: "the user declines here", settings: CallForwarding(),
      story: [(2, .declines(everywhere: false))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "2: stops mobile desk, caller 486, application Declined/Declined",
      ]),
    Row(
      name: "the user declines for all", settings: withLast(.voicemail),
      story: [(2, .declines(everywhere: true))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "2: stops mobile desk, caller 603, application Declined/Declined",
      ]),
    Row(
      name: "the caller gives up", settings: withLast(.voicemail, together(.delegates, 0)),
      story: [(2, .hangsUp)],
      lines: [
        "0: rings mobile desk delegate1 delegate2, caller 180, application Alerting",
        "2: stops mobile desk delegate1 delegate2, application Cancelled/Missed",
      ]),
    Row(
      name: "nobody answers and the voicemail does", settings: withLast(.voicemail),
      story: [(21, .answers("voicemail"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "20: rings voicemail, stops mobile desk, caller 181 180, application Forwarded",
        "21: caller 200, application Failed/Missed",
      ]),
    Row(
      name: "both phones are busy and the voicemail answers", settings: withLast(.voicemail),
      story: [(1, .refuses("mobile", 486)), (2, .refuses("desk", 486)), (3, .answers("voicemail"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "2: rings voicemail, caller 181 180, application Forwarded",
        "3: caller 200, application Failed/Missed",
      ]),
    Row(
      name: "the user declines here and the voicemail answers", settings: withLast(.voicemail),
      story: [(2, .declines(everywhere: false)), (3, .answers("voicemail"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "2: rings voicemail, stops mobile desk, caller 181 180, application Declined/Declined",
        "3: caller 200",
      ]),
    Row(
      name: "the caller gives up while the voicemail is called", settings: withLast(.voicemail),
      story: [(22, .hangsUp)],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "20: rings voicemail, stops mobile desk, caller 181 180, application Forwarded",
        "22: stops voicemail, application Cancelled/Missed",
      ]),
    Row(
      name: "the voicemail cannot be reached", settings: withLast(.voicemail),
      story: [(21, .refuses("voicemail", 404))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "20: rings voicemail, stops mobile desk, caller 181 180, application Forwarded",
        "21: caller 404, application Failed/Missed",
      ]),
    Row(
      name: "nobody answers, nor does the contact", settings: withLast(.contact("last")),
      story: [],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "20: rings last, stops mobile desk, caller 181 180, application Forwarded",
        "80: stops last, caller 480, application Failed/Missed",
      ]),
    Row(
      name: "the contact answers what nobody took", settings: withLast(.contact("last")),
      story: [(25, .answers("last"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "20: rings last, stops mobile desk, caller 181 180, application Forwarded",
        "25: caller 200, application Failed/ConnectedElsewhere",
      ]),
    Row(
      name: "the contact is busy when his turn comes", settings: withLast(.contact("last")),
      story: [(20, .refuses("last", 486))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "20: rings last, stops mobile desk, caller 181 180, application Forwarded",
        "20: caller 486, application Failed/Missed",
      ]),
    Row(
      name: "all calls go to a contact, who answers", settings: immediate(.contact("contact")),
      story: [(2, .answers("contact"))],
      lines: [
        "0: rings contact, caller 181 180, application Forwarded",
        "2: caller 200, application Failed/ConnectedElsewhere",
      ]),
    Row(
      name: "all calls go to a contact, who is busy", settings: immediate(.contact("contact")),
      story: [(2, .refuses("contact", 486))],
      lines: [
        "0: rings contact, caller 181 180, application Forwarded",
        "2: caller 486, application Failed/Missed",
      ]),
    Row(
      name: "all calls go to a contact, who declines", settings: immediate(.contact("contact")),
      story: [(2, .refuses("contact", 603))],
      lines: [
        "0: rings contact, caller 181 180, application Forwarded",
        "2: caller 603, application Failed/Missed",
      ]),
    Row(
      name: "all calls go to a contact, who does not answer", settings: immediate(.contact("contact")),
      story: [],
      lines: [
        "0: rings contact, caller 181 180, application Forwarded",
        "60: stops contact, caller 480, application Failed/Missed",
      ]),
    Row(
      name: "all calls go to a contact, and what he does not take goes nowhere, for all the voicemail",
      settings: withLast(.voicemail, immediate(.contact("contact"))),
      story: [(25, .answers("voicemail"))],
      lines: [
        "0: rings contact, caller 181 180, application Forwarded",
        "60: stops contact, caller 480, application Failed/Missed",
      ]),
    Row(
      name: "all calls go to a contact, and the user declines", settings: immediate(.contact("contact")),
      story: [(2, .declines(everywhere: false)), (4, .answers("contact"))],
      lines: [
        "0: rings contact, caller 181 180, application Forwarded",
        "2: application Declined/Declined",
        "4: caller 200",
      ]),
    Row(
      name: "all calls go to the delegates, one answers", settings: immediate(.delegates),
      story: [(2, .answers("delegate2"))],
      lines: [
        "0: rings delegate1 delegate2, caller 181 180, application Forwarded",
        "2: stops delegate1 (elsewhere), caller 200, application Failed/ConnectedElsewhere",
      ]),
    Row(
      name: "all calls go to the delegates, one rejects and one is busy", settings: immediate(.delegates),
      story: [(2, .refuses("delegate1", 603)), (3, .refuses("delegate2", 486))],
      lines: [
        "0: rings delegate1 delegate2, caller 181 180, application Forwarded",
        "3: caller 486, application Failed/Missed",
      ]),
    Row(
      name: "all calls go to the voicemail", settings: withLast(.contact("last"), immediate(.voicemail)),
      story: [(1, .answers("voicemail"))],
      lines: [
        "0: rings voicemail, caller 181 180, application Forwarded",
        "1: caller 200, application Failed/Missed",
      ]),
    Row(
      name: "the delegates ring too, one answers", settings: together(.delegates, 0),
      story: [(2, .answers("delegate1"))],
      lines: [
        "0: rings mobile desk delegate1 delegate2, caller 180, application Alerting",
        "2: stops mobile (elsewhere) desk (elsewhere) delegate2 (elsewhere), caller 200, application Failed/ConnectedElsewhere",
      ]),
    Row(
      name: "the delegates ring too, the user answers", settings: together(.delegates, 0),
      story: [(2, .answers("mobile"))],
      lines: [
        "0: rings mobile desk delegate1 delegate2, caller 180, application Alerting",
        "2: stops desk (elsewhere) delegate1 (elsewhere) delegate2 (elsewhere), caller 200, application Connected",
      ]),
    Row(
      name: "the delegates ring later", settings: together(.delegates, 10),
      story: [(12, .answers("delegate1"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "10: rings delegate1 delegate2",
        "12: stops mobile (elsewhere) desk (elsewhere) delegate2 (elsewhere), caller 200, application Failed/ConnectedElsewhere",
      ]),
    Row(
      name: "the user declines and leaves it to his delegates", settings: together(.delegates, 0),
      story: [(2, .declines(everywhere: false)), (5, .answers("delegate2"))],
      lines: [
        "0: rings mobile desk delegate1 delegate2, caller 180, application Alerting",
        "2: stops mobile desk, application Declined/Declined",
        "5: stops delegate1 (elsewhere), caller 200",
      ]),
    Row(
      name: "the user declines before his delegates ring", settings: together(.delegates, 10),
      story: [(2, .declines(everywhere: false)), (5, .answers("delegate2"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "2: rings delegate1 delegate2, stops mobile desk, application Declined/Declined",
        "5: stops delegate1 (elsewhere), caller 200",
      ]),
    Row(
      name: "both phones are busy and the delegates ring at once", settings: together(.delegates, 25),
      story: [(1, .refuses("mobile", 486)), (2, .refuses("desk", 486)), (5, .answers("delegate2"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "2: rings delegate1 delegate2",
        "5: stops delegate1 (elsewhere), caller 200, application Failed/ConnectedElsewhere",
      ]),
    Row(
      name: "a delegate rejects for himself", settings: together(.delegates, 0),
      story: [(2, .refuses("delegate1", 603)), (5, .answers("mobile"))],
      lines: [
        "0: rings mobile desk delegate1 delegate2, caller 180, application Alerting",
        "5: stops desk (elsewhere) delegate2 (elsewhere), caller 200, application Connected",
      ]),
    Row(
      name: "the team rings too, nobody answers", settings: together(.team, 5),
      story: [],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "5: rings team1, application TeamRing",
        "35: stops mobile desk team1, caller 480, application Failed/Missed",
      ]),
    Row(
      name: "the team rings too, nobody answers but the voicemail", settings: withLast(.voicemail, together(.team, 5)),
      story: [(23, .answers("voicemail"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "5: rings team1, application TeamRing",
        "20: rings voicemail, stops mobile desk team1, caller 181 180, application Forwarded",
        "23: caller 200, application Failed/Missed",
      ]),
    Row(
      name: "a contact rings too, one answers", settings: together(.contact("contact"), 0),
      story: [(2, .answers("contact"))],
      lines: [
        "0: rings mobile desk contact, caller 180, application Alerting",
        "2: stops mobile (elsewhere) desk (elsewhere), caller 200, application Failed/ConnectedElsewhere",
      ]),
    Row(
      name: "the user does not want to be disturbed", settings: CallForwarding(),
      now: RingOrder.Circumstances(doNotDisturb: true),
      story: [],
      lines: [
        "0: caller 486, application Failed/DoNotDisturb"
      ]),
    Row(
      name: "undisturbed, with a voicemail", settings: withLast(.voicemail),
      now: RingOrder.Circumstances(doNotDisturb: true),
      story: [(1, .answers("voicemail"))],
      lines: [
        "0: rings voicemail, caller 181 180, application Forwarded",
        "1: caller 200, application Failed/Missed",
      ]),
    Row(
      name: "undisturbed, with delegates", settings: together(.delegates, 10),
      now: RingOrder.Circumstances(doNotDisturb: true),
      story: [(3, .answers("delegate1"))],
      lines: [
        "0: rings delegate1 delegate2, caller 180, application Alerting",
        "3: stops delegate2 (elsewhere), caller 200, application Failed/ConnectedElsewhere",
      ]),
    Row(
      name: "in a call, and wants no second one", settings: CallForwarding(),
      now: RingOrder.Circumstances(isBusy: true),
      story: [],
      lines: [
        "0: caller 486, application Failed/Busy"
      ]),
    Row(
      name: "in a call, with a contact that does not answer", settings: withLast(.contact("last")),
      now: RingOrder.Circumstances(isBusy: true),
      story: [],
      lines: [
        "0: rings last, caller 181 180, application Forwarded",
        "60: stops last, caller 486, application Failed/Missed",
      ]),
    Row(
      name: "after work nothing is forwarded", settings: immediate(.contact("contact"), .workHours),
      now: RingOrder.Circumstances(isWorkTime: false),
      story: [(3, .answers("mobile"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "3: stops desk (elsewhere), caller 200, application Connected",
      ]),
    Row(
      name: "after work the voicemail answers all the same",
      settings: withLast(.voicemail, immediate(.contact("contact"), .workHours)),
      now: RingOrder.Circumstances(isWorkTime: false),
      story: [(23, .answers("voicemail"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "20: rings voicemail, stops mobile desk, caller 181 180, application Forwarded",
        "23: caller 200, application Failed/Missed",
      ]),
    Row(
      name: "rung as somebody's delegate nothing is forwarded",
      settings: withLast(.voicemail, immediate(.contact("contact"))), now: RingOrder.Circumstances(mayForward: false),
      story: [(29, .answers("desk"))],
      lines: [
        "0: rings mobile desk, caller 180, application Alerting",
        "29: stops mobile (elsewhere), caller 200, application Connected",
      ]),
  ]
}
