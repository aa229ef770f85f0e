import InteropSupport

extension MessageLadder {
  /// What went between an application, the server and its phones.
  ///
  /// - Parameters:
  ///   - stage: Where the call was.
  ///   - phones: The phones from left to right, after their end.
  init(_ stage: CallStage, _ phones: [(name: String, outcome: SIPp.Outcome)]) throws {
    var steps: [Step] = []
    for request in stage.requests {
      steps.append(Step(time: request.begun, from: 0, to: 1, label: request.operation, connection: 1))
      steps.append(Step(time: request.answered, from: 1, to: 0, label: String(request.status), connection: 1))
    }
    for event in stage.log.events {
      guard let label = Self.label(event) else { continue }
      steps.append(Step(time: event.time, from: 1, to: 0, label: label))
    }
    // The server's own order, since a phone's log has the time at which the phone came to write it.
    var seen: Set<String> = []
    let lines = try stage.ladder().split(separator: "\n")
    let start = lines.first.flatMap { Double($0.dropFirst("start ".count)) } ?? 0
    for line in lines {
      guard let message = LadderMessage(line), seen.insert(message.identity).inserted || message.isAcknowledgement,
        let phone = phones.firstIndex(where: { $0.outcome.messages.contains { $0.header("Call-ID") == message.callID } }
        )
      else { continue }
      steps.append(
        Step(
          time: start + message.time, from: message.isSent ? 1 : phone + 2, to: message.isSent ? phone + 2 : 1,
          label: message.label))
    }
    self.init(parties: ["application", "workline"] + phones.map(\.name), steps: steps)
  }

  private static func label(_ event: LoggedEvent) -> String? {
    let reason = event.subcode.map { " \($0)" } ?? ""
    switch (event.rel, event.type) {
    case ("phoneAudioInvitation", "started"): return "started"
    case ("phoneAudioInvitation", "completed"): return "completed \(event.status ?? "")\(reason)"
    case ("phoneAudioInvitation", _): return "updated \(event.state ?? "")"
    case ("phoneAudio", _):
      let isHeld = event.links["resumePhoneAudio"] != nil
      return "phoneAudio \(event.state ?? "")\(isHeld ? ", held" : "")"
    default: return nil
    }
  }
}

/// A line of the file that `--ladder` writes.
private struct LadderMessage {
  let time: Double
  let isSent: Bool
  let startLine: Substring
  let cseq: Substring
  let body: Substring
  let callID: String

  init?(_ line: Substring) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    let words = fields[0].split(separator: " ", maxSplits: 4)
    guard fields.count == 4, words.count == 5, words[0] == "sip", let time = Double(words[1]) else { return nil }
    self.time = time
    isSent = words[2] == "out"
    startLine = words[4]
    cseq = fields[1]
    body = fields[2]
    callID = String(fields[3])
  }

  var isAcknowledgement: Bool { cseq.hasSuffix(" ACK") }

  /// The same for a message that is sent again.
  var identity: String { "\(isSent) \(startLine) \(cseq) \(callID)" }

  var label: String {
    let words = startLine.split(separator: " ")
    let isResponse = words.first == "SIP/2.0"
    let name = isResponse ? "\(words.dropFirst().first ?? "") \(cseq.split(separator: " ").last ?? "")" : "\(words[0])"
    switch body {
    case "": return name
    case "SDP, held": return name + " (held)"
    default: return name + " (\(body))"
    }
  }
}
