import Foundation

/// A dial-plan rule made ready for use. `NSRegularExpression` is immutable and may be used by several threads at once.
struct CompiledRule: Sendable {
  private enum Piece: Sendable {
    case literal(String)
    case group(Int)
  }

  let isDialable: Bool
  private let expression: NSRegularExpression
  private let pieces: [Piece]

  init(_ rule: DialPlanRule, number: Int) throws(DialPlanError) {
    isDialable = rule.isDialable
    do {
      // Alone first: inside the anchors, "a)|(b" would be well-formed and mean something else.
      _ = try NSRegularExpression(pattern: rule.pattern)
      expression = try NSRegularExpression(pattern: #"\A(?:"# + rule.pattern + #")\z"#)
    } catch {
      throw .badPattern(rule: number, pattern: rule.pattern)
    }
    do throws(TemplateError) {
      pieces = try Self.pieces(of: rule.template, groups: expression.numberOfCaptureGroups)
    } catch {
      throw .badTemplate(rule: number, template: rule.template, reason: error.reason)
    }
  }

  /// What the rule makes of the text, or nil if it does not fit.
  func apply(to text: String) -> String? {
    let range = NSRange(location: 0, length: text.utf16.count)
    guard let match = expression.firstMatch(in: text, range: range) else { return nil }
    var result = ""
    for piece in pieces {
      switch piece {
      case .literal(let literal): result += literal
      case .group(let group):
        if let range = Range(match.range(at: group), in: text) { result += text[range] }
      }
    }
    return result
  }

  private struct TemplateError: Error {
    let reason: String
  }

  private static func pieces(of template: String, groups: Int) throws(TemplateError) -> [Piece] {
    var pieces: [Piece] = []
    var literal = ""
    var rest = Substring(template)
    while let character = rest.popFirst() {
      guard character == "$" else {
        literal.append(character)
        continue
      }
      guard let next = rest.popFirst() else { throw TemplateError(reason: "ends with a single $") }
      if next == "$" {
        literal.append("$")
        continue
      }
      guard next.isASCII, let group = next.wholeNumberValue else {
        throw TemplateError(reason: "has $\(next), allowed are $0 to $9 and $$")
      }
      guard group <= groups else {
        throw TemplateError(reason: "names group $\(group), but the pattern has \(groups)")
      }
      if !literal.isEmpty { pieces.append(.literal(literal)) }
      literal = ""
      pieces.append(.group(group))
    }
    if !literal.isEmpty { pieces.append(.literal(literal)) }
    return pieces
  }
}
