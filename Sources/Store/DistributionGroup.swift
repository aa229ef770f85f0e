/// A distribution group of the directory: an address that stands for several users, and perhaps a number that rings
/// them.
public struct DistributionGroup: Sendable, Equatable {
  /// SIP URI, for example `sip:sales@contoso.test`. Unique among groups and users; the host is stored in lower case.
  public var uri: String
  /// Name for display; at most 256 bytes.
  public var name: String
  /// Number of the hunt group at the PBX that rings the members; nil if the group cannot be called.
  public var number: String?

  /// A group without members; they are added by ``DistributionGroups/addMember(_:to:)``.
  public init(uri: String, name: String, number: String? = nil) {
    self.uri = uri
    self.name = name
    self.number = number
  }

  /// The group as it is stored: the URI in canonical form, blanks around texts dropped.
  func validated() throws(StoreError) -> DistributionGroup {
    // The rules are those of users; only the address is named otherwise.
    let checked = try User(uri: uri, name: name, workNumber: number).validated()
    guard !checked.name.isEmpty else { throw .invalid(field: "name", reason: "must not be empty") }
    return DistributionGroup(uri: checked.uri, name: checked.name, number: checked.workNumber)
  }
}
