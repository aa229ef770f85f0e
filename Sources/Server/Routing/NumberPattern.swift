import Foundation

/// A regular expression for whole numbers. NSRegularExpression is immutable and may be used from any thread.
struct NumberPattern: @unchecked Sendable {
  private let expression: NSRegularExpression

  init?(_ pattern: String) {
    guard let expression = try? NSRegularExpression(pattern: "^(?:\(pattern))$") else { return nil }
    self.expression = expression
  }

  func matches(_ number: String) -> Bool {
    expression.firstMatch(in: number, range: NSRange(location: 0, length: number.utf16.count)) != nil
  }
}
