@testable import HTTP

/// What a server reads from a connection, up to the first fault.
struct HTTPConversation: Equatable, CustomStringConvertible {
  private(set) var requests: [HTTPRequest] = []
  private(set) var end = RequestParser.Outcome.incomplete

  /// Reads as `Connection` does; `pieces` says how many bytes come next, given how many are left.
  static func read(_ bytes: [UInt8], limits: HTTPLimits, pieces: (Int) -> Int) -> HTTPConversation {
    var conversation = HTTPConversation()
    let parser = RequestParser(limits: limits)
    var isIdle = true
    var position = 0
    while position < bytes.count {
      let end = position + min(max(pieces(bytes.count - position), 1), bytes.count - position)
      while position < end {
        if isIdle, bytes[position] == 13 || bytes[position] == 10 {
          position += 1
          continue
        }
        isIdle = false
        // A copy of its own, so that a read beyond the end is noticed.
        let piece = Array(bytes[position..<end])
        let (consumed, outcome) = piece.withUnsafeBufferPointer { parser.feed($0) }
        position += consumed
        switch outcome {
        case .incomplete: position = end
        case .failed:
          conversation.end = outcome
          return conversation
        case .complete:
          if let request = parser.takeRequest(remoteAddress: "192.0.2.1", isTLS: false) {
            conversation.requests.append(request)
          }
          parser.reset()
          isIdle = true
        }
      }
    }
    return conversation
  }

  var description: String {
    let texts = requests.map { request in
      "\(request.method.rawValue) \(request.target) \(Array(request.headers)) \(request.body) \(request.keepAlive)"
    }
    return texts.joined(separator: "\n") + "\nthen \(end)"
  }

  static func == (left: HTTPConversation, right: HTTPConversation) -> Bool {
    left.end == right.end
      && left.requests.elementsEqual(right.requests) {
        $0.method == $1.method && $0.target == $1.target && $0.headers == $1.headers && $0.body == $1.body
          && $0.keepAlive == $1.keepAlive
      }
  }
}
