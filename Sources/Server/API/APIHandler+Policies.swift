import Store
import UCWA

/// What the administrator has set, as applications read it.
extension APIHandler {
  static let policyRoutes = [Route(.policies, .get, APIHandler.policies)]

  func policies(_ call: Call) {
    let user = call.account.user
    var policies = Policies(telephonyMode: user.phoneAudioEnabled ? "PhoneAudio" : "None")
    policies.emergencyNumbers = context.emergencyNumbers(user.region)
    policies.emergencyDialString = policies.emergencyNumbers.first
    let disclaimer: MessageKey =
      context.configuration.emergency.trunk == nil ? .noEmergencyCalls : .emergencyWithoutLocation
    policies.emergencyServiceDisclaimer = Message(disclaimer).text(call.application.language)
    policies.voicemailUri = context.configuration.voicemailURI
    call.answer(policies.resource)
  }
}
