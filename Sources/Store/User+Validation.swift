extension User {
  /// The form under which SIP URIs are stored: `sip:` in front, the host in lower case. Throws
  /// ``StoreError/invalid(field:reason:)`` for what is no `user@host`.
  public static func canonicalURI(_ text: String, field: String = "SIP URI") throws(StoreError) -> String {
    var address = Substring(text)
    if address.prefix(4).lowercased() == "sip:" { address = address.dropFirst(4) }
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    let forbidden: Set<UInt8> = Set("<>\"\\;?,: \t".utf8)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, address.utf8.count <= 255,
      address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) })
    else {
      throw .invalid(field: field, reason: "must have the form sip:user@domain, without port or parameters")
    }
    return "sip:\(parts[0])@\(parts[1].lowercased())"
  }

  /// The user as it is stored: URIs in canonical form, blanks around texts dropped, empty texts absent.
  func validated() throws(StoreError) -> User {
    var user = self
    user.uri = try Self.canonicalURI(uri)
    user.name = try Self.text(name, field: "name") ?? ""
    user.workNumber = try Self.number(workNumber, field: "work number")
    user.mobileNumber = try Self.number(mobileNumber, field: "mobile number")
    user.homeNumber = try Self.number(homeNumber, field: "home number")
    user.otherNumber = try Self.number(otherNumber, field: "other number")
    user.title = try Self.text(title, field: "title")
    user.department = try Self.text(department, field: "department")
    user.company = try Self.text(company, field: "company")
    user.office = try Self.text(office, field: "office")
    var aliases: [String] = []
    for alias in self.aliases {
      let canonical = try Self.canonicalURI(alias, field: "alias")
      if canonical.lowercased() != user.uri.lowercased(), !aliases.contains(canonical) { aliases.append(canonical) }
    }
    user.aliases = aliases
    var mail: [String] = []
    for address in emailAddresses {
      if let address = try Self.text(address, field: "mail address") { mail.append(address) }
    }
    user.emailAddresses = mail
    if case .fixed(let shown) = ownPhoneDisplay {
      guard let shown = try Self.number(shown, field: "number shown on the own phone") else {
        throw .invalid(field: "number shown on the own phone", reason: "must not be empty")
      }
      user.ownPhoneDisplay = .fixed(shown)
    }
    user.confirmationKey = try Self.text(confirmationKey, field: "confirmation key")
    if let key = user.confirmationKey, key.utf8.count != 1 || !"0123456789*#".contains(key) {
      throw .invalid(field: "confirmation key", reason: "must be one of 0 to 9, * and #")
    }
    if let region {
      guard region.utf8.count == 2, region.utf8.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }) else {
        throw .invalid(field: "region", reason: "must be a country code of two letters (ISO 3166), for example US")
      }
      user.region = region.uppercased()
    }
    user.homePool = try Self.text(homePool, field: "home pool")
    if let teamGroup { user.teamGroup = try Self.canonicalURI(teamGroup, field: "team") }
    user.forwarding = try user.validatedForwarding()
    if let defaultPhone, user.number(of: defaultPhone) == nil {
      throw .invalid(field: "default phone", reason: "is \(defaultPhone.rawValue), but the user has no such number")
    }
    for (index, kind) in incomingPhones.enumerated() {
      guard user.number(of: kind) != nil else {
        throw .invalid(field: "phones that ring", reason: "name \(kind.rawValue), but the user has no such number")
      }
      if incomingPhones[..<index].contains(kind) {
        throw .invalid(field: "phones that ring", reason: "name \(kind.rawValue) twice")
      }
    }
    return user
  }

  private static func text(_ text: String?, field: String) throws(StoreError) -> String? {
    guard let text else { return nil }
    let trimmed = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    // These texts end up in SIP and HTTP headers, where a line break would begin another header.
    guard trimmed.utf8.count <= 256, trimmed.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw .invalid(field: field, reason: "must have at most 256 bytes and no control characters")
    }
    return trimmed.isEmpty ? nil : trimmed
  }

  private static func number(_ number: String?, field: String) throws(StoreError) -> String? {
    guard let trimmed = try text(number, field: field) else { return nil }
    guard trimmed.utf8.count <= 64 else { throw .invalid(field: field, reason: "must have at most 64 characters") }
    return trimmed
  }
}
