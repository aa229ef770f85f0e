extension SessionDescription {
  /// Identity of the descriptions this server sends on one leg (the `o=` line). RFC 3264, section 8: within a dialog
  /// it stays the same and only the version grows, although the bodies come from different phones.
  struct Origin: Sendable, Equatable {
    var sessionID: UInt64
    var version: UInt64
    /// This server's address.
    var host: String

    var line: String { "o=- \(sessionID) \(version) IN \(SessionDescription.family(host)) \(host)" }
  }

  static func family(_ host: String) -> String { host.contains(":") ? "IP6" : "IP4" }

  /// An offer whose audio is held: nobody sends until the other side has answered (RFC 3725, flow IV). The stream is
  /// there from the start, because phones refuse a session without media.
  static func held(_ origin: Origin) -> SessionDescription {
    let any = origin.host.contains(":") ? "::" : "0.0.0.0"
    return SessionDescription(lines: [
      "v=0", origin.line, "s=-", "c=IN \(family(origin.host)) \(any)", "t=0 0", "m=audio 9 RTP/AVP 0 8 9 101",
      "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000", "a=rtpmap:9 G722/8000", "a=rtpmap:101 telephone-event/8000",
      "a=fmtp:101 0-15", "a=inactive",
    ])
  }

  /// The same description under this server's own origin.
  func with(_ origin: Origin) -> SessionDescription {
    var copy = self
    if let index = copy.lines.firstIndex(where: { $0.hasPrefix("o=") }) { copy.lines[index] = origin.line }
    return copy
  }

  /// The same description with its streams open in both directions: what a phone offers while it is held says
  /// `inactive`, and the other side would answer in kind. Said explicitly, because there are phones that take a missing
  /// direction for the one before.
  func opened() -> SessionDescription { directed("a=sendrecv") }

  /// The same description with a direction for each stream, where it has none `sendrecv`, which is what none means
  /// (RFC 4566, section 6): there are phones that take a missing direction for the one before, and such a phone would
  /// stay as held as it was before the other side answered.
  func explicit() -> SessionDescription {
    var explicit: [String] = []
    explicit.reserveCapacity(lines.count + 1)
    var (hasMedia, isDirected, isDirectedForAll) = (false, false, false)
    func close() { if hasMedia, !isDirected, !isDirectedForAll { explicit.append("a=sendrecv") } }
    for line in lines {
      if line.hasPrefix("m=") {
        close()
        (hasMedia, isDirected) = (true, false)
      } else if Self.directions.contains(line) {
        if hasMedia { isDirected = true } else { isDirectedForAll = true }
      }
      explicit.append(line)
    }
    close()
    return SessionDescription(lines: explicit)
  }

  /// The same description with every stream stopped in both directions (RFC 3264, section 8.4).
  func stopped() -> SessionDescription { directed("a=inactive") }

  private func directed(_ direction: String) -> SessionDescription {
    var directed: [String] = []
    directed.reserveCapacity(lines.count + 2)
    var hasMedia = false
    for line in lines where !Self.directions.contains(line) {
      if line.hasPrefix("m=") {
        if hasMedia { directed.append(direction) }
        hasMedia = true
      }
      directed.append(line)
    }
    if hasMedia { directed.append(direction) }
    return SessionDescription(lines: directed)
  }

  /// Whether the sender of this description neither stopped nor restricted a stream.
  var isOpen: Bool { !lines.contains { $0 != "a=sendrecv" && Self.directions.contains($0) } }

  /// An answer that refuses every stream of this offer (RFC 3264, section 6: port zero).
  func refusal(_ origin: Origin) -> SessionDescription { answer(origin, port: 0, attributes: []) }

  /// An answer that takes this offer's streams but holds them.
  func heldAnswer(_ origin: Origin) -> SessionDescription { answer(origin, port: 9, attributes: ["a=inactive"]) }

  private static let directions: Set<String> = ["a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive"]

  private func answer(_ origin: Origin, port: Int, attributes: [String]) -> SessionDescription {
    let any = origin.host.contains(":") ? "::" : "0.0.0.0"
    var answer = ["v=0", origin.line, "s=-", "c=IN \(Self.family(origin.host)) \(any)", "t=0 0"]
    var isAudio = false
    var hasMedia = false
    func close() { if hasMedia && isAudio { answer += attributes } }
    for line in lines {
      if line.hasPrefix("m=") {
        close()
        var fields = line.dropFirst(2).split(separator: " ").map(String.init)
        hasMedia = true
        // A line that is cut short cannot be taken, but an answer has as many streams as its offer (RFC 3264, section 6).
        isAudio = fields.count >= 4 && fields[0] == "audio"
        if fields.count < 2 { fields = [fields.first ?? "audio", "0"] }
        fields[1] = String(isAudio ? port : 0)
        answer.append("m=" + fields.joined(separator: " "))
      } else if hasMedia, isAudio, line.hasPrefix("a=rtpmap:") || line.hasPrefix("a=fmtp:") {
        answer.append(line)
      }
    }
    close()
    return SessionDescription(lines: answer)
  }
}
