import Foundation
import Server

/// The executable: reads the command line and runs what it asks for.
@main
struct Workline {
  static let version = "0.1.0"

  static func main() async {
    if CommandLine.arguments.dropFirst().first == "serve" { WorklineServer.prepareProcess() }
    // A reader that goes away (`workline call … | head -1`) must not end the process before its call is ended.
    signal(SIGPIPE, SIG_IGN)
    exit(await run(Array(CommandLine.arguments.dropFirst())))
  }

  /// Runs a command line without its first word, and returns the exit code.
  static func run(_ words: [String]) async -> Int32 {
    do {
      switch try ArgumentParser(root: CommandTree.root).parse(words) {
      case .help(let text):
        Console.write(text, to: .standardOutput)
        return ExitCode.success
      case .version:
        Console.print("workline \(version)")
        return ExitCode.success
      case .run(let invocation):
        return try await run(invocation)
      }
    } catch let error as UsageError {
      Console.write(error.text, to: .standardError)
      return ExitCode.usage
    } catch let failure as CommandFailure {
      Console.printError("workline: \(failure.message)")
      return failure.exitCode
    } catch {
      Console.printError("workline: \(error)")
      return ExitCode.software
    }
  }

  private static func run(_ invocation: Invocation) async throws -> Int32 {
    switch invocation.action {
    case .serve: await runServe(try ServeOptions(invocation))
    case .call: try await CallCommand.run(try CallOptions(invocation))
    case .labCall: try await LabCallCommand.run(try LabCallOptions(invocation))
    case .userAdd: try UserCommands.add(invocation)
    case .userList: try UserCommands.list(invocation)
    case .userShow: try UserCommands.show(invocation)
    case .userRemove: try UserCommands.remove(invocation)
    case .userSetPassword: try UserCommands.setPassword(invocation)
    case .userPhotoSet: try PhotoCommands.set(invocation)
    case .userPhotoRemove: try PhotoCommands.remove(invocation)
    case .userDelegateAdd: try DelegateCommands.add(invocation)
    case .userDelegateRemove: try DelegateCommands.remove(invocation)
    case .userDelegateList: try DelegateCommands.list(invocation)
    case .userForward: try ForwardCommands.forward(invocation)
    case .userSet: try UserCommands.set(invocation)
    case .tokenCreate: try TokenCommands.create(invocation)
    case .tokenList: try TokenCommands.list(invocation)
    case .tokenRevoke: try TokenCommands.revoke(invocation)
    case .backup: try BackupCommands.backup(invocation)
    case .restore: try BackupCommands.restore(invocation)
    case .doctor: try DoctorCommand.run(invocation)
    case .groupAdd: try GroupCommands.add(invocation)
    case .groupSet: try GroupCommands.set(invocation)
    case .groupRemove: try GroupCommands.remove(invocation)
    case .groupList: try GroupCommands.list(invocation)
    case .groupMemberAdd: try GroupCommands.addMember(invocation)
    case .groupMemberRemove: try GroupCommands.removeMember(invocation)
    case .groupMemberList: try GroupCommands.listMembers(invocation)
    }
  }
}
