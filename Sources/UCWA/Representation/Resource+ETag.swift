extension Resource {
  /// Adds the `etag` property, made from all that stands in the resource so far: digits only.
  ///
  /// What is embedded does not count, so that its change leaves the etag as it was. The marker counts: it is made anew
  /// when the server starts, and a client that knows the old one has to read again. At most 53 bits, since some clients
  /// take the digits for a number.
  public mutating func addETag() {
    var fingerprint = Fingerprint()
    fingerprint.add(marker ?? "")
    for property in properties {
      fingerprint.add(property.name.text)
      switch property.value {
      case .string(let text): fingerprint.add(text)
      case .boolean(let flag): fingerprint.add(flag ? "true" : "false")
      case .integer(let number): fingerprint.add(String(number))
      case .date(let milliseconds): fingerprint.add(String(milliseconds))
      case .strings(let texts): for text in texts { fingerprint.add(text) }
      }
    }
    fingerprint.add("_links")
    for link in links {
      fingerprint.add(link.rel.text)
      fingerprint.add(link.href.text(base: ""))
    }
    add("etag", String((fingerprint.high ^ fingerprint.low) & ((1 << 53) - 1)))
  }
}
