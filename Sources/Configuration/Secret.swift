/// A text that never shows itself: not when printed, interpolated, dumped or logged.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The text itself.
  public let value: String

  /// A secret with this text.
  public init(_ value: String) {
    self.value = value
  }

  /// Always "(hidden)".
  public var description: String { "(hidden)" }
  /// Always "(hidden)".
  public var debugDescription: String { description }
  /// Without children.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
