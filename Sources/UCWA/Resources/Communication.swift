/// The hub from which the user's calls start (UCWA 2.0 `communication`).
public struct Communication: Sendable {
  /// The name of the property that a PUT must send back, randomly made.
  public var marker: String
  /// The version of the resource, digits only; nil to make it from the content.
  public var etag: String?
  /// The kind of audio the user prefers.
  public var audioPreference: AudioPreference?
  /// Whether conversations are archived.
  public var conversationHistory: GenericPolicy?
  /// The location that was found for the user.
  public var lisLocation: String?
  /// How asking for the location went.
  public var lisQueryResult: LisQueryResultEnum?
  /// The telephone that rings unless a call says otherwise.
  public var phoneNumber: String?
  /// Whether the endpoint's location is published.
  public var publishEndpointLocation: Bool?
  /// The message formats the application can show.
  public var supportedMessageFormats: [MessageFormat]?
  /// The modalities the application takes part in.
  public var supportedModalities: [ModalityType]?
  /// Whether screens are shared as video.
  public var videoBasedScreenSharing: GenericPolicy?
  /// Whether `startPhoneAudio` is offered: only to a user allowed phone audio.
  public var canStartPhoneAudio: Bool
  /// Whether `startPhoneAudioOnBehalfOfDelegator` is offered.
  public var canStartOnBehalfOfDelegator = false

  /// The hub.
  public init(marker: String, etag: String? = nil, canStartPhoneAudio: Bool) {
    self.marker = marker
    self.etag = etag
    self.canStartPhoneAudio = canStartPhoneAudio
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.communication, href: .communication, marker: marker)
    resource.add("audioPreference", audioPreference)
    resource.add("conversationHistory", conversationHistory)
    resource.add("lisLocation", lisLocation)
    resource.add("lisQueryResult", lisQueryResult)
    resource.add("phoneNumber", phoneNumber)
    resource.add("publishEndpointLocation", publishEndpointLocation)
    resource.add("supportedMessageFormats", supportedMessageFormats)
    resource.add("supportedModalities", supportedModalities)
    resource.add("videoBasedScreenSharing", videoBasedScreenSharing)
    resource.add("etag", etag)
    resource.link("conversationLogs", .conversationLogs)
    resource.link("conversations", .conversations)
    resource.link("missedItems", .missedItems)
    resource.link(
      "startPhoneAudioOnBehalfOfDelegator",
      canStartOnBehalfOfDelegator ? .application("communication/startPhoneAudioOnBehalfOfDelegator") : nil)
    resource.link("startPhoneAudio", canStartPhoneAudio ? .startPhoneAudio : nil)
    if etag == nil { resource.addETag() }
    return resource
  }
}
