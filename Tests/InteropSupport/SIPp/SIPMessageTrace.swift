import Foundation

/// One SIP message as SIPp sent or received it.
public struct SIPTracedMessage: Sendable {
  /// Seen from SIPp.
  public enum Direction: Sendable {
    /// SIPp sent it.
    case sent
    /// SIPp received it.
    case received
  }

  /// Who sent it.
  public let direction: Direction
  /// Seconds of the day, local time, microsecond precision.
  public let time: Double
  /// The first line.
  public let startLine: String
  /// Header fields in order, names as on the wire.
  public let headers: [(name: String, value: String)]
  /// Everything after the blank line, lines ended by LF.
  public let body: String

  /// The method of a request, nil for a response.
  public var method: String? {
    startLine.hasPrefix("SIP/2.0 ") ? nil : startLine.split(separator: " ").first.map(String.init)
  }

  /// The status of a response, nil for a request.
  public var status: Int? {
    guard startLine.hasPrefix("SIP/2.0 ") else { return nil }
    return startLine.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  /// The method to which a message belongs, from its CSeq.
  public var transactionMethod: String? {
    header("CSeq")?.split(separator: " ").last.map(String.init)
  }

  /// The first header field of a name, without regard to case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// All header fields of a name, in order.
  public func headers(_ name: String) -> [String] {
    headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
  }

  /// Short form for comparing flows: `>INVITE`, `<200 INVITE`; `>` is what SIPp received, `<` what it sent.
  public var summary: String {
    let arrow = direction == .received ? ">" : "<"
    if let status { return "\(arrow)\(status) \(transactionMethod ?? "?")" }
    return "\(arrow)\(method ?? "?")"
  }
}

extension [SIPTracedMessage] {
  /// Short forms of `unrepeated`.
  public var flow: [String] { unrepeated.map(\.summary) }

  /// Each message once however often it was sent again; but a 200 that comes again after its ACK, and every ACK, count.
  public var unrepeated: [SIPTracedMessage] {
    var seen: [SIPTracedMessage] = []
    return filter { message in
      let repeated = seen.contains {
        $0.startLine == message.startLine && $0.header("Via") == message.header("Via")
          && $0.header("To") == message.header("To") && $0.body == message.body && message.method != "ACK"
          && !(message.status == 200 && seen.last?.method == "ACK")
      }
      seen.append(message)
      return !repeated
    }
  }
}

/// Reads the file that SIPp writes with `-trace_msg`.
public enum SIPMessageTrace {
  /// All messages in the order of the file; an unreadable part is left out.
  public static func parse(_ text: String) -> [SIPTracedMessage] {
    let lines = text.replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n")
    let starts = lines.indices.filter { lines[$0].hasPrefix("----------------------------------------------- ") }
    return starts.enumerated().compactMap { position, start in
      let end = position + 1 < starts.count ? starts[position + 1] : lines.count
      return message(Array(lines[start..<end]))
    }
  }

  private static func message(_ lines: [String]) -> SIPTracedMessage? {
    guard lines.count > 3 else { return nil }
    let direction: SIPTracedMessage.Direction
    if lines[1].contains("message sent") {
      direction = .sent
    } else if lines[1].contains("message received") {
      direction = .received
    } else {
      return nil
    }
    let clock = lines[0].split(separator: " ").last?.split(separator: ":").compactMap { Double($0) } ?? []
    let time = clock.count == 3 ? clock[0] * 3_600 + clock[1] * 60 + clock[2] : 0
    let content = lines.dropFirst(2).drop { $0.isEmpty }
    guard let startLine = content.first else { return nil }
    var headers: [(name: String, value: String)] = []
    var rest = content.dropFirst()
    while let line = rest.first, !line.isEmpty {
      rest = rest.dropFirst()
      if line.first == " " || line.first == "\t", let last = headers.popLast() {
        headers.append((last.name, last.value + " " + line.trimmingCharacters(in: .whitespaces)))
      } else if let colon = line.firstIndex(of: ":") {
        headers.append(
          (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)))
      }
    }
    let body = rest.dropFirst().joined(separator: "\n").trimmingCharacters(in: .newlines)
    return SIPTracedMessage(
      direction: direction, time: time, startLine: startLine, headers: headers,
      body: body.isEmpty ? "" : body + "\n")
  }
}
