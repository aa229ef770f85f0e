/// A name of the API's vocabulary (a rel, a property's name) as it is spelt on the wire.
///
/// It is made from literals only and holds nothing but ASCII letters, digits and dots, so writers copy its bytes
/// without looking for characters to escape.
public struct Term: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The spelling.
  public let literal: StaticString

  /// The name with that spelling.
  public init(stringLiteral value: StaticString) { literal = value }

  /// The spelling as a string.
  public var text: String { literal.description }

  /// The spelling.
  public var description: String { literal.description }

  /// Whether both are spelt alike.
  public static func == (left: Term, right: Term) -> Bool {
    guard left.literal.hasPointerRepresentation, right.literal.hasPointerRepresentation else {
      return left.text == right.text
    }
    let count = left.literal.utf8CodeUnitCount
    guard count == right.literal.utf8CodeUnitCount else { return false }
    if left.literal.utf8Start == right.literal.utf8Start { return true }
    for index in 0..<count where left.literal.utf8Start[index] != right.literal.utf8Start[index] { return false }
    return true
  }

  /// Hashes the spelling.
  public func hash(into hasher: inout Hasher) {
    literal.withUTF8Buffer { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
