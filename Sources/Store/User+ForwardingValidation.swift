extension User {
  /// The user's forwarding as it is stored. Throws ``StoreError/invalid(field:reason:)`` for a target that makes no
  /// sense where it stands or that leads back to the user, and for what is in force without a target.
  func validatedForwarding() throws(StoreError) -> CallForwarding {
    var forwarding = forwarding
    if let target = forwarding.immediate {
      guard target != .team else { throw .invalid(field: "immediate forwarding", reason: "cannot go to the team") }
      forwarding.immediate = try checked(target, field: "immediate forwarding")
    }
    if let target = forwarding.simultaneous {
      guard target != .voicemail else {
        throw .invalid(field: "simultaneous ringing", reason: "cannot go to the voicemail")
      }
      forwarding.simultaneous = try checked(target, field: "simultaneous ringing")
    }
    guard forwarding.unanswered != .team, forwarding.unanswered != .delegates else {
      throw .invalid(field: "forwarding of unanswered calls", reason: "must go to a contact or the voicemail")
    }
    forwarding.unanswered = try checked(forwarding.unanswered, field: "forwarding of unanswered calls")
    try check(
      forwarding.simultaneousDelay, CallForwarding.simultaneousDelays, field: "delay of simultaneous ringing")
    try check(forwarding.unansweredDelay, CallForwarding.unansweredDelays, field: "delay of unanswered calls")
    switch forwarding.active {
    case .immediateForward where forwarding.immediate == nil:
      throw .invalid(field: "immediate forwarding", reason: "is in force without a target")
    case .simultaneousRing where forwarding.simultaneous == nil:
      throw .invalid(field: "simultaneous ringing", reason: "is in force without a target")
    default: return forwarding
    }
  }

  private func check(_ delay: Int, _ range: ClosedRange<Int>, field: String) throws(StoreError) {
    guard range.contains(delay) else {
      throw .invalid(field: field, reason: "must be \(range.lowerBound) to \(range.upperBound) seconds")
    }
  }

  /// A target with its URI as it is stored.
  private func checked(_ target: CallForwarding.Target, field: String) throws(StoreError) -> CallForwarding.Target {
    guard case .contact(let uri) = target else { return target }
    guard uri.utf8.count <= 255, uri.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"<>\"\\".utf8.contains($0) }),
      Self.isNumber(uri) || Self.isAddress(uri)
    else { throw .invalid(field: field, reason: "must go to a tel: or sip: URI") }
    let canonical = (try? Self.canonicalURI(uri)).flatMap { uri.hasPrefix("sip:") ? $0 : nil } ?? uri
    guard !isMe(canonical) else { throw .invalid(field: field, reason: "cannot go to the user himself") }
    return .contact(canonical)
  }

  private static func isNumber(_ uri: String) -> Bool {
    uri.hasPrefix("tel:") && uri.dropFirst("tel:".count).utf8.contains { (0x30...0x39).contains($0) }
  }

  private static func isAddress(_ uri: String) -> Bool {
    let halves = uri.split(separator: "@", omittingEmptySubsequences: false)
    return uri.hasPrefix("sip:") && halves.count == 2 && halves[0].count > "sip:".count && !halves[1].isEmpty
  }

  /// Whether an address is one of the user's, or a number his work number as it is written.
  private func isMe(_ target: String) -> Bool {
    if target.hasPrefix("sip:") {
      let target = target.lowercased()
      return ([uri] + aliases).contains { $0.lowercased() == target }
    }
    guard let workNumber else { return false }
    let digits: (Substring) -> [UInt8] = { $0.utf8.filter { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "+") } }
    return digits(target.dropFirst("tel:".count)[...]) == digits(workNumber[...])
  }
}
