import Foundation
import Store

/// `workline user …`.
enum UserCommands {
  static func add(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("URI"))
    var user = User(uri: address.uri, name: String(address.uri.dropFirst(4).prefix { $0 != "@" }))
    _ = try UserFields.apply(invocation, to: &user)
    // Before anything is written: a password that cannot be read must not leave a user without one.
    let password = try givenPassword(invocation)

    let directory = try DataStore.open(invocation, creates: true)
    try DataStore.failing {
      try directory.addUser(user)
      if let password { try directory.setPassword(password, uri: user.uri) }
    }
    Console.print("Added \(user.uri)" + (password == nil ? ", who has no password yet" : ""))
    return ExitCode.success
  }

  static func set(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("URI"))
    let directory = try DataStore.open(invocation)
    guard var user = try DataStore.failing({ try directory.user(uri: address.uri) }) else {
      throw CommandFailure(ExitCode.noUser, "there is no user \(address.uri)")
    }
    guard try UserFields.apply(invocation, to: &user) else {
      throw invocation.usageError("Nothing to set: give at least one option")
    }
    let changed = user
    try DataStore.failing { try directory.updateUser(changed) }
    Console.print("Changed \(user.uri)")
    return ExitCode.success
  }

  static func list(_ invocation: Invocation) throws -> Int32 {
    let directory = try DataStore.open(invocation)
    let users = try DataStore.failing { try directory.users() }
    if invocation.has("--json") {
      Console.print(try UserView.json(users.map(UserView.init)))
      return ExitCode.success
    }
    var table = Table(heading: ["URI", "NAME", "WORK", "MOBILE", "PASSWORD"])
    table.rows = users.map { user in
      [user.uri, user.name, user.workNumber ?? "", user.mobileNumber ?? "", user.hasPassword ? "yes" : "no"]
    }
    for line in table.lines(.standardOutput()) { Console.print(line) }
    return ExitCode.success
  }

  static func show(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("URI"))
    let directory = try DataStore.open(invocation)
    guard let user = try DataStore.failing({ try directory.user(uri: address.uri) }) else {
      throw CommandFailure(ExitCode.noUser, "there is no user \(address.uri)")
    }
    if invocation.has("--json") {
      Console.print(try UserView.json(UserView(user)))
      return ExitCode.success
    }
    let style = Style.standardOutput()
    for (name, value) in UserView(user).rows {
      Console.print(style.dim(name.padding(toLength: 17, withPad: " ", startingAt: 0)) + value)
    }
    return ExitCode.success
  }

  static func remove(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("URI"))
    let directory = try DataStore.open(invocation)
    try DataStore.failing { try directory.removeUser(uri: address.uri) }
    Console.print("Removed \(address.uri)")
    return ExitCode.success
  }

  static func setPassword(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("URI"))
    let directory = try DataStore.open(invocation)
    // Nobody should type a password twice to learn that there is no such user.
    guard try DataStore.failing({ try directory.user(uri: address.uri) }) != nil else {
      throw CommandFailure(ExitCode.noUser, "there is no user \(address.uri)")
    }
    guard let password = try givenPassword(invocation) ?? PasswordPrompt.askForNew("New password of \(address.uri)")
    else {
      throw invocation.usageError("No terminal to ask on: give '--password-stdin' or '--password-file FILE'")
    }
    guard !password.isEmpty else { throw CommandFailure(ExitCode.data, "a password must not be empty") }
    try DataStore.failing { try directory.setPassword(password, uri: address.uri) }
    Console.print("Password of \(address.uri) set; earlier tokens are no longer valid")
    return ExitCode.success
  }

  private static func givenPassword(_ invocation: Invocation) throws -> String? {
    if invocation.has("--password-stdin") {
      guard invocation.value("--password-file") == nil else {
        throw invocation.usageError("'--password-stdin' and '--password-file' exclude each other")
      }
      return try SecretFile.read("-")
    }
    return try invocation.value("--password-file").map { try SecretFile.read($0) }
  }
}
