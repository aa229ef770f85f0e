/// Where a user's calls go besides his own phones (UCWA 2.0 `callForwardingSettings`).
public struct CallForwardingSettings: Sendable {
  /// Where calls go at once (UCWA 2.0 `immediateForwardSettings`).
  public struct Immediate: Sendable {
    /// Where.
    public var target = ImmediateForwardSettingsTarget.none
    /// The contact's id if it is one that can be shown.
    public var contact: String?
    /// Whether there are delegates to whom calls can go.
    public var hasDelegates = false
    /// Whether there is a voicemail.
    public var hasVoicemail = false

    /// Nowhere.
    public init() {}
  }

  /// Who rings as well (UCWA 2.0 `simultaneousRingSettings`).
  public struct Simultaneous: Sendable {
    /// Who.
    public var target = SimultaneousRingTarget.none
    /// The contact's id if it is one that can be shown.
    public var contact: String?
    /// Seconds for which the user's own phones ring alone.
    public var ringDelay = 0
    /// Whether there are delegates who can be rung.
    public var hasDelegates = false
    /// Whether there is a team that can be rung.
    public var hasTeam = false

    /// Nobody.
    public init() {}
  }

  /// Where calls go that nobody takes (UCWA 2.0 `unansweredCallSettings`).
  public struct Unanswered: Sendable {
    /// Where.
    public var target = UnansweredCallHandlingTarget.none
    /// The contact's id if it is one that can be shown.
    public var contact: String?
    /// Seconds after which nobody has taken a call.
    public var ringDelay = 0
    /// Whether it can be changed: not while all calls go elsewhere at once.
    public var canChange = true
    /// Whether there is a voicemail.
    public var hasVoicemail = false

    /// Nowhere.
    public init() {}
  }

  /// The name of the property that a PUT must send back.
  public var marker: String
  /// When it is in force.
  public var activePeriod = ActivePeriod.always
  /// What is in force.
  public var activeSetting = CallForwardingState.none
  /// Whether calls that nobody takes go elsewhere.
  public var unansweredCallHandling = UnansweredCallHandling.disabled
  /// Where calls go at once.
  public var immediate = Immediate()
  /// Who rings as well.
  public var simultaneous = Simultaneous()
  /// Where calls go that nobody takes.
  public var unanswered = Unanswered()

  /// Settings by which calls ring the user's own phones and nobody else.
  public init(marker: String) { self.marker = marker }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.callForwardingSettings, href: .callForwarding(), marker: marker)
    resource.add("activePeriod", activePeriod)
    resource.add("activeSetting", activeSetting)
    resource.add("unansweredCallHandling", unansweredCallHandling)
    resource.link("turnOffCallForwarding", .callForwarding("turnOffCallForwarding"))
    resource.embed("immediateForwardSettings", immediateForwardSettings)
    resource.embed("simultaneousRingSettings", simultaneousRingSettings)
    resource.embed("unansweredCallSettings", unansweredCallSettings)
    resource.addETag()
    return resource
  }

  /// Where calls go at once, as a resource.
  public var immediateForwardSettings: Resource {
    func href(_ operation: String) -> Href { .callForwarding("immediateForwardSettings" + operation) }
    var resource = Resource(.immediateForwardSettings, href: href(""))
    resource.add("target", immediate.target)
    resource.link("contact", immediate.contact.map { .contact($0) })
    resource.link("immediateForwardToContact", href("/immediateForwardToContact"))
    resource.link(
      "immediateForwardToDelegates", immediate.hasDelegates ? href("/immediateForwardToDelegates") : nil)
    resource.link(
      "immediateForwardToVoicemail", immediate.hasVoicemail ? href("/immediateForwardToVoicemail") : nil)
    return resource
  }

  /// Who rings as well, as a resource.
  public var simultaneousRingSettings: Resource {
    func href(_ operation: String) -> Href { .callForwarding("simultaneousRingSettings" + operation) }
    var resource = Resource(.simultaneousRingSettings, href: href(""), marker: marker)
    resource.add("ringDelay", simultaneous.ringDelay)
    resource.add("target", simultaneous.target)
    resource.link("contact", simultaneous.contact.map { .contact($0) })
    resource.link("simultaneousRingToContact", href("/simultaneousRingToContact"))
    resource.link(
      "simultaneousRingToDelegates", simultaneous.hasDelegates ? href("/simultaneousRingToDelegates") : nil)
    resource.link("simultaneousRingToTeam", simultaneous.hasTeam ? href("/simultaneousRingToTeam") : nil)
    resource.addETag()
    return resource
  }

  /// Where calls go that nobody takes, as a resource.
  public var unansweredCallSettings: Resource {
    func href(_ operation: String) -> Href { .callForwarding("unansweredCallSettings" + operation) }
    let canChange = unanswered.canChange
    var resource = Resource(.unansweredCallSettings, href: href(""), marker: marker)
    resource.add("ringDelay", unanswered.ringDelay)
    resource.add("target", unanswered.target)
    resource.link("contact", unanswered.contact.map { .contact($0) })
    resource.link("resetUnansweredCallSettings", href("/resetUnansweredCallSettings"))
    resource.link("unansweredCallToContact", canChange ? href("/unansweredCallToContact") : nil)
    resource.link(
      "unansweredCallToVoicemail", canChange && unanswered.hasVoicemail ? href("/unansweredCallToVoicemail") : nil)
    resource.addETag()
    return resource
  }
}

extension Href {
  /// The user's call forwarding, or something below it.
  static func callForwarding(_ part: String = "") -> Href {
    .application("me/callForwardingSettings" + (part.isEmpty ? "" : "/" + part))
  }
}
