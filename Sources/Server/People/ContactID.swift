import Store

extension String {
  /// A SIP URI without its scheme, in whatever letter case it is written: a contact's id. Anything else stays as it is.
  var withoutSIPScheme: String {
    let scheme = "sip:"
    return prefix(scheme.count).lowercased() == scheme ? String(dropFirst(scheme.count)) : self
  }
}

extension Store.User {
  /// The user's id among the contacts.
  var contactID: String { uri.withoutSIPScheme }
}

extension Store.DistributionGroup {
  /// The group's id among the contacts.
  var contactID: String { uri.withoutSIPScheme }
}
