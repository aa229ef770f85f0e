extension EventPackage {
  func writeJSON(into bytes: inout [UInt8], base: String, _ language: Language) {
    bytes.append("{\"_links\":{\"self\":{\"href\":")
    bytes.appendJSON(Href.events(ack: ack, instance: instance), base: base)
    for (rel, number) in continuation.links {
      bytes.append("},\"")
      bytes.append(term: rel)
      bytes.append("\":{\"href\":")
      bytes.appendJSON(Href.events(ack: number, instance: instance), base: base)
    }
    bytes.append("}},\"sender\":[")
    var current: EventReference?
    for event in events {
      if event.sender == current {
        bytes.append(0x2C)
      } else {
        if current != nil { bytes.append("]},") }
        current = event.sender
        bytes.append(0x7B)
        event.sender.writeJSON(into: &bytes, base: base)
        bytes.append(",\"events\":[")
      }
      event.writeJSON(into: &bytes, base: base, language)
    }
    bytes.append(current == nil ? "]}" : "]}]}")
  }
}

extension EventPackage.Continuation {
  // Some clients follow nothing but `next`, so a resync has both.
  var links: [(rel: Term, ack: Int)] {
    switch self {
    case .next(let number): [("next", number)]
    case .resume(let number): [("resume", number)]
    case .resync(let number): [("resync", number), ("next", number)]
    }
  }
}

extension EventReference {
  fileprivate func writeJSON(into bytes: inout [UInt8], base: String) {
    bytes.append("\"rel\":\"")
    bytes.append(term: rel)
    bytes.append("\",\"href\":")
    bytes.appendJSON(href, base: base)
    if let title {
      bytes.append(",\"title\":")
      bytes.appendJSON(title)
    }
  }
}

extension Event {
  fileprivate func writeJSON(into bytes: inout [UInt8], base: String, _ language: Language) {
    bytes.append("{\"link\":{")
    link.writeJSON(into: &bytes, base: base)
    if let collection {
      bytes.append("},\"in\":{")
      collection.writeJSON(into: &bytes, base: base)
    }
    bytes.append("},\"type\":\"")
    bytes.appendRaw(type.rawValue)
    bytes.append(0x22)
    if let status {
      bytes.append(",\"status\":\"")
      bytes.appendRaw(status.rawValue)
      bytes.append(0x22)
    }
    if let reason {
      bytes.append(",\"reason\":{\"code\":\"")
      bytes.appendRaw(reason.code.rawValue)
      if let subcode = reason.subcode {
        bytes.append("\",\"subcode\":\"")
        bytes.appendRaw(subcode.rawValue)
      }
      bytes.append("\",\"message\":")
      bytes.appendJSON(reason.message.text(language))
      if let debugInfo = reason.debugInfo {
        bytes.append(",\"debugInfo\":")
        bytes.appendJSON(debugInfo)
      }
      bytes.append(0x7D)
    }
    if let embedded {
      // One client looks the embedded resource up by the link's rel.
      bytes.append(",\"_embedded\":{\"")
      bytes.append(term: link.rel)
      bytes.append("\":")
      if let made = embedded.cached(.json, base: base) {
        bytes.append(contentsOf: made)
      } else {
        embedded.resource.writeJSON(into: &bytes, base: base)
      }
      bytes.append(0x7D)
    }
    bytes.append(0x7D)
  }
}
