import Store
import UCWA

/// Distribution groups as targets of calls.
extension APIHandler {
  /// A group as the invited side: the hunt group at the PBX that rings its members, under the group's name.
  ///
  /// - Throws: 409 TooManyGroups if it stands for more groups than `limits.ringGroups`, itself and nested ones counted
  ///   once each; 404 DestinationNotFound if it has no number, or none that can be dialled.
  func invited(_ group: Store.DistributionGroup, _ account: Account) throws(UCWAError) -> Invited {
    let limit = context.configuration.limits.ringGroups
    // One more than allowed is enough to know, however large the tree of groups is.
    let count = try lookUp { () throws(StoreError) in
      try context.groups.expandedGroups(of: group.uri, limit: limit + 1)
    }
    guard count <= limit else { throw .tooManyGroups(limit: limit) }
    guard let number = group.number.flatMap({ try? context.dialPlan.normalize($0, region: account.user.region) }),
      let destination = context.routing.destination(number)
    else { throw .destinationNotFound }
    return Invited(
      uri: group.uri, contactID: group.contactID, name: group.name, destination: destination, isGroup: true)
  }
}
