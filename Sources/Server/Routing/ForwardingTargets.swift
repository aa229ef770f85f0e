import Store

/// Who stands behind the targets of call forwarding that are several people. What was looked up once is in memory until
/// the directory changes, so that the SIP thread may ask.
struct ForwardingTargets: Sendable {
  let accounts: Accounts
  let log: Log

  /// The users of a distribution group, by name and each once: members of nested groups included, ``GroupBook`` has the
  /// limits. None if there is no such group, or if the directory cannot be read.
  func members(ofGroup uri: String) -> [Store.User] {
    do throws(StoreError) {
      return try accounts.groups.members(of: uri)
    } catch {
      log(.error, "The members of a group could not be read: \(error)")
      return []
    }
  }

  /// A user's delegates, by name. None if the directory cannot be read.
  func delegates(of user: Store.User) -> [Store.User] {
    do throws(StoreError) {
      var delegates: [Store.User] = []
      for id in try accounts.delegations.delegations(of: user.uri).delegates {
        if let delegate = try accounts.user(uri: "sip:\(id)") { delegates.append(delegate) }
      }
      return delegates
    } catch {
      log(.error, "The delegates of a user could not be read: \(error)")
      return []
    }
  }

  /// A user's team: the others of the group that is his ``Store/User/teamGroup``.
  func team(of user: Store.User) -> [Store.User] {
    guard let group = user.teamGroup else { return [] }
    return members(ofGroup: group).filter { $0.uri != user.uri }
  }
}
