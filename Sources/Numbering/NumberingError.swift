/// Why a text names nothing that can be called. The reason is a clause that never repeats the text, so that it may be
/// logged; it fits after "cannot be dialled:".
public enum NumberingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No dial-plan rule and no numbering plan makes the number dialable (UCWA: BadRequest/NormalizationFailed).
  case normalizationFailed(reason: String)
  /// The text is neither a SIP URI, nor a tel URI, nor a number (UCWA: BadRequest/ParameterValidationFailure).
  case malformedTarget(reason: String)

  /// The reason alone.
  public var reason: String {
    switch self {
    case .normalizationFailed(let reason), .malformedTarget(let reason): reason
    }
  }

  /// A sentence fit for a response or a terminal.
  public var description: String {
    switch self {
    case .normalizationFailed(let reason): "the number cannot be dialled: \(reason)"
    case .malformedTarget(let reason): "the address cannot be called: \(reason)"
    }
  }
}
