import Numbering
import Sessions
import UCWA

/// The hub of calls, and what an application sets of it.
extension APIHandler {
  func communication(_ call: Call) { call.answer(communication(call.application, call.account)) }

  func communication(_ session: ApplicationSession, _ account: Account) -> Resource {
    communication(session, account, session.profile)
  }

  private func communication(
    _ session: ApplicationSession, _ account: Account, _ profile: ApplicationProfile
  ) -> Resource {
    let settings = profile.communication
    var communication = UCWA.Communication(
      marker: session.marker, canStartPhoneAudio: account.user.phoneAudioEnabled)
    // Without the directory nobody can say that it is allowed.
    communication.canStartOnBehalfOfDelegator =
      account.user.phoneAudioEnabled && (try? delegations(of: account.user))?.allowCalls == true
    communication.audioPreference = settings.audioPreference ?? .phoneAudio
    communication.conversationHistory = context.history.policy(settings)
    communication.lisLocation = settings.lisLocation
    communication.lisQueryResult = settings.lisQueryResult
    communication.phoneNumber =
      telURI(settings.phoneNumber, account) ?? telURI(account.user.callViaWorkPhone?.number, account)
    communication.publishEndpointLocation = settings.publishEndpointLocation
    communication.supportedMessageFormats = settings.supportedMessageFormats
    communication.supportedModalities =
      settings.supportedModalities ?? (account.user.phoneAudioEnabled ? [.phoneAudio] : [])
    communication.videoBasedScreenSharing = settings.videoBasedScreenSharing
    return communication.resource
  }

  func replaceCommunication(_ call: Call) throws(UCWAError) {
    let old = call.application.profile
    let current = communication(call.application, call.account, old)
    var settings = try CommunicationSettings(try replacement(of: current, call))
    settings.phoneNumber = try ownNumber(settings.phoneNumber, call.account)?.telURI
    let new = ApplicationProfile(communication: settings, madeAvailable: old.madeAvailable)
    let resource = communication(call.application, call.account, new)
    if new == old { return call.answerReplaced(by: resource) }
    guard call.application.replace(old, by: new) else { throw .preconditionFailed }
    context.applications.record(call.application) { error in
      if let error {
        _ = call.application.replace(new, by: old)
        return call.refuse(error)
      }
      call.application.deliver([Self.updated(resource)])
      if old.communication.supportedModalities != new.communication.supportedModalities {
        context.presence.changed(call.application.userURI)
      }
      call.answerReplaced(by: resource)
    }
  }

  /// The event that tells an application that its hub of calls has changed.
  static func updated(_ communication: Resource) -> Event {
    Event(.updated, ResourceSnapshot(communication), from: .communication, priority: .medium)
  }

  /// A number of one of the user's own telephones, as a parameter gives it; nil for none.
  ///
  /// - Throws: 400 NormalizationFailed if nothing could be rung by it. An emergency number is nobody's telephone.
  func ownNumber(
    _ text: String?, parameter: String = "phoneNumber", _ account: Account
  ) throws(UCWAError) -> DialableNumber? {
    guard let text else { return nil }
    guard case .number(let number)? = try? target(text, account), number.kind != .emergency else {
      throw .normalizationFailed(parameter: parameter)
    }
    return number
  }
}
