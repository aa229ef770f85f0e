import UCWA

/// What others see of a user at one moment.
struct PresenceStatus: Sendable, Equatable {
  var availability = Availability.offline
  /// `on-the-phone`, `off-work`, or nil.
  var activity: String?
  /// What the user was last active on; nil while no application made him available.
  var deviceType: ContactDeviceType?
  /// When the user was last active, in milliseconds since 1970; nil while he is, or if it is not known.
  var lastActive: Int64?
  /// What the user's available applications can take part in, in the reference's order.
  var modalities: [ModalityType] = []
  var note: String?
  var location: String?
}

/// What a user's status follows from. A value: nothing here reads a clock.
struct PresenceFacts: Sendable {
  var profile: UserProfile
  /// Whether a call of the user is up.
  var isInCall: Bool
  /// One for each application that made the user available.
  var applications: [ApplicationPresence]
  /// When the user was last active while he still was available; nil if it is not known.
  var lastActive: Int64?

  /// The activities of Lync 2010 that occur here ("activity" of the state schema, token activityTokenEnumEx).
  static let onThePhone = "on-the-phone"
  static let offWork = "off-work"

  /// The application that was active last.
  private var latest: ApplicationPresence? { applications.max { $0.lastActivity < $1.lastActivity } }

  /// The user's status at that moment, in milliseconds since 1970.
  func status(now: Int64) -> PresenceStatus {
    var status = PresenceStatus()
    status.note = profile.note
    status.location = profile.location
    status.modalities = ModalityType.allCases.filter { modality in
      applications.contains { $0.supportedModalities.contains(modality) }
    }
    status.deviceType = latest?.deviceType
    (status.availability, status.activity) = availability(now: now)
    switch status.availability {
    case .idleOnline, .idleBusy, .away, .beRightBack: status.lastActive = latest?.lastActivity
    case .offline: status.lastActive = lastActive
    case .online, .busy, .doNotDisturb: break
    }
    return status
  }

  private func availability(now: Int64) -> (Availability, String?) {
    // What a user prefers is in force only while an application makes him available.
    let preferred = applications.isEmpty ? nil : profile.preferred
    // The user's own wish not to be disturbed says more than that he is busy.
    if preferred == .doNotDisturb { return (.doNotDisturb, nil) }
    if isInCall { return (.busy, Self.onThePhone) }
    if applications.isEmpty { return (.offline, nil) }
    switch preferred {
    case .away: return (.away, nil)
    case .beRightBack: return (.beRightBack, nil)
    case .offwork: return (.away, Self.offWork)
    case .busy: return (idleness(now: now).map { $0 == .idle ? .idleBusy : .away } ?? .busy, nil)
    case .online, .doNotDisturb, nil:
      return (idleness(now: now).map { $0 == .idle ? .idleOnline : .away } ?? .online, nil)
    }
  }

  private enum Idleness { case idle, away }

  /// How idle the user is: as the application that saw him most recently says.
  private func idleness(now: Int64) -> Idleness? {
    if applications.contains(where: { now < $0.lastActivity + $0.inactiveAfter }) { return nil }
    return applications.contains { now < $0.lastActivity + 2 * $0.inactiveAfter } ? .idle : .away
  }

  /// The next moment at which the status changes by itself, because nobody reports activity; nil if it does not.
  func nextChange(after now: Int64) -> Int64? {
    let idle = applications.map { $0.lastActivity + $0.inactiveAfter }.max()
    let away = applications.map { $0.lastActivity + 2 * $0.inactiveAfter }.max()
    return [idle, away].compactMap(\.self).filter { $0 > now }.min()
  }
}
