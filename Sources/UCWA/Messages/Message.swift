/// A message for a person: a key whose text exists in several languages, and what its placeholders stand for.
///
/// The text is made when somebody reads it, in the reader's language. There is no message without a key, so that none is
/// written where it is thrown, in one language only.
///
///     let message = Message(.tooManyConversations, .number("limit", 32))
///     message.text(.german)  // "Der Benutzer hat 32 Unterhaltungen …"
public struct Message: Sendable, Hashable, CustomStringConvertible {
  /// What a placeholder stands for.
  public enum Argument: Sendable, Hashable {
    /// A number, written in digits.
    case number(String, Int)
    /// A name or a text that is the same in every language.
    case text(String, String)
    /// A message within the message, in the same language.
    case message(String, Message)

    /// The name of the placeholder.
    var name: String {
      switch self {
      case .number(let name, _), .text(let name, _), .message(let name, _): name
      }
    }

    fileprivate func value(_ language: Language) -> String {
      switch self {
      case .number(_, let number): String(number)
      case .text(_, let text): text
      case .message(_, let message): message.text(language)
      }
    }
  }

  /// What it is made of; internal so that an event can be written down (`EventWriter`).
  indirect enum Content: Sendable, Hashable {
    case keyed(MessageKey, [Argument])
    case joined([Message], separator: String)
  }

  let content: Content

  /// A message that was written down; arguments that do not fit its text are left out of it.
  init(_ content: Content) { self.content = content }

  /// The message of a key. Debug builds stop if the arguments are not those of the key's text.
  public init(_ key: MessageKey, _ arguments: Argument...) {
    assert(
      Set(arguments.map(\.name)) == Message.placeholders(in: Language.englishTexts[key] ?? ""),
      "the arguments of \(key) do not fit its text")
    content = .keyed(key, arguments)
  }

  /// Several messages in one, such as details between semicolons.
  public static func joined(_ messages: [Message], separator: String) -> Message {
    Message(.joined(messages, separator: separator))
  }

  /// The key; nil for several messages in one.
  public var key: MessageKey? {
    if case .keyed(let key, _) = content { key } else { nil }
  }

  /// The text in a language; in English where that has none.
  public func text(_ language: Language) -> String {
    switch content {
    case .joined(let messages, let separator): return messages.map { $0.text(language) }.joined(separator: separator)
    case .keyed(let key, let arguments):
      let template = language.texts[key] ?? Language.englishTexts[key] ?? key.rawValue
      return arguments.isEmpty ? template : Message.filled(template, arguments, language)
    }
  }

  /// The text in English.
  public var description: String { text(.english) }

  private static func filled(_ template: String, _ arguments: [Argument], _ language: Language) -> String {
    var text = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      let name = rest[rest.index(after: open)..<close]
      // What stands for a placeholder is not looked at again: it may come from a client.
      if let argument = arguments.first(where: { $0.name == name }) { text += argument.value(language) }
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  /// The names between braces in a text.
  static func placeholders(in template: String) -> Set<String> {
    var names: Set<String> = []
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      names.insert(String(rest[rest.index(after: open)..<close]))
      rest = rest[rest.index(after: close)...]
    }
    return names
  }
}
