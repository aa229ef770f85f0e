import Foundation

/// Messages between several parties as a ladder of text: one line each, time runs downwards.
public struct MessageLadder: Sendable {
  /// One message.
  public struct Step: Sendable {
    /// Seconds since 1970.
    public let time: Double
    /// Index of the party that sent it.
    public let from: Int
    /// Index of the party that got it.
    public let to: Int
    /// What it is.
    public let label: String
    /// Messages of one party on different connections have no order among each other.
    public let connection: Int

    /// A message from its parts.
    public init(time: Double, from: Int, to: Int, label: String, connection: Int = 0) {
      self.connection = connection
      self.time = time
      self.from = from
      self.to = to
      self.label = label
    }
  }

  /// The parties from left to right.
  public let parties: [String]
  /// All messages in the order of their times.
  public let steps: [Step]

  /// - Parameter steps: In any order; of the same time the order is kept.
  public init(parties: [String], steps: [Step]) {
    self.parties = parties
    self.steps = steps.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
  }

  private static let first = 8
  private static let widths = [28, 22, 22, 22]

  private func position(_ party: Int) -> Int { Self.first + Self.widths.prefix(party).reduce(0, +) }

  /// The ladder, without a line end behind the last line.
  public var text: String {
    var names = ""
    for (index, party) in parties.enumerated() {
      let begin = max(position(index) - party.count / 2, names.isEmpty ? 0 : names.count + 1)
      names += String(repeating: " ", count: begin - names.count) + party
    }
    return ([names] + steps.map(line)).joined(separator: "\n")
  }

  /// One message's line.
  public func line(_ step: Step) -> String {
    let end = position(parties.count - 1)
    var characters = [Character](repeating: " ", count: end + 1)
    for party in parties.indices { characters[position(party)] = "|" }
    let (left, right) = (position(min(step.from, step.to)), position(max(step.from, step.to)))
    for place in left + 1..<right { characters[place] = "-" }
    characters[step.from < step.to ? right - 1 : left + 1] = step.from < step.to ? ">" : "<"
    let label = Array(" \(step.label) ".prefix(right - left - 4))
    // An arrow that passes a party by has its label at the side of the one it is from or to, beside the server.
    let begin = left + 2 + max(0, (min(right - left, Self.widths[1]) - 3 - label.count) / 2)
    for (offset, character) in label.enumerated() { characters[begin + offset] = character }
    return String(characters)
  }

  /// What each party but the second, the server, sends and gets on each connection, in order. Two runs of one flow are the same in this,
  /// while messages of different parties may cross on their way to and from the server.
  public var views: [[String]] { views(steps) }

  private func views(_ steps: [Step]) -> [[String]] {
    parties.indices.filter { $0 != 1 }.flatMap { party in
      [0, 1].flatMap { connection in
        let own = steps.filter { $0.connection == connection }
        return [own.filter { $0.from == party }.map(line), own.filter { $0.to == party }.map(line)]
      }
    }
  }

  /// The same of a ladder that was written down; nil where a line of it is not one of these messages.
  public func views(ofText text: String) -> [[String]]? {
    let known = Dictionary(steps.map { (line($0), $0) }, uniquingKeysWith: { first, _ in first })
    let lines = text.split(separator: "\n").dropFirst().map(String.init)
    let written = lines.compactMap { known[$0] }
    guard written.count == lines.count else { return nil }
    return views(written)
  }
}
