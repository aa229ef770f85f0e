/// What the administrator allows and says for all applications (UCWA 2.0 `policies`).
public struct Policies: Sendable {
  /// Whether an application may archive its call log.
  public var callLogArchiving = GenericPolicy.disabled
  /// The emergency number that is dialled first; nil if the region has none that is known.
  public var emergencyDialString: String?
  /// All emergency numbers of the user's region.
  public var emergencyNumbers: [String] = []
  /// What an application tells a user who wants to call an emergency number.
  public var emergencyServiceDisclaimer: String?
  /// Whether users and contacts may have photos.
  public var photos = GenericPolicy.enabled
  /// Whether an application may keep a log of calls on its device.
  public var saveCallLogs = GenericPolicy.enabled
  /// Which audio the user may use: `PhoneAudio` or `None`.
  public var telephonyMode: String
  /// The URI to call for the user's voicemail; nil if there is none.
  public var voicemailUri: String?

  /// What holds for a user.
  public init(telephonyMode: String) { self.telephonyMode = telephonyMode }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.policies, href: .policies)
    resource.add("callLogArchiving", callLogArchiving)
    resource.add("emergencyDialString", emergencyDialString)
    resource.add("emergencyNumbers", emergencyNumbers.isEmpty ? nil : emergencyNumbers)
    resource.add("emergencyServiceDisclaimer", emergencyServiceDisclaimer)
    resource.add("clientExchangeConnectivity", GenericPolicy.disabled)
    resource.add("exchangeUnifiedMessaging", GenericPolicy.disabled)
    resource.add("htmlMessaging", GenericPolicy.disabled)
    resource.add(
      "locationRequired", emergencyServiceDisclaimer == nil ? LocationRequiredEnum.no : LocationRequiredEnum.disclaimer)
    resource.add("messageArchiving", GenericPolicy.disabled)
    resource.add("photos", photos)
    resource.add("saveCallLogs", saveCallLogs)
    resource.add("telephonyMode", telephonyMode)
    resource.add("voicemailUri", voicemailUri)
    return resource
  }
}
