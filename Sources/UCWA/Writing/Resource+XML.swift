extension Resource {
  /// Writes the resource as an element; `relation` is the rel under which it is embedded, nil for the outermost.
  func writeXML(into bytes: inout [UInt8], base: String, as relation: Term?, declaresNamespace: Bool? = nil) {
    bytes.append("<resource")
    bytes.appendXMLAttributes(rel: relation ?? description.rel, href: href, base: base)
    if declaresNamespace ?? (relation == nil) {
      bytes.append(" xmlns=\"")
      bytes.append([UInt8].ucwaNamespace)
      bytes.append(0x22)
    }
    bytes.append(0x3E)
    var place = 0
    for link in links {
      let described = description.link(link.rel, from: &place)
      link.writeXML(into: &bytes, base: base, revision: described?.revision ?? 1)
    }
    if let marker {
      bytes.append("<property name=\"")
      bytes.appendXML(marker)
      bytes.append("\">")
      bytes.appendRaw(Resource.markerValue)
      bytes.append("</property>")
    }
    bytes.append("<property name=\"rel\">")
    bytes.append(term: description.rel)
    bytes.append("</property>")
    for property in properties { property.writeXML(into: &bytes) }
    for item in embedded {
      for resource in item.resources { resource.writeXML(into: &bytes, base: base, as: item.rel) }
    }
    bytes.append("</resource>")
  }
}

extension Link {
  fileprivate func writeXML(into bytes: inout [UInt8], base: String, revision: Int) {
    bytes.append("<link")
    bytes.appendXMLAttributes(rel: rel, href: href, base: base)
    if let title {
      bytes.append(" title=\"")
      bytes.appendXML(title)
      bytes.append(0x22)
    }
    if revision > 1 {
      bytes.append(" revision=\"")
      bytes.appendDecimal(Int64(revision))
      bytes.append(0x22)
    }
    if let etag {
      bytes.append(" etag=\"")
      bytes.appendXML(etag)
      bytes.append(0x22)
    }
    bytes.append("/>")
  }
}

extension Property {
  fileprivate func writeXML(into bytes: inout [UInt8]) {
    if case .strings(let texts) = value {
      bytes.append("<propertyList name=\"")
      bytes.append(term: name)
      bytes.append("\">")
      for text in texts {
        bytes.append("<item>")
        bytes.appendXML(text)
        bytes.append("</item>")
      }
      bytes.append("</propertyList>")
      return
    }
    bytes.append("<property name=\"")
    bytes.append(term: name)
    bytes.append("\">")
    switch value {
    case .string(let text): bytes.appendXML(text)
    case .boolean(true): bytes.append("True")
    case .boolean(false): bytes.append("False")
    case .integer(let number): bytes.appendDecimal(Int64(number))
    case .date(let milliseconds): bytes.appendISO8601(milliseconds: milliseconds)
    case .strings: break
    }
    bytes.append("</property>")
  }
}
