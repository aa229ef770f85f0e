import Foundation

/// Phones whose sessions are refreshed (RFC 4028).
extension SIPpScenario {
  /// Answers, refreshes its session by three UPDATEs, each after `talk` ms, and is then silent.
  public static let refreshesSession = SIPpScenario("refreshes-session")

  /// Like `answer`, and takes UPDATE.
  ///
  /// - Parameters:
  ///   - session: Value of Session-Expires in its 2xx; nil: it knows no session timers.
  ///   - isLost: Whether the phone forgets the call after the first UPDATE, and answers the second with 481.
  public static func takesUpdate(session: String? = nil, isLost: Bool = false) -> SIPpScenario {
    let allow = "    Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK"
    let terms = session.map { "\n    Supported: timer\n    Session-Expires: \($0)" } ?? ""
    let options = "  <recv request=\"OPTIONS\" optional=\"true\" next=\"30\"/>\n"
    var replacements = [
      allow: allow + ", UPDATE" + terms,
      options: options + "  <recv request=\"UPDATE\" optional=\"true\" next=\"\(isLost ? 31 : 30)\"/>\n",
    ]
    if isLost {
      let cancelled = "  <label id=\"80\"/>\n"
      replacements[cancelled] = """
          <label id="31"/>
          \(response("200 OK"))
          <recv request="UPDATE"/>
          \(response("481 Call/Transaction Does Not Exist", next: 10))
        \(cancelled)
        """
    }
    return SIPpScenario("answer", replacing: replacements)
  }

  /// Refuses the first INVITE with 422 and this Min-SE, and answers the next.
  public static func wantsSession(ofAtLeast seconds: Int) -> SIPpScenario {
    let first = "  <recv request=\"CANCEL\" optional=\"global\" next=\"80\"/>\n"
    let refusal = response("422 Session Interval Too Small", header: "\n    Min-SE: \(seconds)", tag: ";tag=[pid]R")
    return SIPpScenario(
      "answer",
      replacing: [first: "  <recv request=\"INVITE\"/>\n  \(refusal)\n  <recv request=\"ACK\"/>\n" + first])
  }

  /// The same caller, whose INVITE has these header lines too.
  public func inviting(with lines: String...) -> SIPpScenario {
    var copy = self
    let contact = "    Contact: <sip:[caller]@[local_ip]:[local_port];transport=[transport]>\n    Content-Type"
    let more = lines.map { "    \($0)\n" }.joined()
    copy.replacements[contact] = contact.replacingOccurrences(of: "    Content-Type", with: more + "    Content-Type")
    return copy
  }

  private static func response(_ status: String, header: String = "", tag: String = "", next: Int? = nil) -> String {
    """
    <send\(next.map { " next=\"\($0)\"" } ?? "")><![CDATA[
        SIP/2.0 \(status)
        [last_Via:]
        [last_From:]
        [last_To:]\(tag)
        [last_Call-ID:]
        [last_CSeq:]
        Contact: <sip:phone@[local_ip]:[local_port];transport=[transport]>\(header)
        Content-Length: 0


      ]]></send>
    """
  }
}
