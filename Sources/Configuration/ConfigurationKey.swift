/// A key of the configuration file, as the documentation shows it. The same table that makes these reads the file.
public struct ConfigurationKey: Sendable, Equatable {
  /// The key with those around it, for example `sip.listen` or `trunks[].port`.
  public let path: String
  /// What values it takes, for example `true or false`.
  public let allowed: String
  /// Its default as it would stand in the file; `none`, or `required`.
  public let defaultText: String
  /// Unit of the value, if it has one.
  public let unit: String?
  /// What it does, in one sentence.
  public let summary: String

  /// All keys, in the order of the documentation.
  public static let all: [ConfigurationKey] = ConfigurationTable.keys

  /// The Markdown table of `docs/operations.md`, one line per key, ended by a line break.
  public static var markdownTable: String {
    var text = "| Key | Values | Default | Unit | Meaning |\n|---|---|---|---|---|\n"
    for key in all {
      let cells = [
        "`\(key.path)`", key.allowed,
        key.defaultText == "none" || key.defaultText == "required"
          ? key.defaultText : "`\(key.defaultText)`", key.unit ?? "", key.summary,
      ]
      text += "| " + cells.map { $0.replacingPipes }.joined(separator: " | ") + " |\n"
    }
    return text
  }
}

extension String {
  /// A pipe would begin another cell.
  fileprivate var replacingPipes: String {
    split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
