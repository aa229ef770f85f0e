import UCWA

/// What an application has set of `communication`, by a PUT or by makeMeAvailable; nil stands for the default.
struct CommunicationSettings: Sendable, Equatable {
  var audioPreference: AudioPreference?
  var conversationHistory: GenericPolicy?
  var lisLocation: String?
  var lisQueryResult: LisQueryResultEnum?
  /// The user's own phone that rings unless a call says otherwise.
  var phoneNumber: String?
  var publishEndpointLocation: Bool?
  var supportedMessageFormats: [MessageFormat]?
  var supportedModalities: [ModalityType]?
  var videoBasedScreenSharing: GenericPolicy?

  /// Nothing set but for the number that was given when the application was created.
  init(phoneNumber: String?) { self.phoneNumber = phoneNumber }
}

extension CommunicationSettings {
  /// The longest lisLocation that is kept; the reference names no limit, and the journal must have one.
  static let maximumLocation = 4096

  /// What a PUT of `communication` says. The number is still as the client wrote it.
  init(_ parameters: Parameters) throws(UCWAError) {
    audioPreference = parameters.enumeration("audioPreference")
    conversationHistory = parameters.enumeration("conversationHistory")
    lisLocation = parameters.string("lisLocation")
    lisQueryResult = parameters.enumeration("lisQueryResult")
    phoneNumber = parameters.string("phoneNumber")
    publishEndpointLocation = parameters.bool("publishEndpointLocation")
    supportedMessageFormats = parameters.enumerations("supportedMessageFormats")
    supportedModalities = parameters.enumerations("supportedModalities")
    videoBasedScreenSharing = parameters.enumeration("videoBasedScreenSharing")
    if let lisLocation, lisLocation.count > Self.maximumLocation {
      throw .parameterValidationFailure([
        BadParameter(name: "lisLocation", reason: Message(.atMost, .number("maximum", Self.maximumLocation)))
      ])
    }
  }
}

extension CommunicationSettings {
  /// Takes what makeMeAvailable says; what it leaves out stays.
  ///
  /// - Parameter phoneNumber: The number after normalisation.
  mutating func take(_ parameters: Parameters, phoneNumber: String?) {
    audioPreference = parameters.enumeration("audioPreference") ?? audioPreference
    self.phoneNumber = phoneNumber ?? self.phoneNumber
    supportedMessageFormats = parameters.enumerations("supportedMessageFormats") ?? supportedMessageFormats
    supportedModalities = parameters.enumerations("supportedModalities") ?? supportedModalities
  }
}

extension Parameters {
  /// The list of that name as cases of an enumeration, each once; nil if it was not given.
  func enumerations<Case: WireEnumeration>(_ name: String, as type: Case.Type = Case.self) -> [Case]? {
    guard let list = list(name) else { return nil }
    var cases: [Case] = []
    for text in list {
      if let value = Case(rawValue: text), !cases.contains(value) { cases.append(value) }
    }
    return cases
  }
}
