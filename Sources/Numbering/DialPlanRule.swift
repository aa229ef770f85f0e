/// One rule of a dial plan: what a user dials and what it means.
public struct DialPlanRule: Sendable, Equatable {
  /// Regular expression (ICU syntax) for the whole of what was dialled, visual separators left out: `(\d{4})` fits
  /// 4711, not 47112.
  public var pattern: String
  /// What it means; `$1` to `$9` stand for the groups of the pattern, `$0` for all of it, `$$` for a dollar sign.
  public var template: String
  /// Whether the result is dialled as it is, for example an extension of the PBX; otherwise the numbering plan of the
  /// region makes E.164 of it. Default false.
  public var isDialable: Bool

  /// A rule.
  public init(pattern: String, template: String, isDialable: Bool = false) {
    self.pattern = pattern
    self.template = template
    self.isDialable = isDialable
  }
}
