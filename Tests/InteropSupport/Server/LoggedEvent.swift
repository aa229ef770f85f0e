import Foundation

/// One event of the channel, with what a test of calls asks of it.
public struct LoggedEvent: Sendable {
  /// `communication` or `conversation`.
  public let sender: String
  /// `added`, `updated`, `deleted`, `started` or `completed`.
  public let type: String
  /// What it is about, such as `phoneAudioInvitation`.
  public let rel: String
  /// Where that is.
  public let href: String
  /// `state` of the embedded resource.
  public let state: String?
  /// `operationId` of the embedded resource.
  public let operationID: String?
  /// `Success` or `Failure`.
  public let status: String?
  /// The reason's code, subcode and message.
  public let code: String?
  /// See `code`.
  public let subcode: String?
  /// See `code`.
  public let message: String?
  /// Hrefs of the embedded resource's links.
  public let links: [String: String]
  /// When it arrived, in seconds since 1970.
  public internal(set) var time = 0.0

  /// Code and subcode with a slash between, nil without a reason.
  public var reason: String? { code.map { code in subcode.map { "\(code)/\($0)" } ?? code } }

  /// Such as `updated phoneAudio Disconnected Informational/CallTerminated`.
  public var summary: String {
    [type, rel, state, status, reason].compactMap { $0 }.joined(separator: " ")
  }

  /// The events of a package, in order.
  static func all(in package: [UInt8]) -> [LoggedEvent] {
    let root = (try? JSONSerialization.jsonObject(with: Data(package))) as? [String: Any]
    let senders = root?["sender"] as? [[String: Any]] ?? []
    return senders.flatMap { sender in
      (sender["events"] as? [[String: Any]] ?? []).map { LoggedEvent($0, sender: sender["rel"] as? String ?? "") }
    }
  }

  private init(_ event: [String: Any], sender: String) {
    let link = event["link"] as? [String: Any]
    let rel = link?["rel"] as? String ?? ""
    let resource = (event["_embedded"] as? [String: Any])?[rel] as? [String: Any]
    let reason = event["reason"] as? [String: Any]
    self.sender = sender
    self.rel = rel
    type = event["type"] as? String ?? ""
    href = link?["href"] as? String ?? ""
    state = resource?["state"] as? String
    operationID = resource?["operationId"] as? String
    status = event["status"] as? String
    code = reason?["code"] as? String
    subcode = reason?["subcode"] as? String
    message = reason?["message"] as? String
    links = (resource?["_links"] as? [String: Any] ?? [:]).compactMapValues {
      ($0 as? [String: Any])?["href"] as? String
    }
  }
}
