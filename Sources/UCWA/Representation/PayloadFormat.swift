/// One of the two formats of bodies.
public enum PayloadFormat: Sendable, Hashable, CaseIterable {
  /// JSON, the default.
  case json
  /// XML in the namespace of UCWA.
  case xml
}
