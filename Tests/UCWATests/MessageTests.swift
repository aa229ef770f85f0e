import Foundation
import Testing

@testable import UCWA

@Suite struct MessageTests {
  @Test(
    "every key has a text in every language, with the placeholders of the English one", arguments: MessageKey.allCases)
  func texts(_ key: MessageKey) throws {
    let english = try #require(Language.english.texts[key])
    for language in Language.allCases {
      guard let text = language.texts[key] else {
        Issue.record("\(key) has no text in \(language)")
        continue
      }
      #expect(Message.placeholders(in: text) == Message.placeholders(in: english), "\(language) \(key)")
      #expect(text.count { $0 == "{" } == text.count { $0 == "}" }, "\(language) \(key)")
      #expect(text.hasSuffix(".") == english.hasSuffix("."), "\(language) \(key)")
      #expect(language == .english || text != english || Self.same.contains(key), "\(language) \(key)")
    }
  }

  @Test("every key is used: a text that nobody reads is translated for nothing")
  func used() throws {
    var sources = ""
    for folder in ["UCWA", "Server"] {
      let folder = CompatibilityDocument.root.appendingPathComponent("Sources/" + folder)
      for case let file as URL in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) ?? .init()
      where file.pathExtension == "swift" && file.deletingLastPathComponent().lastPathComponent != "Messages" {
        sources += try String(contentsOf: file, encoding: .utf8)
      }
    }
    let words = Set(sources.split(separator: ".").map { $0.prefix { $0.isLetter || $0.isNumber } })
    // Those of Q.850 are found by their number.
    let unused = MessageKey.allCases.filter { key in
      !key.rawValue.hasPrefix("cause") && key != .unknownCause && !words.contains(key.rawValue[...])
    }
    #expect(unused.isEmpty)
  }

  /// Texts that are the same in several languages.
  private static let same: Set<MessageKey> = [.details, .sipStatus]

  @Test(
    "a culture picks its language, whatever the region",
    arguments: [
      ("en-US", Language.english), ("de", .german), ("de-AT", .german), ("DE_ch", .german), ("fr-CA", .french),
      ("es-419", .spanish), ("zh-Hant-TW", .english), ("xx", .english), ("", .english), ("deu", .english),
    ])
  func culture(_ culture: String, _ language: Language) {
    #expect(Language(culture: culture) == language)
  }

  @Test(
    "Accept-Language picks the one with the highest weight that there is",
    arguments: [
      ("de", Language.german), ("it, fr;q=0.5, es;q=0.8", .spanish), ("fr;q=0.1, de-CH", .german),
      ("de;q=0, *", .english), ("", .english), (",;q=,de;q=x", .english), ("es , de", .spanish),
    ])
  func acceptLanguage(_ header: String, _ language: Language) {
    #expect(Language(acceptLanguage: header) == language)
  }

  @Test("placeholders are filled once, and what fills them is not looked at again")
  func placeholders() {
    let message = Message(.parameterRefused, .text("name", "{reason}"), .message("reason", Message(.required)))
    #expect(message.text(.english) == "A parameter is missing or cannot be accepted: {reason}. It is required.")
    #expect(
      message.text(.german) == "Ein Parameter fehlt oder kann nicht angenommen werden: {reason}. Er ist erforderlich.")
  }

  @Test("several messages in one are each in the language asked for")
  func joined() {
    let message = Message.joined([Message(.required), Message(.mustBeNumber)], separator: " ")
    #expect(message.text(.german) == "Er ist erforderlich. Er muss eine Zahl sein.")
    #expect(message.description == "It is required. It must be a number.")
    #expect(message.key == nil)
  }

  @Test("an error and a reason are written in the language asked for")
  func bodies() {
    let error = UCWAError.tooManyConversations(limit: 3)
    #expect(error.bytes(.json, language: .french).starts(with: "{\"code\":\"Conflict\",\"subcode\":\"TooManyConv".utf8))
    #expect(String(decoding: error.bytes(.json, language: .french), as: UTF8.self).contains("conversations : 3."))
    #expect(String(decoding: error.bytes(.xml, language: .spanish), as: UTF8.self).contains("<message>El usuario ha"))
    let event = Event(
      .completed, EventReference("conversation", .conversation("1")), from: .communication, status: .failure,
      reason: Reason(.informational, .canceled, message: Message(.cancelledByUser)))
    let package = EventPackage(ack: 1, events: [event], continuation: .next(2))
    for format in PayloadFormat.allCases {
      let text = String(decoding: package.bytes(format, base: "/a", language: .german), as: UTF8.self)
      #expect(text.contains("Der Anruf wurde abgebrochen."))
    }
  }
}
