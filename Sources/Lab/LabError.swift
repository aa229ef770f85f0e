import SIP

/// Why a lab could not start.
public enum LabError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The SIP side could not bind.
  case sip(SIPError)
  /// The system gave no thread or pipe for the audio; the text is its reason.
  case media(String)

  /// Safe to log.
  public var description: String {
    switch self {
    case .sip(let error): "lab: \(error)"
    case .media(let reason): "lab: no media thread: \(reason)"
    }
  }
}
