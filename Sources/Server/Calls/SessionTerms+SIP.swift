import CallControl
import SIP

/// Session timers (RFC 4028) as header fields.
extension SessionTerms {
  /// What a message says.
  init(_ message: SIPMessageView) {
    let session = message.session
    self.init(
      expires: session.expires, refresher: session.refresher == .uac ? .uac : session.refresher == .uas ? .uas : nil,
      minimum: session.minimum, isSupported: session.supportsTimer, takesUpdate: session.allowsUpdate)
  }

  /// The header fields of a request, with those of what else is supported.
  ///
  /// - Parameter terms: Nil where there are no session timers.
  static func request(_ terms: SessionTerms?, supporting extensions: [String] = []) -> [SIPHeader] {
    guard let terms, let expires = terms.expires else {
      return extensions.isEmpty ? [] : [SIPHeader("Supported", extensions.joined(separator: ", "))]
    }
    var headers = [
      SIPHeader("Supported", (extensions + ["timer"]).joined(separator: ", ")),
      SIPHeader("Session-Expires", "\(expires)" + refresher(terms)),
    ]
    if let minimum = terms.minimum { headers.append(SIPHeader("Min-SE", String(minimum))) }
    return headers
  }

  /// The header fields of a 2xx.
  static func response(_ terms: SessionTerms?) -> [SIPHeader] {
    guard let terms, let expires = terms.expires else { return [] }
    let headers = [
      SIPHeader("Supported", "timer"), SIPHeader("Session-Expires", "\(expires)" + refresher(terms)),
    ]
    // Whoever asked has to do something (RFC 4028, section 9).
    return terms.refresher == .uac ? headers + [SIPHeader("Require", "timer")] : headers
  }

  /// The header field of a 422.
  static func tooShort(_ settings: CallSettings) -> SIPHeader { SIPHeader("Min-SE", String(settings.smallestSession)) }

  /// The extensions of Require that are not there: all but session timers, where there are any.
  static func unsupported(_ required: [String], _ settings: CallSettings) -> [String] {
    required.flatMap { $0.split(separator: ",") }.map { String($0.drop { $0 == " " }.prefix { $0 != " " }) }
      .filter { !($0.lowercased() == "timer" && settings.hasSessionTimers) }
  }

  private static func refresher(_ terms: SessionTerms) -> String {
    switch terms.refresher {
    case .uac: ";refresher=uac"
    case .uas: ";refresher=uas"
    case nil: ""
    }
  }
}
