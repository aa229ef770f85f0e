/// A language in which messages for people are written.
///
/// One more is a case here, a file of texts like `Language+German.swift`, and a line in ``texts``.
public enum Language: String, Sendable, Hashable, CaseIterable {
  /// English, and the fall-back for what has no translation.
  case english = "en"
  /// German.
  case german = "de"
  /// French.
  case french = "fr"
  /// Spanish.
  case spanish = "es"

  /// The language of a culture such as `de-AT` (RFC 5646); English if there are no texts in it.
  public init(culture: String) { self = Language(tag: culture) ?? .english }

  /// The language a client would rather read, by its `Accept-Language` (RFC 9110 section 12.5.4); English if there are
  /// texts in none of those it names.
  public init(acceptLanguage: String) {
    var best: Language?
    var highest = 0.0
    for part in HeaderElement.split(acceptLanguage, at: ",") {
      let element = HeaderElement(part)
      let weight = element.parameters.first { $0.name == "q" }?.value
      let quality = weight.map { Double($0) ?? 0 } ?? 1
      guard quality > highest, let language = Language(tag: element.value) else { continue }
      (best, highest) = (language, quality)
    }
    self = best ?? .english
  }

  /// By the first part of a tag, whatever region or script follows.
  private init?(tag: String) {
    let primary = tag.prefix { $0 != "-" && $0 != "_" }
    self.init(rawValue: HeaderElement.trimmed(primary).lowercased())
  }

  /// The texts of the language by key; placeholders stand in braces.
  var texts: [MessageKey: String] {
    switch self {
    case .english: Self.englishTexts
    case .german: Self.germanTexts
    case .french: Self.frenchTexts
    case .spanish: Self.spanishTexts
    }
  }
}
