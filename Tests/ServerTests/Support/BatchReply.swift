import Foundation
import HTTP

/// The answer to a batch as a client takes it apart, which looks at lines and knows nothing of the server's writer.
struct BatchReply: Sendable {
  let responses: [TestResponse]

  init(_ response: TestResponse) throws {
    guard response.status == 200 else { throw Trouble("\(response.status) \(response.text)") }
    let type = response.headers["Content-Type"] ?? ""
    guard type.hasPrefix("multipart/"), let mark = type.range(of: "boundary=\"") else { throw Trouble(type) }
    let boundary = type[mark.upperBound...].prefix { $0 != "\"" }
    var pieces = response.text.components(separatedBy: "--\(boundary)")
    guard pieces.removeFirst().isEmpty, pieces.popLast() == "--\r\n" else { throw Trouble(response.text) }
    guard !response.text.replacing("\r\n", with: "").contains(where: { $0 == "\r" || $0 == "\n" }) else {
      throw Trouble("lines end otherwise than in CRLF")
    }
    responses = try pieces.map(Self.part)
  }

  private static func part(_ text: String) throws -> TestResponse {
    let lines = text.components(separatedBy: "\r\n")
    guard lines.count >= 6, lines[0].isEmpty, lines[1] == "Content-Type: application/http; msgtype=response",
      lines[2].isEmpty, lines[3].hasPrefix("HTTP/1.1 "), let status = Int(lines[3].split(separator: " ")[1]),
      let blank = lines[4...].firstIndex(of: "")
    else { throw Trouble(text) }
    var headers = HTTPHeaders()
    for line in lines[4..<blank] {
      let halves = line.components(separatedBy: ": ")
      headers.add(halves[0], halves.dropFirst().joined(separator: ": "))
    }
    // The body on one line, and nothing behind it.
    guard lines.count == blank + 3, lines[blank + 2].isEmpty else { throw Trouble(text) }
    let body = lines[blank + 1]
    if !body.isEmpty, !lines[blank - 1].hasPrefix("Content-Type: ") {
      throw Trouble("Content-Type is not last: \(text)")
    }
    return TestResponse(status: status, headers: headers, body: Array(body.utf8))
  }
}

extension App {
  /// Sends requests as one batch.
  func batch(
    _ parts: [String], boundary: String = "77f2569d", type: String? = nil, begin: String = "",
    partType: String = "application/http; msgtype=request", headers: [String: String] = [:]
  ) async throws -> TestResponse {
    try await client.send(batchRequest(parts, boundary, type, begin, partType, headers))
  }

  func batchRequest(
    _ parts: [String], _ boundary: String = "77f2569d", _ type: String? = nil, _ begin: String = "",
    _ partType: String = "application/http; msgtype=request", _ headers: [String: String] = [:]
  ) -> HTTPRequest {
    let body = parts.map { "--\(boundary)\r\nContent-Type: \(partType)\r\n\r\n\($0)\r\n" }.joined()
    var fields = ["Content-Type": type ?? "multipart/batching; boundary=\(boundary)"]
    fields.merge(headers) { $1 }
    return request("POST", "batch", body: begin + body + "--\(boundary)--\r\n", headers: fields)
  }

  /// A request as a part holds it.
  func part(_ method: String, _ path: String, body: String = "", _ fields: [String] = []) -> String {
    let target = path.hasPrefix("/") || path.contains("://") ? path : base + "/" + path
    let type = body.isEmpty ? [] : ["Content-Type: \(contentType)"]
    let lines = ["\(method) \(target) HTTP/1.1", "Accept: \(contentType)"] + type + fields
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
  }
}
