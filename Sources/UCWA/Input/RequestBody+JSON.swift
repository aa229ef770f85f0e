import Foundation

extension RequestBody {
  static func parseJSON(_ bytes: [UInt8]) throws(UCWAError) -> RequestBody {
    do {
      return try JSONDecoder().decode(JSONRequest.self, from: Data(bytes)).body
    } catch {
      // A sample of the reference breaks a line inside a string, which JSON forbids. Only a body that was refused is
      // looked at again, so a good one pays nothing.
      if let repaired = escapingControlCharacters(in: bytes),
        let request = try? JSONDecoder().decode(JSONRequest.self, from: Data(repaired))
      {
        return request.body
      }
      throw UCWAError.deserializationFailure(.json, debugInfo: Self.reason(of: error))
    }
  }

  /// The text with control characters inside strings escaped; nil if there are none.
  static func escapingControlCharacters(in bytes: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + 32)
    var isInString = false
    var isEscaped = false
    var isChanged = false
    for byte in bytes {
      if isInString, byte < 0x20 {
        out.append("\\u00")
        out.append((byte >> 4) + 0x30)
        out.append((byte & 15) + (byte & 15 < 10 ? 0x30 : 0x57))
        isChanged = true
        isEscaped = false
        continue
      }
      if isEscaped {
        isEscaped = false
      } else if byte == 0x5C, isInString {
        isEscaped = true
      } else if byte == 0x22 {
        isInString.toggle()
      }
      out.append(byte)
    }
    return isChanged ? out : nil
  }

  private static func reason(of error: any Error) -> String? {
    switch error as? DecodingError {
    case .dataCorrupted(let context)?: context.underlyingError.map { "\($0)" } ?? context.debugDescription
    case .typeMismatch(_, let context)?: context.debugDescription
    default: nil
    }
  }
}

private struct JSONName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// The outermost object of a request.
private struct JSONRequest: Decodable {
  let body: RequestBody

  init(from decoder: any Decoder) throws {
    if try decoder.singleValueContainer().decodeNil() {
      body = .empty
      return
    }
    let container = try decoder.container(keyedBy: JSONName.self)
    guard container.allKeys.count <= RequestBody.maximumMembers else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: [], debugDescription: "More than \(RequestBody.maximumMembers) members."))
    }
    var read = RequestBody.empty
    // Sorted, so that the outcome is the same each time if a name comes twice in different case.
    for key in container.allKeys.sorted(by: { $0.stringValue > $1.stringValue }) {
      switch key.stringValue {
      case "_links": read.links = try ifSuitable { try container.decode(JSONLinks.self, forKey: key).hrefs } ?? [:]
      case "_embedded": continue
      default:
        if let value = try JSONRequest.value(container, key) { read.properties[key.stringValue.lowercased()] = value }
      }
    }
    body = read
  }

  private static func value(
    _ container: KeyedDecodingContainer<JSONName>, _ key: JSONName
  ) throws -> RequestBody.Value? {
    // Almost all values are texts, so that is tried first; each failed try costs an error.
    if let text = try ifSuitable({ try container.decode(String.self, forKey: key) }) { return .text(text) }
    if try container.decodeNil(forKey: key) { return nil }
    if let number = try? container.decode(Int64.self, forKey: key) { return .text(String(number)) }
    if let flag = try ifSuitable({ try container.decode(Bool.self, forKey: key) }) {
      return .text(flag ? "true" : "false")
    }
    if let number = try? container.decode(Double.self, forKey: key) { return .text(String(number)) }
    // One that holds anything but texts fails at the first of them, however long it is.
    if let list = try ifSuitable({ try container.decode([String].self, forKey: key) }) { return .list(list) }
    return .other
  }
}

/// What `decode` gives; nil if the value has another type. The decoder looks into a text only when asked for it, so a
/// text that is broken is reported here, and that must not be taken for another type.
private func ifSuitable<Value>(_ decode: () throws -> Value) throws -> Value? {
  do {
    return try decode()
  } catch DecodingError.typeMismatch, DecodingError.valueNotFound, DecodingError.keyNotFound {
    return nil
  }
}

/// The links of a request: for each rel its href, the first one if there are several.
private struct JSONLinks: Decodable {
  struct Target: Decodable { let href: String? }

  let hrefs: [String: String]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: JSONName.self)
    var read: [String: String] = [:]
    for key in container.allKeys.prefix(RequestBody.maximumMembers) {
      let target =
        try ifSuitable { try container.decode(Target.self, forKey: key) }
        ?? ifSuitable { try container.decode([Target].self, forKey: key) }?.first
      if let href = target?.href { read[key.stringValue.lowercased()] = href }
    }
    hrefs = read
  }
}
