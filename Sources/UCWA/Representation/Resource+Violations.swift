extension Resource {
  /// Where the resource differs from its description: unknown names, values of the wrong type or spelling, wrong
  /// order, and what may occur only once. Empty if all is well.
  public func violations() -> [String] {
    var found: [String] = []
    if marker != nil, !description.isReplaceable { found.append("\(rel) has a marker but cannot be replaced") }
    checkProperties(&found)
    checkLinks(&found)
    checkEmbedded(&found)
    return found
  }

  private func checkProperties(_ found: inout [String]) {
    var last = -1
    for property in properties {
      guard let index = description.properties.firstIndex(where: { $0.name == property.name }) else {
        found.append("\(rel) has no property \(property.name)")
        continue
      }
      if index == last { found.append("\(rel).\(property.name) occurs twice") }
      if index < last { found.append("\(rel).\(property.name) is out of order") }
      last = index
      if !description.properties[index].admits(property.value) {
        found.append("\(rel).\(property.name) cannot be \(property.value)")
      }
    }
  }

  private func checkLinks(_ found: inout [String]) {
    var last = -1
    for link in links {
      guard let index = description.links.firstIndex(where: { $0.rel == link.rel }) else {
        found.append("\(rel) has no link \(link.rel)")
        continue
      }
      if index == last, description.links[index].cardinality == .one {
        found.append("link \(link.rel) of \(rel) occurs twice")
      }
      if index < last { found.append("link \(link.rel) of \(rel) is out of order") }
      last = index
    }
  }

  private func checkEmbedded(_ found: inout [String]) {
    var last = -1
    for item in embedded {
      guard let index = description.embedded.firstIndex(where: { $0.rel == item.rel }) else {
        found.append("\(rel) embeds no \(item.rel)")
        continue
      }
      if index == last { found.append("\(item.rel) is embedded in \(rel) twice") }
      if index < last { found.append("embedded \(item.rel) of \(rel) is out of order") }
      last = index
      let expected = description.embedded[index]
      if expected.cardinality == .one, item.resources.count != 1 {
        found.append("\(rel) embeds one \(item.rel), not \(item.resources.count)")
      }
      for resource in item.resources {
        if resource.rel != expected.resource {
          found.append("\(item.rel) in \(rel) is a \(expected.resource), not a \(resource.rel)")
        }
        found += resource.violations()
      }
    }
  }
}

extension PropertyDescription {
  /// Whether the property may have that value.
  public func admits(_ value: PropertyValue) -> Bool {
    switch (kind, value) {
    case (.string, .string(let text)): maximumLength.map { text.count <= $0 } ?? true
    case (.boolean, .boolean), (.integer, .integer), (.date, .date), (.strings, .strings): true
    case (.enumeration(let enumeration), .string(let text)): enumeration.values.contains(text)
    case (.enumerations(let enumeration), .strings(let texts)): texts.allSatisfy(enumeration.values.contains)
    default: false
    }
  }
}
