import HTTP
import Lab
import Numbering
import SIP
import Store

/// Why the server cannot start. The description names the setting to change and is fit for a terminal.
public enum ServerError: Error, Sendable, CustomStringConvertible {
  /// The data directory cannot be used.
  case store(StoreError, directory: String)
  /// The HTTP port cannot be had, or certificate and key cannot be used.
  case http(HTTPServerError, address: String)
  /// The SIP port cannot be had.
  case sip(SIPError, address: String)
  /// The lab cannot start.
  case lab(LabError)
  /// A rule of the dial plan cannot be used.
  case dialPlan(DialPlanError)
  /// The keys of an issuer cannot be used.
  case issuer(String, reason: String)
  /// The ladder file cannot be written.
  case ladder(path: String, reason: String)

  /// One or two lines for an operator.
  public var description: String {
    switch self {
    case .store(let error, _): "\(error) (option --data)"
    case .http(let error, let address):
      switch error {
      case .badCertificate: "\(error) (tls.certificate)"
      case .badPrivateKey: "\(error) (tls.key)"
      default: "HTTP cannot listen at \(address) (setting listen, option --listen): \(error)"
      }
    case .sip(let error, let address):
      "SIP cannot listen at \(address) (setting sip.listen, option --sip): \(error)"
    case .lab(let error): "the lab cannot start (--lab): \(error)"
    case .dialPlan(let error): "dialPlan: \(error)"
    case .issuer(let issuer, let reason): "the keys of \(issuer) cannot be used (issuers[].keys): \(reason)"
    case .ladder(let path, let reason): "the ladder file \(path) cannot be written (--ladder): \(reason)"
    }
  }

  /// Exit code of sysexits.h: 71 for what the operating system refuses, 78 for a configuration that cannot be used, 74
  /// for the data directory.
  public var exitCode: Int32 {
    switch self {
    case .store, .ladder: 74
    case .http(.badCertificate, _), .http(.badPrivateKey, _), .dialPlan, .issuer: 78
    case .http, .sip, .lab: 71
    }
  }
}
