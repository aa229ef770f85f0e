extension Resource {
  /// The resource as a body, made anew; a `ResourceSnapshot` keeps what it made.
  ///
  /// - Parameter base: The application's path without a trailing slash, such as `/ucwa/v1/applications/192`.
  public func bytes(_ format: PayloadFormat, base: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(estimatedSize(base: base))
    switch format {
    case .json:
      writeJSON(into: &bytes, base: base)
    case .xml:
      bytes.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>")
      writeXML(into: &bytes, base: base, as: nil)
    }
    return bytes
  }

  private func estimatedSize(base: String) -> Int {
    var size = 160 + properties.count * 56 + links.count * (base.utf8.count + 96)
    for item in embedded {
      for resource in item.resources { size += 48 + resource.estimatedSize(base: base) }
    }
    return size
  }

  func writeJSON(into bytes: inout [UInt8], base: String) {
    bytes.append(0x7B)
    if let marker {
      // First of all, since one client takes the first key for it.
      bytes.appendJSON(marker)
      bytes.append(0x3A)
      bytes.appendJSON(Resource.markerValue)
      bytes.append(0x2C)
    }
    bytes.append("\"rel\":\"")
    bytes.append(term: description.rel)
    bytes.append(0x22)
    for property in properties {
      bytes.append(",\"")
      bytes.append(term: property.name)
      bytes.append("\":")
      bytes.appendJSON(property.value)
    }
    bytes.append(",\"_links\":{\"self\":{\"href\":")
    bytes.appendJSON(href, base: base)
    bytes.append(0x7D)
    writeLinksJSON(into: &bytes, base: base)
    bytes.append(0x7D)
    writeEmbeddedJSON(into: &bytes, base: base)
    bytes.append(0x7D)
  }

  private func writeLinksJSON(into bytes: inout [UInt8], base: String) {
    var index = 0
    // Links come in the description's order, so the search goes on where it stopped.
    var place = 0
    while index < links.count {
      let rel = links[index].rel
      let described = description.link(rel, from: &place)
      bytes.append(",\"")
      bytes.append(term: rel)
      bytes.append("\":")
      if described?.cardinality == .many {
        bytes.append(0x5B)
        var isFirst = true
        while index < links.count, links[index].rel == rel {
          if !isFirst { bytes.append(0x2C) }
          isFirst = false
          links[index].writeJSON(into: &bytes, base: base, revision: described?.revision ?? 1)
          index += 1
        }
        bytes.append(0x5D)
      } else {
        links[index].writeJSON(into: &bytes, base: base, revision: described?.revision ?? 1)
        index += 1
      }
    }
  }

  private func writeEmbeddedJSON(into bytes: inout [UInt8], base: String) {
    guard !embedded.isEmpty else { return }
    bytes.append(",\"_embedded\":{")
    for (index, item) in embedded.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      bytes.append(0x22)
      bytes.append(term: item.rel)
      bytes.append("\":")
      let isMany = description.embedded.first { $0.rel == item.rel }?.cardinality != .one
      if isMany { bytes.append(0x5B) }
      for (position, resource) in item.resources.enumerated() {
        if position > 0 { bytes.append(0x2C) }
        resource.writeJSON(into: &bytes, base: base)
      }
      if isMany { bytes.append(0x5D) }
    }
    bytes.append(0x7D)
  }
}

extension Link {
  fileprivate func writeJSON(into bytes: inout [UInt8], base: String, revision: Int) {
    bytes.append("{\"href\":")
    bytes.appendJSON(href, base: base)
    if let title {
      bytes.append(",\"title\":")
      bytes.appendJSON(title)
    }
    if revision > 1 {
      bytes.append(",\"revision\":\"")
      bytes.appendDecimal(Int64(revision))
      bytes.append(0x22)
    }
    if let etag {
      bytes.append(",\"etag\":")
      bytes.appendJSON(etag)
    }
    bytes.append(0x7D)
  }
}
