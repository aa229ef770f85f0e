/// Why a dial plan cannot be used. Rules are counted from 1.
public enum DialPlanError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The pattern is no regular expression.
  case badPattern(rule: Int, pattern: String)
  /// The template names a group that the pattern does not have, or ends with a single `$`.
  case badTemplate(rule: Int, template: String, reason: String)
  /// There is no numbering plan for this region.
  case unknownRegion(String)

  /// One sentence that names the rule.
  public var description: String {
    switch self {
    case .badPattern(let rule, let pattern):
      "dial plan rule \(rule): pattern \"\(pattern)\" is not a valid regular expression"
    case .badTemplate(let rule, let template, let reason):
      "dial plan rule \(rule): template \"\(template)\" \(reason)"
    case .unknownRegion(let region):
      "\"\(region)\" is not a region with a numbering plan; allowed: two letters of ISO 3166, for example US"
    }
  }
}
