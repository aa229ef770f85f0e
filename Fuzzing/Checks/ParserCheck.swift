/// A parser that reads what others wrote, and what must be true of it whatever it is given.
///
/// The fuzzer makes the inputs up; the tests run each check over its corpus.
struct ParserCheck: Sendable {
  /// The name of the target, of its directory in `Corpus` and of its dictionary.
  let name: String
  /// The longest input that the fuzzer makes, in bytes: enough to reach all of the parser, short enough to be fast.
  let longestInput: Int
  /// Feeds the parser; throws what is wrong with it.
  let run: @Sendable ([UInt8]) throws(Finding) -> Void

  init(_ name: String, longestInput: Int, _ run: @escaping @Sendable ([UInt8]) throws(Finding) -> Void) {
    self.name = name
    self.longestInput = longestInput
    self.run = run
  }

  /// All parsers.
  static let all: [ParserCheck] = [
    http, json, xml, multipart, form, path, header, sdp, invite, sip, digest, number, dataURI, rtp, record,
    json5,
  ]
}
