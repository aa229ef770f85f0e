extension UCWAError {
  /// The error as a body.
  ///
  /// - Parameters:
  ///   - base: The application's path, in case the error has a link into it.
  ///   - language: In what language message and reasons are.
  public func bytes(_ format: PayloadFormat, base: String = "", language: Language = .english) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(320 + parameters.count * 128)
    switch format {
    case .json:
      writeJSON(into: &bytes, base: base, language)
    case .xml:
      bytes.append("<?xml version=\"1.0\" encoding=\"utf-8\"?><reason xmlns=\"")
      bytes.append([UInt8].ucwaNamespace)
      bytes.append("\">")
      writeXMLContent(into: &bytes, base: base, language)
      bytes.append("</reason>")
    }
    return bytes
  }

  private func writeJSON(into bytes: inout [UInt8], base: String, _ language: Language) {
    bytes.append(0x7B)
    if let code {
      bytes.append("\"code\":\"")
      bytes.appendRaw(code.rawValue)
      bytes.append("\",")
    }
    if let subcode {
      bytes.append("\"subcode\":\"")
      bytes.appendRaw(subcode.rawValue)
      bytes.append("\",")
    }
    bytes.append("\"message\":")
    bytes.appendJSON(message.text(language))
    if let link {
      bytes.append(",\"link\":{\"rel\":\"")
      bytes.append(term: link.rel)
      bytes.append("\",\"href\":")
      bytes.appendJSON(link.href, base: base)
      bytes.append(0x7D)
    }
    if !parameters.isEmpty {
      bytes.append(",\"parameters\":[")
      for (index, parameter) in parameters.enumerated() {
        bytes.append(index == 0 ? "{\"name\":" : ",{\"name\":")
        bytes.appendJSON(parameter.name)
        bytes.append(",\"reason\":")
        bytes.appendJSON(parameter.reason.text(language))
        bytes.append(0x7D)
      }
      bytes.append(0x5D)
    }
    if let debugInfo {
      bytes.append(",\"debugInfo\":")
      bytes.appendJSON(debugInfo)
    }
    bytes.append(0x7D)
  }

  private func writeXMLContent(into bytes: inout [UInt8], base: String, _ language: Language) {
    if let code {
      bytes.append("<code>")
      bytes.appendRaw(code.rawValue)
      bytes.append("</code>")
    }
    if let subcode {
      bytes.append("<subcode>")
      bytes.appendRaw(subcode.rawValue)
      bytes.append("</subcode>")
    }
    bytes.append("<message>")
    bytes.appendXML(message.text(language))
    bytes.append("</message>")
    if let link {
      bytes.append("<link")
      bytes.appendXMLAttributes(rel: link.rel, href: link.href, base: base)
      bytes.append("/>")
    }
    if !parameters.isEmpty {
      bytes.append("<parameters>")
      for parameter in parameters {
        bytes.append("<parameter><name>")
        bytes.appendXML(parameter.name)
        bytes.append("</name><reason>")
        bytes.appendXML(parameter.reason.text(language))
        bytes.append("</reason></parameter>")
      }
      bytes.append("</parameters>")
    }
    if let debugInfo {
      bytes.append("<debugInfo>")
      bytes.appendXML(debugInfo)
      bytes.append("</debugInfo>")
    }
  }
}
