/// Exit codes of sysexits.h, and those of `workline call` and `workline doctor` that answer a question.
enum ExitCode {
  static let success: Int32 = 0
  /// The call did not come about.
  static let callFailed: Int32 = 1
  /// The doctor found something wrong.
  static let unhealthy: Int32 = 1
  /// EX_USAGE: the command line cannot be understood.
  static let usage: Int32 = 64
  /// EX_DATAERR: a value is not what it should be, such as a SIP URI.
  static let data: Int32 = 65
  /// EX_NOINPUT: a file to be read is not there.
  static let noInput: Int32 = 66
  /// EX_NOUSER: no such user.
  static let noUser: Int32 = 67
  /// EX_UNAVAILABLE: the server cannot be reached, or was lost.
  static let unavailable: Int32 = 69
  /// EX_SOFTWARE: something inside went wrong.
  static let software: Int32 = 70
  /// EX_OSERR: the operating system refuses something, such as a port that is taken.
  static let system: Int32 = 71
  /// EX_CANTCREAT: it exists already, or cannot be made.
  static let cannotCreate: Int32 = 73
  /// EX_IOERR: reading or writing failed.
  static let inputOutput: Int32 = 74
  /// EX_PROTOCOL: the server's answers make no sense.
  static let protocolError: Int32 = 76
  /// EX_NOPERM: sign-in refused, or not allowed.
  static let noPermission: Int32 = 77
  /// EX_CONFIG: the configuration cannot be used.
  static let configuration: Int32 = 78
  /// Ended by SIGINT, as shells count it.
  static let interrupted: Int32 = 130
}

/// A command that cannot go on: what to print on standard error, and how to exit.
struct CommandFailure: Error, Equatable {
  let exitCode: Int32
  /// A sentence without its full stop.
  let message: String

  init(_ exitCode: Int32, _ message: String) {
    self.exitCode = exitCode
    self.message = message
  }
}
