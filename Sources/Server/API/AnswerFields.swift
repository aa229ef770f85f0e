import HTTP
import Synchronization

/// The header fields that every answer gets, whoever makes it: which server answered, which request it was, and whether
/// a web page may read it.
///
/// They are made once per request, where it comes in, and travel with its responder, so that an answer given minutes
/// later has them too. A request without an `Origin` costs three looks at its fields and two allocations.
struct AnswerFields: Sendable {
  /// What `X-MS-Server-Fqdn` says.
  let serverName: String
  let origins: AllowedOrigins
  private let identifiers = RequestIdentifiers()

  init(serverName: String, origins: AllowedOrigins) {
    self.serverName = serverName
    self.origins = origins
  }

  /// The fields of the answer to a request; nil for one of which nothing was understood.
  func fields(_ request: HTTPRequest?) -> HTTPHeaders {
    var fields = HTTPHeaders()
    fields.reserveCapacity(fields: 4, bytes: 192)
    fields.add("X-MS-Server-Fqdn", serverName)
    fields.add("X-MS-Correlation-Id", Self.sane(request?.headers["X-MS-Correlation-Id"]) ?? identifiers.next())
    if let request {
      if let id = Self.sane(request.headers["Client-Request-Id"]) { fields.add("Client-Request-Id", id) }
      origins.addFields(for: request, to: &fields)
    }
    return fields
  }

  /// Longest identifier that is given back.
  static let longestIdentifier = 128

  /// An identifier that may stand in an answer and in a log: short, and nothing but visible ASCII.
  static func sane(_ identifier: String?) -> String? {
    guard let identifier, !identifier.isEmpty, identifier.utf8.count <= longestIdentifier,
      identifier.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    return identifier
  }
}

/// Makes identifiers of requests: unlike each other within a process, and not telling how many there were.
final class RequestIdentifiers: Sendable {
  private let key = UInt64.random(in: 0 ... .max)
  private let count = Atomic<UInt64>(0)
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// An identifier of 12 lower-case letters and digits, short enough to need no allocation.
  func next() -> String {
    // The finalizer of SplitMix64 maps each number to another one: no system call, and no repetition.
    var number = key &+ count.add(1, ordering: .relaxed).newValue &* 0x9E37_79B9_7F4A_7C15
    number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
    number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
    number ^= number >> 31
    return String(unsafeUninitializedCapacity: 12) { buffer in
      for index in 0..<12 { buffer[index] = Self.alphabet[Int((number >> UInt64(index * 5)) & 31)] }
      return 12
    }
  }
}
