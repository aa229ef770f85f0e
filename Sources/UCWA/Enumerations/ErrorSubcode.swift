/// The error in detail (UCWA 2.0 `ErrorSubcode`).
public enum ErrorSubcode: String, WireEnumeration {
  /// `AlreadyExists`.
  case alreadyExists = "AlreadyExists"
  /// `AnonymousNotAllowed`.
  case anonymousNotAllowed = "AnonymousNotAllowed"
  /// `AnotherOperationPending`.
  case anotherOperationPending = "AnotherOperationPending"
  /// `APIVersionNotSupported`.
  case apiVersionNotSupported = "APIVersionNotSupported"
  /// `ApplicationNotFound`.
  case applicationNotFound = "ApplicationNotFound"
  /// `AttendeeNotAllowed`.
  case attendeeNotAllowed = "AttendeeNotAllowed"
  /// `AutoAccepted`.
  case autoAccepted = "AutoAccepted"
  /// `Busy`.
  case busy = "Busy"
  /// `CallbackUriUnreachable`.
  case callbackUriUnreachable = "CallbackUriUnreachable"
  /// `CallTerminated`.
  case callTerminated = "CallTerminated"
  /// `Canceled`.
  case canceled = "Canceled"
  /// `ConnectedElsewhere`.
  case connectedElsewhere = "ConnectedElsewhere"
  /// `ConversationNotFound`.
  case conversationNotFound = "ConversationNotFound"
  /// `Declined`.
  case declined = "Declined"
  /// `Demoted`.
  case demoted = "Demoted"
  /// `Denied`.
  case denied = "Denied"
  /// `DerivedConversation`.
  case derivedConversation = "DerivedConversation"
  /// `DeserializationFailure`.
  case deserializationFailure = "DeserializationFailure"
  /// `DestinationNotFound`.
  case destinationNotFound = "DestinationNotFound"
  /// `DialoutNotAllowed`.
  case dialoutNotAllowed = "DialoutNotAllowed"
  /// `DoNotDisturb`.
  case doNotDisturb = "DoNotDisturb"
  /// `Ejected`.
  case ejected = "Ejected"
  /// `Ended`.
  case ended = "Ended"
  /// `EscalationFailed`.
  case escalationFailed = "EscalationFailed"
  /// `ExchangeTimeout`.
  case exchangeTimeout = "ExchangeTimeout"
  /// `Expired`.
  case expired = "Expired"
  /// `FederationRequired`.
  case federationRequired = "FederationRequired"
  /// `Forwarded`.
  case forwarded = "Forwarded"
  /// `InactiveApplicationExpired`.
  case inactiveApplicationExpired = "InactiveApplicationExpired"
  /// `InsufficientBandwidth`.
  case insufficientBandwidth = "InsufficientBandwidth"
  /// `InvalidMediaDescription`.
  case invalidMediaDescription = "InvalidMediaDescription"
  /// `InviteesOnly`.
  case inviteesOnly = "InviteesOnly"
  /// `IPv6NotSupported`.
  case ipv6NotSupported = "IPv6NotSupported"
  /// `LimitExceeded`.
  case limitExceeded = "LimitExceeded"
  /// `LisServiceUnavailable`.
  case lisServiceUnavailable = "LisServiceUnavailable"
  /// `MakeMeAvailableRequired`.
  case makeMeAvailableRequired = "MakeMeAvailableRequired"
  /// `MediaEncryptionMismatch`.
  case mediaEncryptionMismatch = "MediaEncryptionMismatch"
  /// `MediaEncryptionNotSupported`.
  case mediaEncryptionNotSupported = "MediaEncryptionNotSupported"
  /// `MediaEncryptionRequired`.
  case mediaEncryptionRequired = "MediaEncryptionRequired"
  /// `MediaFailure`.
  case mediaFailure = "MediaFailure"
  /// `MediaFallback`.
  case mediaFallback = "MediaFallback"
  /// `MediaNegotiationFailure`.
  case mediaNegotiationFailure = "MediaNegotiationFailure"
  /// `MediaNegotiationTimeOut`.
  case mediaNegotiationTimeOut = "MediaNegotiationTimeOut"
  /// `MigrationInProgress`.
  case migrationInProgress = "MigrationInProgress"
  /// `Missed`.
  case missed = "Missed"
  /// `ModalityNotSupported`.
  case modalityNotSupported = "ModalityNotSupported"
  /// `NewContentSharer`.
  case newContentSharer = "NewContentSharer"
  /// `NoDelegatesConfigured`.
  case noDelegatesConfigured = "NoDelegatesConfigured"
  /// `NoLocationFound`.
  case noLocationFound = "NoLocationFound"
  /// `NormalizationFailed`.
  case normalizationFailed = "NormalizationFailed"
  /// `NotAcceptable`.
  case notAcceptable = "NotAcceptable"
  /// `NotAllowed`.
  case notAllowed = "NotAllowed"
  /// `NoTeamMembersConfigured`.
  case noTeamMembersConfigured = "NoTeamMembersConfigured"
  /// `OperationNotSupported`.
  case operationNotSupported = "OperationNotSupported"
  /// `ParameterValidationFailure`.
  case parameterValidationFailure = "ParameterValidationFailure"
  /// `PGetReplaced`.
  case pGetReplaced = "PGetReplaced"
  /// `PhoneNumberConflict`.
  case phoneNumberConflict = "PhoneNumberConflict"
  /// `ProvisioningDataUnavailable`.
  case provisioningDataUnavailable = "ProvisioningDataUnavailable"
  /// `PstnCallFailed`.
  case pstnCallFailed = "PstnCallFailed"
  /// `Redirected`.
  case redirected = "Redirected"
  /// `Removed`.
  case removed = "Removed"
  /// `Replaced`.
  case replaced = "Replaced"
  /// `RepliedWithOtherModality`.
  case repliedWithOtherModality = "RepliedWithOtherModality"
  /// `SessionSwitched`.
  case sessionSwitched = "SessionSwitched"
  /// `TemporarilyUnavailable`.
  case temporarilyUnavailable = "TemporarilyUnavailable"
  /// `ThreadIdAlreadyExists`.
  case threadIdAlreadyExists = "ThreadIdAlreadyExists"
  /// `Timeout`.
  case timeout = "Timeout"
  /// `TooManyApplications`.
  case tooManyApplications = "TooManyApplications"
  /// `TooManyContacts`.
  case tooManyContacts = "TooManyContacts"
  /// `TooManyConversations`.
  case tooManyConversations = "TooManyConversations"
  /// `TooManyGroups`.
  case tooManyGroups = "TooManyGroups"
  /// `TooManyLobbyParticipants`.
  case tooManyLobbyParticipants = "TooManyLobbyParticipants"
  /// `TooManyOnlineMeetings`.
  case tooManyOnlineMeetings = "TooManyOnlineMeetings"
  /// `TooManyParticipants`.
  case tooManyParticipants = "TooManyParticipants"
  /// `TransferDeclined`.
  case transferDeclined = "TransferDeclined"
  /// `Transferred`.
  case transferred = "Transferred"
  /// `TransferTargetDeclined`.
  case transferTargetDeclined = "TransferTargetDeclined"
  /// `Unavailable`.
  case unavailable = "Unavailable"
  /// `Unreachable`.
  case unreachable = "Unreachable"
  /// `UnsupportedMediaType`.
  case unsupportedMediaType = "UnsupportedMediaType"
  /// `UserAgentNotAllowed`.
  case userAgentNotAllowed = "UserAgentNotAllowed"

  /// `CallbackChannelError`, which the reference names in error tables only.
  case callbackChannelError = "CallbackChannelError"
  /// `CannotRedirect`, which the reference names in error tables only.
  case cannotRedirect = "CannotRedirect"
  /// `InvalidExchangeServerVersion`, which the reference names in error tables only.
  case invalidExchangeServerVersion = "InvalidExchangeServerVersion"
  /// `ResourceNotFound`, for a path that names nothing.
  case resourceNotFound = "ResourceNotFound"

  /// The subcodes that the reference's page of the enumeration does not list.
  public static let extensions: [ErrorSubcode] = [
    .callbackChannelError, .cannotRedirect, .invalidExchangeServerVersion, .resourceNotFound,
  ]
}
