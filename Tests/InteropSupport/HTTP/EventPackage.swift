/// The little that a measurement needs of an answer of the event channel, found without decoding JSON.
public struct EventPackage: Sendable {
  /// The end of one operation.
  public struct Completed: Equatable, Sendable {
    /// The operationId given when it was started.
    public let operationID: String
    /// Whether the event's status was Success.
    public let succeeded: Bool
  }

  /// The `href` of `next`, or of `resync` or `resume` when there is no `next`.
  public let next: String?
  /// Whether it came with `resync` or `resume`, so that something was lost on the way.
  public let isResync: Bool
  /// Completed phoneAudioInvitation events in order.
  public let completed: [Completed]

  /// Reads an answer in JSON, compact or not.
  public init(_ body: [UInt8]) {
    (next, isResync, completed) = body.withUnsafeBytes { bytes in
      let links = (
        Self.link("\"next\"", bytes), Self.link("\"resync\"", bytes), Self.link("\"resume\"", bytes)
      )
      return (links.0 ?? links.1 ?? links.2, links.1 != nil || links.2 != nil, Self.completions(bytes))
    }
  }

  private static func link(_ name: StaticString, _ bytes: UnsafeRawBufferPointer) -> String? {
    var from = 0
    while let key = ByteSearch.find(name, in: bytes, from: from, anchor: 3) {
      // Only a member of `_links` is followed by an object with href first or soon.
      let afterKey = key + name.utf8CodeUnitCount
      if let href = ByteSearch.find("\"href\"", in: bytes, from: afterKey, to: min(bytes.count, afterKey + 64)),
        let value = ByteSearch.stringValue(bytes, after: href, keyLength: 6)
      {
        return String(decoding: value, as: UTF8.self)
      }
      from = afterKey
    }
    return nil
  }

  private static func completions(_ bytes: UnsafeRawBufferPointer) -> [Completed] {
    guard ByteSearch.find("\"completed\"", in: bytes, anchor: 5) != nil else { return [] }
    var found: [Completed] = []
    var depth = 0
    var start = 0
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case 0x22:
        index += 1
        while index < bytes.count, bytes[index] != 0x22 { index += bytes[index] == 0x5c ? 2 : 1 }
      case 0x7b, 0x5b:
        depth += 1
        // Answer, sender array, sender, events array, event.
        if depth == 5 { start = index }
      case 0x7d, 0x5d:
        if depth == 5, let event = completion(bytes, start, index) { found.append(event) }
        depth -= 1
      default: break
      }
      index += 1
    }
    return found
  }

  private static func completion(_ bytes: UnsafeRawBufferPointer, _ from: Int, _ to: Int) -> Completed? {
    guard ByteSearch.find("\"completed\"", in: bytes, from: from, to: to, anchor: 5) != nil,
      let key = ByteSearch.find("\"operationId\"", in: bytes, from: from, to: to, anchor: 10),
      let value = ByteSearch.stringValue(bytes, after: key, keyLength: 13)
    else { return nil }
    let succeeded = ByteSearch.find("\"Success\"", in: bytes, from: from, to: to, anchor: 1) != nil
    return Completed(operationID: String(decoding: value, as: UTF8.self), succeeded: succeeded)
  }
}
