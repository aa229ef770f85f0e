import Store
import Testing
import UCWA

@testable import Server

/// Who stands behind targets that are several people.
@Suite struct ForwardingTargetsTests {
  private func name(_ user: Store.User) -> String { user.name }

  @Test("the members of a group are known at once when they change, those of nested groups and others left out")
  func members() async throws {
    try await withServer(Wire(way: .router, format: .json)) { server in
      let context = server.server.context
      let targets = ForwardingTargets(accounts: context.accounts, log: context.log)
      let (sales, west) = ("sip:sales@contoso.test", "sip:west@contoso.test")
      #expect(targets.members(ofGroup: sales).isEmpty)
      try context.groups.addGroup(DistributionGroup(uri: sales, name: "Sales"))
      try context.groups.addGroup(DistributionGroup(uri: west, name: "West"))
      for member in [TestServer.erin, west, "sip:nobody@contoso.test"] {
        try context.groups.addMember(member, to: sales)
      }
      server.refresh()
      #expect(targets.members(ofGroup: sales).map(name) == ["Erin Example"])
      try context.groups.addMember(TestServer.dana, to: west)
      server.refresh()
      #expect(targets.members(ofGroup: sales).map(name) == ["Dana Example", "Erin Example"])

      var dana = try #require(try server.directory.user(uri: TestServer.dana))
      #expect(targets.team(of: dana).isEmpty)
      dana.teamGroup = sales
      #expect(targets.team(of: dana).map(name) == ["Erin Example"])
      #expect(targets.members(ofGroup: "no address").isEmpty)
    }
  }

  @Test("delegates are known at once when they change")
  func delegates() async throws {
    try await withServer(Wire(way: .router, format: .json)) { server in
      let context = server.server.context
      let targets = ForwardingTargets(accounts: context.accounts, log: context.log)
      let dana = try #require(try server.directory.user(uri: TestServer.dana))
      #expect(targets.delegates(of: dana).isEmpty)
      try server.directory.addDelegate(TestServer.erin, of: TestServer.dana)
      server.refresh()
      #expect(targets.delegates(of: dana).map(name) == ["Erin Example"])
      try server.directory.removeUser(uri: TestServer.erin)
      server.refresh()
      #expect(targets.delegates(of: dana).isEmpty)
    }
  }
}
