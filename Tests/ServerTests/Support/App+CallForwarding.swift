import Store
import Testing
import UCWA

@testable import Server

extension App {
  static let forwarding = "me/callForwardingSettings"

  /// Puts a resource of call forwarding back with other values, as a client does: read, then put what was read.
  func putForwarding(_ fields: [String: String], at path: String = App.forwarding) async throws -> TestResponse {
    let current = try await get(path)
    let marker = try #require(current.properties.first { $0.value == [Resource.markerValue] }?.key)
    return try await send(
      "PUT", path, body: format.body(fields.merging([marker: Resource.markerValue]) { $1 }),
      headers: ["If-Match": "\"" + (current["etag"] ?? "") + "\""])
  }

  /// Does an operation of call forwarding, by the end of its path below the settings.
  func forward(_ operation: String, _ fields: [String: String] = [:]) async throws -> TestResponse {
    try await send("POST", Self.forwarding + "/" + operation, body: fields.isEmpty ? "" : format.body(fields))
  }
}

extension TestServer {
  static let voicemail = "sip:voicemail@contoso.test"
  static let team = "sip:sales@contoso.test"

  /// What is recorded of a user's forwarding.
  func forwarding(of uri: String = TestServer.dana) throws -> CallForwarding {
    try #require(try directory.user(uri: uri)).forwarding
  }

  /// Changes a user as the administrator does.
  func change(_ uri: String = TestServer.dana, _ change: (inout Store.User) -> Void) throws {
    var user = try #require(try directory.user(uri: uri))
    change(&user)
    try directory.updateUser(user)
    refresh()
  }

  /// A group with these members, which is Dana's team.
  func giveTeam(_ members: [String] = [TestServer.erin]) throws {
    let groups = server.context.groups
    try groups.addGroup(DistributionGroup(uri: Self.team, name: "Sales"))
    for member in members { try groups.addMember(member, to: Self.team) }
    try change { $0.teamGroup = Self.team }
  }
}
