import Foundation

/// Writes the steps of a call, as lines for people or as objects for programs.
struct TimelineFormat: Sendable {
  let style: Style

  /// `  2.1s  the other side  ringing`; nil for a step people need not see.
  func line(_ entry: TimelineEntry, elapsedSeconds: Double) -> String? {
    guard let text = entry.text else { return nil }
    let elapsed = String(format: "%6.1fs", elapsedSeconds)
    let leg = (entry.leg?.rawValue ?? "").padding(toLength: Leg.otherSide.rawValue.count, withPad: " ", startingAt: 0)
    let marked =
      switch entry.mark {
      case .progress: text
      case .success: style.green(text)
      case .failure: style.red(text)
      case .note: style.yellow(text)
      }
    return "\(style.dim(elapsed))  \(leg)  \(marked)"
  }

  private struct Object: Encodable {
    let time: String
    let elapsed: Double
    let event: String
    let leg: Leg?
    let state, status, code, subcode, message, text: String?
  }

  /// One JSON object on one line; members without a value are left out. `elapsed` is in seconds.
  func json(_ entry: TimelineEntry, at date: Date, elapsedSeconds: Double) -> String {
    let object = Object(
      time: date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
      elapsed: (elapsedSeconds * 1000).rounded() / 1000, event: entry.event, leg: entry.leg, state: entry.state,
      status: entry.status, code: entry.code, subcode: entry.subcode, message: entry.message, text: entry.text)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(object) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}
