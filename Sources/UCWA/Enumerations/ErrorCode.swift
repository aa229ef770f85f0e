/// What kind of error or end of an operation it was (UCWA 2.0 `ErrorCode`).
public enum ErrorCode: String, WireEnumeration {
  /// `BadRequest`.
  case badRequest = "BadRequest"
  /// `Conflict`.
  case conflict = "Conflict"
  /// `EntityTooLarge`.
  case entityTooLarge = "EntityTooLarge"
  /// `ExchangeServiceFailure`.
  case exchangeServiceFailure = "ExchangeServiceFailure"
  /// `Forbidden`.
  case forbidden = "Forbidden"
  /// `GatewayTimeout`.
  case gatewayTimeout = "GatewayTimeout"
  /// `Gone`.
  case gone = "Gone"
  /// `Informational`.
  case informational = "Informational"
  /// `LocalFailure`.
  case localFailure = "LocalFailure"
  /// `MethodNotAllowed`.
  case methodNotAllowed = "MethodNotAllowed"
  /// `NotAcceptable`.
  case notAcceptable = "NotAcceptable"
  /// `NotFound`.
  case notFound = "NotFound"
  /// `PreconditionFailed`.
  case preconditionFailed = "PreconditionFailed"
  /// `PreconditionRequired`.
  case preconditionRequired = "PreconditionRequired"
  /// `RemoteFailure`.
  case remoteFailure = "RemoteFailure"
  /// `ServiceFailure`.
  case serviceFailure = "ServiceFailure"
  /// `ServiceUnavailable`.
  case serviceUnavailable = "ServiceUnavailable"
  /// `Timeout`.
  case timeout = "Timeout"
  /// `TooManyRequests`.
  case tooManyRequests = "TooManyRequests"
  /// `UnsupportedMediaType`.
  case unsupportedMediaType = "UnsupportedMediaType"
}
