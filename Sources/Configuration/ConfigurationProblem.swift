/// One thing that is wrong with a configuration.
public struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
  /// The file, as it was named.
  public let file: String
  /// Line in the file, counted from 1, where it is known.
  public let line: Int?
  /// The key, for example `trunks[0].port`; nil if it is about the file.
  public let key: String?
  /// What is wrong, for example `"abc" is not HOST:PORT`. Never holds a password.
  public let message: String
  /// What would be right.
  public let allowed: String?

  /// A problem with a key, or with the file if there is no key.
  public init(file: String, line: Int? = nil, key: String? = nil, message: String, allowed: String? = nil) {
    self.file = file
    self.line = line
    self.key = key
    self.message = message
    self.allowed = allowed
  }

  /// One line: file, line, key, what is wrong, what is allowed.
  public var description: String {
    var text = file
    if let line { text += ":\(line)" }
    text += ": "
    if let key { text += "\(key): " }
    text += message
    if let allowed { text += "; allowed: \(allowed)" }
    return text
  }
}
