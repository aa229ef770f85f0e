@testable import CallControl

/// Bodies of two fictitious phones.
enum Bodies {
  static func phone(_ port: Int, version: Int = 1) -> [UInt8] {
    Array(
      "v=0\r\no=phone 77 \(version) IN IP4 192.0.2.1\r\ns=call\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio \(port) RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n"
        .utf8)
  }
  static let own = phone(40_000)
  /// Where this server plays tones.
  static let tones = SessionDescription.Endpoint(address: "192.0.2.200", port: 20_000)
  static let other = phone(50_000)
}

extension Call {
  static func test(offering: Bool = false, configure: (inout CallSettings) -> Void = { _ in }) -> Call {
    var settings = CallSettings()
    settings.offersToOtherSide = offering
    configure(&settings)
    return Call(settings: settings, sessionIDs: (1001, 1002))
  }

  /// Runs events and gives the actions of the last one.
  @discardableResult
  mutating func run(_ events: CallEvent...) -> [CallAction] {
    var last: [CallAction] = []
    for event in events { last = handle(event) }
    return last
  }
}

extension [CallAction] {
  /// Tones begun and stopped, in order.
  var tones: [CallTone?] { compactMap { if case .play(let tone) = $0 { .some(tone) } else { nil } } }
  var notices: [CallNotice] { compactMap { if case .notify(let notice) = $0 { notice } else { nil } } }
  func has(_ action: CallAction) -> Bool { contains(action) }
  var failure: Outcome? {
    notices.lazy.compactMap { if case .failed(let outcome) = $0 { outcome } else { nil } }.first
  }
  /// The descriptions sent on a leg, in order.
  func descriptions(_ leg: LegID) -> [SessionDescription] {
    compactMap {
      switch $0 {
      case .invite(leg, let description), .reinvite(leg, let description), .acknowledge(leg, let description),
        .respond(leg, _, let description):
        description
      default: nil
      }
    }
  }
}
