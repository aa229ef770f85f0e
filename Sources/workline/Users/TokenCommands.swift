import Foundation
import Store

/// `workline token …`.
enum TokenCommands {
  /// Names of the scopes, as the reference spells them.
  static let scopes = [
    "Conversations.Initiate", "Conversations.Receive", "User.ReadWrite", "Contacts.ReadWrite", "Meetings.ReadWrite",
  ]

  static func create(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("URI"))
    let hours = try invocation.integer("--hours", in: 1...8760) ?? 8
    var scopes: [String]?
    if let names = invocation.value("--scopes") {
      scopes = try names.split(separator: ",").map { name in
        guard let scope = Self.scopes.first(where: { $0.lowercased() == name.lowercased() }) else {
          throw invocation.usageError(
            "The value '\(name)' is invalid for '--scopes': \(Self.scopes.joined(separator: ", "))")
        }
        return scope
      }
    }
    let directory = try DataStore.open(invocation)
    let token = try DataStore.failing {
      try directory.issueToken(uri: address.uri, hours: Double(hours), scopes: scopes)
    }
    Console.print(token.text)
    return ExitCode.success
  }

  static func list(_ invocation: Invocation) throws -> Int32 {
    let address = try invocation.value("--user").map { try SIPAddress($0) }
    let directory = try DataStore.open(invocation)
    let tokens = try DataStore.failing { try directory.tokens(uri: address?.uri) }.map(TokenView.init)
    if invocation.has("--json") {
      Console.print(try UserView.json(tokens))
      return ExitCode.success
    }
    var table = Table(heading: ["ID", "USER", "CREATED", "EXPIRES", "SCOPES"])
    table.rows = tokens.map { [$0.id, $0.user, $0.created, $0.expires, $0.scopes?.joined(separator: " ") ?? "all"] }
    for line in table.lines(.standardOutput()) { Console.print(line) }
    return ExitCode.success
  }

  static func revoke(_ invocation: Invocation) throws -> Int32 {
    let ways = ["--id", "--user", "--token-file"].filter { invocation.value($0) != nil }
    guard ways.count == 1 else {
      throw invocation.usageError("Give one of '--id ID', '--user URI' and '--token-file FILE'")
    }
    if let user = invocation.value("--user") {
      let address = try SIPAddress(user)
      let directory = try DataStore.open(invocation)
      let count = try DataStore.failing { try directory.revokeTokens(uri: address.uri) }
      Console.print("Revoked \(count) \(count == 1 ? "token" : "tokens") of \(address.uri)")
      return ExitCode.success
    }
    // Read before the directory is opened, as it may come from a pipe whose other end uses it.
    let token = try invocation.value("--token-file").map { try SecretFile.read($0) }
    let directory = try DataStore.open(invocation)
    if let token {
      guard try DataStore.failing({ try directory.revokeToken(token) }) else {
        throw CommandFailure(ExitCode.noUser, "there is no such token")
      }
      Console.print("Revoked the token")
    } else if let id = invocation.value("--id") {
      guard let user = try DataStore.failing({ try directory.revokeToken(id: id) }) else {
        throw CommandFailure(ExitCode.noUser, "there is no token with the id '\(id)'")
      }
      Console.print("Revoked a token of \(user)")
    }
    return ExitCode.success
  }
}

/// What the command line shows of a token.
private struct TokenView: Encodable {
  let id: String
  let user: String
  let created: String
  let expires: String
  /// Nil for a token that is not limited to scopes.
  let scopes: [String]?

  init(_ token: TokenSummary) {
    id = token.id
    user = token.grant.userURI
    created = token.grant.created.formatted(.iso8601)
    expires = token.grant.expires.formatted(.iso8601)
    scopes = token.grant.scopes
  }
}
