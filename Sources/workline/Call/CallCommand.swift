import UCWAClient

/// `workline call`: signs in, runs the call, signs out.
enum CallCommand {
  static func run(_ options: CallOptions) async throws -> Int32 {
    let credential = try options.credential()
    var clientOptions = UCWAClient.Options()
    clientOptions.userAgent = "workline/\(Workline.version)"
    let client = UCWAClient(server: options.server, credential: credential, options: clientOptions)
    do {
      try await client.signIn()
    } catch {
      throw CommandFailure(exitCode(of: error), "\(error)")
    }

    let style = Style.standardOutput()
    if !options.printsJSON {
      Console.print(style.bold("Calling \(options.parameters.to) as \(options.user.uri)"))
    }
    let call = CallRun(client: client, options: options, format: TimelineFormat(style: style))
    let interrupts = Interrupts { call.hangUp() }
    let code = await call.run()
    withExtendedLifetime(interrupts) {}
    // The outcome is known; a server that cannot be told good-bye does not change it.
    if code != ExitCode.unavailable { try? await client.signOut() }
    return code
  }

  /// The exit code for an error of the client.
  static func exitCode(of error: any Error) -> Int32 {
    switch error as? ClientError {
    case .unreachable, .serverLost: ExitCode.unavailable
    case .signInRefused: ExitCode.noPermission
    case .malformed: ExitCode.protocolError
    case .refused(let status, _, _) where status == 503 || status == 504: ExitCode.unavailable
    case .refused, .notOffered: ExitCode.callFailed
    case .eventsAlreadyRead, .notSignedIn, nil: ExitCode.software
    }
  }
}
