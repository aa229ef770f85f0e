import Foundation
import Glibc
import InteropSupport

/// A small HTTP server for testing the clients: a thread for each connection, a handler that may block.
final class TinyServer: Sendable {
  struct Request: Sendable {
    let method: String
    let path: String
    let body: String
  }

  let port: UInt16
  private let listener: Int32

  /// - Parameter handler: Makes the whole response, headers and all; nil closes the connection.
  init(_ handler: @escaping @Sendable (Request) -> String?) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(listener, $0, length)
        _ = listen(listener, 128)
        _ = getsockname(listener, $0, &length)
      }
    }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread {
      while true {
        let accepted = accept(listener, nil, nil)
        guard accepted >= 0 else { return }
        Thread.detachNewThread { Self.serve(accepted, handler) }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  static func response(_ status: String, _ body: String = "", headers: String = "") -> String {
    "HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private static func serve(_ connection: Int32, _ handler: (Request) -> String?) {
    defer { close(connection) }
    var pending = ""
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      while let request = take(&pending) {
        guard let answer = handler(request) else { return }
        let bytes = Array(answer.utf8)
        guard send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return }
      }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      pending += String(decoding: buffer[..<count], as: UTF8.self)
    }
  }

  private static func take(_ pending: inout String) -> Request? {
    guard let end = pending.range(of: "\r\n\r\n") else { return nil }
    let head = pending[..<end.lowerBound]
    var length = 0
    for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
      length = Int(line.dropFirst(15).drop { $0 == " " }) ?? 0
    }
    let body = pending[end.upperBound...].utf8
    guard body.count >= length else { return nil }
    let words = head.split(separator: " ")
    let text = String(decoding: body.prefix(length), as: UTF8.self)
    pending = String(decoding: Array(body.dropFirst(length)), as: UTF8.self)
    return Request(method: String(words[0]), path: String(words[1]), body: text)
  }
}
