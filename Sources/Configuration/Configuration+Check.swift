import Foundation

extension Configuration {
  /// What no key can tell by itself.
  func check(_ reader: inout ConfigurationReader) {
    if tls.certificate != nil, tls.key == nil {
      reader.report("tls.key", "is missing", allowed: "a file, since tls.certificate is set")
    }
    if tls.key != nil, tls.certificate == nil {
      reader.report("tls.certificate", "is missing", allowed: "a file, since tls.key is set")
    }
    if limits.callsInSetup > limits.callsTotal {
      reader.report(
        "limits.callsInSetup", "\(limits.callsInSetup) is more than limits.callsTotal",
        allowed: "1 to \(limits.callsTotal)")
    }
    if workHours.firstMinute == workHours.endMinute {
      reader.report(
        "workHours.to", "\(ConfigurationText.quoted(workHours.to)) is when work begins",
        allowed: "another time; 00:00 to 24:00 is the whole day")
    }
    if timeouts.session > .zero, timeouts.session < timeouts.sessionMinimum {
      let least = ConfigurationText.number(ConfigurationText.seconds(timeouts.sessionMinimum))
      let session = ConfigurationText.number(ConfigurationText.seconds(timeouts.session))
      reader.report(
        "timeouts.session", "\(session) is less than timeouts.sessionMinimum", allowed: "0, or \(least) to 86400")
    }
    checkTrunks(&reader)
    for (index, route) in routes.enumerated() where !trunks.contains(where: { $0.name == route.trunk }) {
      let allowed = trunks.map { ConfigurationText.quoted($0.name) }.joined(separator: ", ")
      reader.report(
        "routes[\(index)].trunk", "\(ConfigurationText.quoted(route.trunk)) is no trunk",
        allowed: allowed.isEmpty ? "nothing, since there are no trunks" : allowed)
    }
    checkPools(&reader)
    checkIssuers(&reader)
    for (index, rule) in dialPlan.enumerated() { check(rule, "dialPlan[\(index)]", &reader) }
  }

  private func checkTrunks(_ reader: inout ConfigurationReader) {
    var names: Set<String> = []
    for (index, trunk) in trunks.enumerated() {
      let place = "trunks[\(index)]"
      if !trunk.name.isEmpty, !names.insert(trunk.name).inserted {
        reader.report("\(place).name", "\"\(trunk.name)\" names another trunk already", allowed: "a name of its own")
      }
      if trunk.password != nil, trunk.passwordFile != nil {
        reader.report("\(place).passwordFile", "password is set as well", allowed: "one of the two")
      }
      if trunk.username == nil, trunk.password != nil || trunk.passwordFile != nil {
        reader.report("\(place).username", "is missing", allowed: "a name, since a password is set")
      }
      check(trunk.inbound, "\(place).inbound", &reader)
      if let name = trunk.inbound.username,
        trunks[..<index].contains(where: { $0.inbound.username == name && $0.inbound.realm == trunk.inbound.realm })
      {
        reader.report("\(place).inbound.username", "is that of another trunk already", allowed: "a name of its own")
      }
    }
    if let trunk = emergency.trunk, !names.contains(trunk) {
      let allowed = trunks.map { ConfigurationText.quoted($0.name) }.joined(separator: ", ")
      reader.report(
        "emergency.trunk", "\(ConfigurationText.quoted(trunk)) is no trunk",
        allowed: allowed.isEmpty ? "nothing, since there are no trunks" : allowed)
    }
  }

  /// Without a password everybody who knows the name could call.
  private func check(_ inbound: Trunk.Inbound, _ place: String, _ reader: inout ConfigurationReader) {
    let hasPassword = inbound.password != nil || inbound.passwordFile != nil
    if inbound.password != nil, inbound.passwordFile != nil {
      reader.report("\(place).passwordFile", "inbound.password is set as well", allowed: "one of the two")
    }
    if inbound.username == nil, hasPassword || inbound.realm != nil {
      reader.report("\(place).username", "is missing", allowed: "a name, since other keys of inbound are set")
    }
    if inbound.username != nil, !hasPassword {
      reader.report("\(place).password", "is missing", allowed: "a password, or passwordFile, since a name is set")
    }
  }

  private func checkPools(_ reader: inout ConfigurationReader) {
    var names: Set<String> = []
    for (index, pool) in pools.enumerated() where !pool.name.isEmpty && !names.insert(pool.name).inserted {
      reader.report("pools[\(index)].name", "\"\(pool.name)\" names another pool already", allowed: "a name of its own")
    }
    if let pool { names.insert(pool) }
    for (index, pool) in pools.enumerated() {
      guard let backup = pool.backup, !names.contains(backup) || backup == pool.name else { continue }
      let others = names.subtracting([pool.name]).sorted().map(ConfigurationText.quoted).joined(separator: ", ")
      reader.report(
        "pools[\(index)].backup", "\(ConfigurationText.quoted(backup)) is no other pool",
        allowed: others.isEmpty ? "nothing, since there is no other pool" : others)
    }
  }

  private func checkIssuers(_ reader: inout ConfigurationReader) {
    var names: Set<String> = []
    for (index, issuer) in issuers.enumerated() {
      if !issuer.issuer.isEmpty, !names.insert(issuer.issuer).inserted {
        reader.report("issuers[\(index)].issuer", "stands here twice", allowed: "each issuer once")
      }
      // They stand between quotes in the challenge.
      for (key, text) in [("issuer", issuer.issuer), ("audience", issuer.audience)]
      where !text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
        reader.report("issuers[\(index)].\(key)", "has blanks, quotes or other scripts", allowed: "visible ASCII")
      }
    }
  }

  private func check(_ rule: DialRule, _ place: String, _ reader: inout ConfigurationReader) {
    guard !rule.pattern.isEmpty, let expression = try? NSRegularExpression(pattern: rule.pattern) else { return }
    let groups = expression.numberOfCaptureGroups
    var rest = rule.template[...]
    while let dollar = rest.firstIndex(of: "$") {
      let next = rest[rest.index(after: dollar)...].first
      rest = rest[rest.index(after: dollar)...].dropFirst()
      if next == "$" { continue }
      guard let next, next.isASCII, let group = next.wholeNumberValue, group <= groups else {
        reader.report(
          "\(place).template",
          "\(ConfigurationText.quoted(rule.template)) names a group that the pattern does not have",
          allowed: groups == 0 ? "$0 for all of what was dialled, $$ for a dollar sign" : "$0 to $\(groups), $$")
        return
      }
    }
  }
}
