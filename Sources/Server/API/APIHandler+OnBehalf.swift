import Store
import UCWA

/// Calls on behalf of others.
extension APIHandler {
  func startPhoneAudioOnBehalfOfDelegator(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    try checkPhoneAudio(call.account)
    let delegator = try delegator(parameters.string("delegator"), call.account)
    let invited = try invited(parameters.string("to") ?? "", call.account)
    var request = CallRequest(
      .startPhoneAudioOnBehalfOfDelegator, parameters, path: call.parameters, invited: invited,
      place: .thread(parameters.string("threadId")))
    request.delegator = delegator
    try start(request, call)
  }

  /// On whose behalf to call: the one whose address is given, else the only one there is.
  ///
  /// - Throws: 403 if the user is not a delegate of his, or if no calls may be placed as him; somebody unknown is
  ///   refused likewise, so that nobody learns who is here. 400 if there are several and none is named.
  private func delegator(_ address: String?, _ account: Account) throws(UCWAError) -> Store.User {
    let delegators = try delegations(of: account.user).delegators
    guard !delegators.isEmpty else { throw .forbidden(Message(.noDelegator)) }
    let uri: String
    if let address {
      uri = try userURI(address, account)
    } else {
      guard delegators.count == 1 else {
        throw .parameterValidationFailure([BadParameter(name: "delegator", reason: Message(.delegatorRequired))])
      }
      uri = delegators[0].uri
    }
    let user = try lookUp { () throws(StoreError) in try context.accounts.user(uri: uri) }
    guard let user, delegators.contains(where: { $0.uri == user.uri }) else {
      throw .forbidden(Message(.notADelegate))
    }
    guard user.phoneAudioEnabled else { throw .forbidden(Message(.delegatorWithoutPhoneAudio)) }
    return user
  }

  /// An address as the directory has it; a bare name is one of the user's own domain.
  private func userURI(_ address: String, _ account: Account) throws(UCWAError) -> String {
    let domain = account.user.uri.split(separator: "@").last ?? ""
    let isBare = !address.contains("@") && !address.contains(":")
    do throws(StoreError) {
      return try Store.User.canonicalURI(isBare ? "sip:\(address)@\(domain)" : address)
    } catch {
      throw .parameterValidationFailure([BadParameter(name: "delegator", reason: Message(.mustBeUser))])
    }
  }
}
