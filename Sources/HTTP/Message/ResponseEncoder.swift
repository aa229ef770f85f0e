import Glibc

/// Writes responses as bytes (RFC 9112 section 4). Belongs to a loop, which keeps one buffer for all its connections.
struct ResponseEncoder {
  /// What has been written and not been sent.
  var bytes: [UInt8] = []
  private var dateSecond: time_t = -1
  private var dateField: [UInt8] = []

  /// What the request demands of the form of its response.
  struct Form {
    var isHead: Bool
    var isHTTP10: Bool
    var closes: Bool
  }

  /// Content up to this size is copied behind the header fields to go out in one write; larger is sent from where it
  /// is.
  static let inlineBodyBytes = 16 * 1024

  /// Writes status line and header fields, and the content when it is small. Says whether the content is still to be
  /// sent, and whether the connection closes.
  mutating func encode(_ response: HTTPResponse, _ form: Form) -> (bodyFollows: Bool, closes: Bool) {
    var closes = form.closes
    let hasContent = response.status != 204 && response.status >= 200
    bytes.reserveCapacity(bytes.count + 512 + response.headers.wire.count + min(response.body.count, 16 * 1024))
    StatusLine.append(response.status, to: &bytes)
    appendFields(response.headers, &closes)
    if let added = response.added { bytes.append(contentsOf: added.wire) }
    if hasContent {
      append("Content-Length: ")
      appendDecimal(response.body.count)
      append("\r\n")
    }
    appendDate()
    if closes {
      append("Connection: close\r\n\r\n")
    } else if form.isHTTP10 {
      append("Connection: keep-alive\r\n\r\n")
    } else {
      append("\r\n")
    }
    guard hasContent, response.status != 304, !form.isHead, !response.body.isEmpty else { return (false, closes) }
    guard response.body.count <= Self.inlineBodyBytes else { return (true, closes) }
    bytes.append(contentsOf: response.body)
    return (false, closes)
  }

  /// Empties the buffer, and gives back what an unusually large response made of it.
  mutating func clear() {
    bytes.removeAll(keepingCapacity: bytes.capacity <= 64 * 1024)
  }

  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func appendFields(_ headers: HTTPHeaders, _ closes: inout Bool) {
    var own = false
    for field in headers.fields {
      switch field.nameLength {
      case 4 where headers.matches(field, "Date"): own = true
      case 10 where headers.matches(field, "Connection"):
        own = true
        if Bytes.equalIgnoringCase(headers.wire[field.valueRange], "close".utf8) { closes = true }
      case 14 where headers.matches(field, "Content-Length"): own = true
      case 17 where headers.matches(field, "Transfer-Encoding"): own = true
      default: break
      }
    }
    guard own else { return bytes.append(contentsOf: headers.wire) }
    var rest = headers
    for name in ["Date", "Connection", "Content-Length", "Transfer-Encoding"] { rest.remove(name) }
    bytes.append(contentsOf: rest.wire)
  }

  private mutating func appendDecimal(_ number: Int) {
    var divisor = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }

  private mutating func appendDate() {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME_COARSE, &now)
    if now.tv_sec != dateSecond {
      dateSecond = now.tv_sec
      dateField = Array("Date: \(HTTPDate.text(secondsSince1970: Int(now.tv_sec)))\r\n".utf8)
    }
    bytes.append(contentsOf: dateField)
  }
}
