import Store

/// What the command line shows of where a user's calls go, in the words of its options.
struct ForwardingView: Encodable {
  /// Which of `to` and `also` is in force; `off` for neither.
  let inForce: String
  /// When it is in force: always or workhours.
  let active: String
  let to, also: String?
  /// Seconds.
  let alsoAfter: Int
  /// Where calls go that nobody takes; `off` if they ring on.
  let unanswered: String
  /// Seconds.
  let unansweredAfter: Int

  init(_ forwarding: CallForwarding) {
    switch forwarding.active {
    case .none: inForce = "off"
    case .immediateForward: inForce = "to"
    case .simultaneousRing: inForce = "also"
    }
    active = forwarding.period == .always ? "always" : "workhours"
    to = forwarding.immediate?.shown
    also = forwarding.simultaneous?.shown
    alsoAfter = forwarding.simultaneousDelay
    unanswered = forwarding.handlesUnanswered ? forwarding.unanswered.shown : "off"
    unansweredAfter = forwarding.unansweredDelay
  }

  /// Name and value of what is in force, and of what is remembered.
  var rows: [(String, String)] {
    let when = active == "always" ? "" : ", during working hours"
    let delay = alsoAfter == 0 ? "" : " after \(alsoAfter) s"
    var rows: [(String, String)] = []
    switch inForce {
    case "to": rows.append(("Calls", "go to \(to ?? "")" + when))
    case "also": rows.append(("Calls", "ring here, and \(also ?? "")" + delay + when))
    default: rows.append(("Calls", "ring here"))
    }
    rows.append(
      ("Unanswered", unanswered == "off" ? "ring on" : "go to \(unanswered) after \(unansweredAfter) s"))
    if inForce != "to", let to { rows.append(("Kept --to", to)) }
    if inForce != "also", let also { rows.append(("Kept --also", also + delay)) }
    return rows
  }
}
