import UCWAClient

/// Follows one call through the events of the channel. A value that does nothing itself.
struct CallProgress: Sendable {
  /// How far the call has come.
  enum Stage: Sendable, Equatable {
    case settingUp
    case connected
    /// Nothing more will come.
    case over(wasConnected: Bool)
  }

  private(set) var stage = Stage.settingUp
  /// The conversation's address, as soon as an event named it.
  private(set) var conversation: String?
  private var invitation: UCWAClient.Invitation
  private var phoneAudio: String?
  private var localParticipant: String?
  private var hasRungOwnPhone = false

  /// Follows the call whose request carried `operationId`.
  init(operationId: String) {
    invitation = UCWAClient.Invitation(href: "", operationId: operationId)
  }

  /// The request was answered: events that embed nothing can be told apart by address from now on.
  mutating func placed(_ invitation: UCWAClient.Invitation) {
    self.invitation = invitation
  }

  /// The step an event stands for; nil if it speaks of something else.
  mutating func handle(_ event: ResourceEvent) -> TimelineEntry? {
    if invitation.isSubject(of: event) { return invitationEvent(event) }
    guard let conversation, Self.same(event.href, conversation) || Self.same(event.senderHref, conversation) else {
      return nil
    }
    switch event.rel {
    case "conversation": return conversationEvent(event)
    case "phoneAudio": return phoneAudioEvent(event)
    case "localParticipant":
      localParticipant = event.href
      return entry(event)
    case "participantAudio": return audioEvent(event)
    default: return entry(event)
    }
  }

  /// The channel was begun anew: what the resources say now takes the place of the events that were not seen.
  mutating func catchUp(invitation: ResourceDocument?, phoneAudio: ResourceDocument?) -> TimelineEntry {
    var entry = TimelineEntry(event: "events resumed", state: invitation?["state"], text: "caught up", mark: .note)
    let wasConnected = stage == .connected
    switch (invitation?["state"], phoneAudio?["state"]) {
    case (_, "Connected"):
      stage = .connected
      if !wasConnected { (entry.text, entry.mark) = ("connected", .success) }
    case ("Connected", _):
      stage = .over(wasConnected: true)
      entry.text = "ended"
    case ("Failed", _), ("Cancelled", _), ("Declined", _), (nil, _):
      stage = .over(wasConnected: wasConnected)
      if wasConnected {
        entry.text = "ended"
      } else {
        (entry.text, entry.mark) = ("failed; the reason went by unseen", .failure)
      }
    default: break
    }
    return entry
  }

  // MARK: The invitation

  private mutating func invitationEvent(_ event: ResourceEvent) -> TimelineEntry {
    conversation = event.resource?.link("conversation") ?? conversation
    phoneAudio = event.resource?.link("phoneAudio") ?? phoneAudio
    var entry = entry(event)
    if event.kind == .completed {
      complete(event, &entry)
      return entry
    }
    switch entry.state {
    case "Connecting":
      entry.leg = .ownPhone
      if !hasRungOwnPhone {
        hasRungOwnPhone = true
        let number = event.resource?["phoneNumber"].map { " at \(Self.spoken($0))" } ?? ""
        entry.text = "ringing\(number)"
      }
    case "Alerting":
      entry.leg = .otherSide
      entry.text = "ringing"
    case "Forwarded":
      entry.leg = .otherSide
      entry.text = "forwarded"
    case "TeamRing":
      entry.leg = .otherSide
      entry.text = "ringing the whole team"
    default: break
    }
    return entry
  }

  private mutating func complete(_ event: ResourceEvent, _ entry: inout TimelineEntry) {
    if event.status == "Success" {
      entry.leg = .otherSide
      if stage == .settingUp {
        stage = .connected
        entry.mark = .success
        let name = event.resource?.embedded("acceptedByParticipant")?["name"]
        entry.text = name.map { "connected to \($0)" } ?? "connected"
      }
      return
    }
    if case .over = stage { return }
    stage = .over(wasConnected: stage == .connected)
    entry.leg = Self.leg(of: event.reason)
    let cancelled = event.reason?.subcode == "Canceled"
    entry.mark = cancelled ? .note : .failure
    let what = cancelled ? "cancelled" : "failed"
    entry.text = event.reason.map { "\(what): \($0)" } ?? what
  }

  // MARK: The conversation

  private mutating func conversationEvent(_ event: ResourceEvent) -> TimelineEntry {
    var entry = entry(event)
    if event.kind == .deleted { end(event, &entry) }
    return entry
  }

  private mutating func phoneAudioEvent(_ event: ResourceEvent) -> TimelineEntry {
    phoneAudio = event.href
    var entry = entry(event)
    switch entry.state {
    case "Connected" where stage == .settingUp:
      stage = .connected
      entry.text = "connected"
      entry.mark = .success
    case "Disconnected": end(event, &entry)
    default: if event.kind == .deleted { end(event, &entry) }
    }
    return entry
  }

  /// The end of a call that was up. One that was not is told by the completed of its invitation, with the reason.
  private mutating func end(_ event: ResourceEvent, _ entry: inout TimelineEntry) {
    guard stage == .connected else { return }
    stage = .over(wasConnected: true)
    entry.leg = Self.leg(of: event.reason)
    entry.text = event.reason?.message.map { "ended: \($0)" } ?? "ended"
  }

  private func audioEvent(_ event: ResourceEvent) -> TimelineEntry {
    var entry = entry(event)
    if let participant = event.resource?.link("participant"), let localParticipant {
      entry.leg = Self.same(participant, localParticipant) ? .ownPhone : .otherSide
      if event.kind == .added { entry.text = "answered" }
      if event.kind == .deleted, stage == .connected { entry.text = "hung up" }
    }
    return entry
  }

  // MARK: Words

  private func entry(_ event: ResourceEvent) -> TimelineEntry {
    TimelineEntry(
      event: "\(event.rel) \(event.kind.rawValue)", state: event.resource?["state"], status: event.status,
      code: event.reason?.code, subcode: event.reason?.subcode, message: event.reason?.message)
  }

  /// Which side a reason speaks of: by its code, and where the code says nothing by its text.
  static func leg(of reason: UCWAClient.Reason?) -> Leg? {
    switch reason?.code {
    case "LocalFailure": return .ownPhone
    case "RemoteFailure": return .otherSide
    default:
      let message = reason?.message?.lowercased() ?? ""
      return [Leg.ownPhone, .otherSide].first { message.contains($0.rawValue) }
    }
  }

  private static func spoken(_ number: String) -> String {
    number.hasPrefix("tel:") ? String(number.dropFirst(4)) : number
  }

  /// Whether two addresses name one resource; servers write them with their host in one place and without in another.
  private static func same(_ left: String, _ right: String) -> Bool {
    func path(_ href: String) -> Substring {
      guard let scheme = href.range(of: "://") else { return href[...] }
      return href[scheme.upperBound...].drop { $0 != "/" }
    }
    return !left.isEmpty && path(left) == path(right)
  }
}
