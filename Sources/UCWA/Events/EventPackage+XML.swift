extension EventPackage {
  func writeXML(into bytes: inout [UInt8], base: String, _ language: Language) {
    bytes.append("<?xml version=\"1.0\" encoding=\"utf-8\"?><events href=\"")
    bytes.appendXML(Href.events(ack: ack, instance: instance), base: base)
    bytes.append("\" xmlns=\"")
    bytes.append([UInt8].ucwaNamespace)
    bytes.append("\">")
    for (rel, number) in continuation.links {
      bytes.append("<link")
      bytes.appendXMLAttributes(rel: rel, href: .events(ack: number, instance: instance), base: base)
      bytes.append("/>")
    }
    var current: EventReference?
    for event in events {
      if event.sender != current {
        if current != nil { bytes.append("</sender>") }
        current = event.sender
        bytes.append("<sender")
        bytes.appendXMLAttributes(rel: event.sender.rel, href: event.sender.href, base: base)
        bytes.append(0x3E)
      }
      event.writeXML(into: &bytes, base: base, language)
    }
    bytes.append(current == nil ? "</events>" : "</sender></events>")
  }
}

extension Event {
  fileprivate func writeXML(into bytes: inout [UInt8], base: String, _ language: Language) {
    bytes.append(0x3C)
    bytes.appendRaw(type.rawValue)
    bytes.appendXMLAttributes(rel: link.rel, href: link.href, base: base)
    if let title = link.title {
      bytes.append(" title=\"")
      bytes.appendXML(title)
      bytes.append(0x22)
    }
    if let status {
      bytes.append(" status=\"")
      bytes.appendRaw(status.rawValue)
      bytes.append(0x22)
    }
    if collection == nil, reason == nil, embedded == nil {
      bytes.append("/>")
      return
    }
    bytes.append(0x3E)
    if let collection {
      bytes.append("<in")
      bytes.appendXMLAttributes(rel: collection.rel, href: collection.href, base: base)
      bytes.append("/>")
    }
    if let reason {
      bytes.append("<reason><code>")
      bytes.appendRaw(reason.code.rawValue)
      if let subcode = reason.subcode {
        bytes.append("</code><subcode>")
        bytes.appendRaw(subcode.rawValue)
        bytes.append("</subcode><message>")
      } else {
        bytes.append("</code><message>")
      }
      bytes.appendXML(reason.message.text(language))
      bytes.append("</message>")
      if let debugInfo = reason.debugInfo {
        bytes.append("<debugInfo>")
        bytes.appendXML(debugInfo)
        bytes.append("</debugInfo>")
      }
      bytes.append("</reason>")
    }
    embedded?.resource.writeXML(into: &bytes, base: base, as: link.rel, declaresNamespace: false)
    bytes.append("</")
    bytes.appendRaw(type.rawValue)
    bytes.append(0x3E)
  }
}
