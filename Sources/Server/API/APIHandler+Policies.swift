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
    policies.emergencyServiceDisclaimer =
      context.configuration.emergency.trunk == nil
      ? "Emergency numbers cannot be called here: dial them on the phone itself."
      : "A call set up here does not tell emergency services where you are: dial on the phone itself if you can."
    policies.voicemailUri = context.configuration.voicemailURI
    call.answer(policies.resource)
  }
}
