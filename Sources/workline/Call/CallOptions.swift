import Foundation
import UCWAClient

/// What the command line of `workline call` says.
struct CallOptions: Sendable {
  let server: URL
  let user: SIPAddress
  let parameters: StartPhoneAudio
  let token: String?
  let passwordFile: String?
  let printsJSON: Bool
  let untilConnected: Bool
  /// From the moment the call is connected.
  let hangUpAfterSeconds: Double?
  /// From the request, if the call is not connected by then.
  let cancelAfterSeconds: Double?

  init(_ invocation: Invocation, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    let address = invocation.value("--server") ?? ""
    guard let server = URL(string: address), let scheme = server.scheme?.lowercased(),
      ["http", "https"].contains(scheme), server.host?.isEmpty == false
    else {
      throw invocation.usageError(
        "The value '\(address)' is invalid for '--server': an address such as https://workline.contoso.test")
    }
    self.server = server
    user = try SIPAddress(invocation.value("--user") ?? "")
    let importance = try invocation.value("--importance").map { text in
      guard let value = StartPhoneAudio.Importance(rawValue: text.capitalized) else {
        throw invocation.usageError("The value '\(text)' is invalid for '--importance': normal, urgent or emergency")
      }
      return value
    }
    parameters = StartPhoneAudio(
      to: invocation.argument("TO"), phoneNumber: invocation.value("--phone"), subject: invocation.value("--subject"),
      importance: importance)
    token = invocation.value("--token") ?? environment["WORKLINE_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
    passwordFile = invocation.value("--password-file")
    printsJSON = invocation.has("--json")
    untilConnected = invocation.has("--until-connected")
    hangUpAfterSeconds = try invocation.seconds("--hangup-after")
    cancelAfterSeconds = try invocation.seconds("--cancel-after")
  }

  /// A file is the most explicit, then a token, then the terminal.
  func credential() throws -> UCWAClient.Credential {
    if let passwordFile {
      return .password(user: user.uri, password: try SecretFile.read(passwordFile))
    }
    if let token { return .token(token) }
    guard let password = try PasswordPrompt.ask("Password of \(user.uri): ") else {
      throw CommandFailure(
        ExitCode.usage, "no terminal to ask for the password: use --password-file FILE or WORKLINE_TOKEN")
    }
    return .password(user: user.uri, password: password)
  }
}
