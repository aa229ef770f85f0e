@testable import UCWA

// The same content in either format, as a client would send it.
extension RequestBody {
  var json: [UInt8] {
    var bytes: [UInt8] = Array("{".utf8)
    for (name, value) in properties {
      bytes.appendJSON(name)
      bytes.append(":")
      switch value {
      case .text(let text): bytes.appendJSON(text)
      case .list(let texts): bytes.appendJSON(.strings(texts))
      case .other: bytes.append("{}")
      }
      bytes.append(",")
    }
    bytes.append("\"_links\":{")
    for (index, link) in links.enumerated() {
      if index > 0 { bytes.append(",") }
      bytes.appendJSON(link.key)
      bytes.append(":{\"href\":")
      bytes.appendJSON(link.value)
      bytes.append("}")
    }
    bytes.append("}}")
    return bytes
  }

  /// Without what only JSON can say; see `isXML`.
  var xml: [UInt8] {
    var bytes: [UInt8] = Array("<input xmlns=\"http://schemas.microsoft.com/rtc/2012/03/ucwa\">".utf8)
    for (name, value) in properties {
      switch value {
      case .text(let text):
        bytes.append("<property name=\"")
        bytes.appendXML(name)
        bytes.append("\">")
        bytes.appendXML(text)
        bytes.append("</property>")
      case .list(let texts):
        bytes.append("<propertyList name=\"")
        bytes.appendXML(name)
        bytes.append("\">")
        for text in texts {
          bytes.append("<item>")
          bytes.appendXML(text)
          bytes.append("</item>")
        }
        bytes.append("</propertyList>")
      case .other: break
      }
    }
    for (rel, href) in links {
      bytes.append("<link rel=\"")
      bytes.appendXML(rel)
      bytes.append("\" href=\"")
      bytes.appendXML(href)
      bytes.append("\"/>")
    }
    bytes.append("</input>")
    return bytes
  }

  /// Whether XML can say it all: no objects, and no characters that XML 1.0 has no place for.
  var isXML: Bool {
    for (name, value) in properties {
      guard Self.isXML(name) else { return false }
      switch value {
      case .text(let text): guard Self.isXML(text) else { return false }
      case .list(let texts): guard texts.allSatisfy(Self.isXML) else { return false }
      case .other: return false
      }
    }
    return links.allSatisfy { Self.isXML($0.key) && Self.isXML($0.value) }
  }

  /// Whether JSON can say it all: two names have a meaning of their own there.
  var isJSON: Bool { properties["_links"] == nil && properties["_embedded"] == nil }

  private static func isXML(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: true
      case 0..<0x20, 0xFFFE, 0xFFFF: false
      default: true
      }
    }
  }

  /// Bytes of all that was taken from the request.
  var size: Int {
    var size = 0
    for (name, value) in properties {
      size += name.utf8.count
      switch value {
      case .text(let text): size += text.utf8.count
      case .list(let texts): for text in texts { size += text.utf8.count }
      case .other: break
      }
    }
    for (rel, href) in links { size += rel.utf8.count + href.utf8.count }
    return size
  }
}
