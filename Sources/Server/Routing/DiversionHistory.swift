import SIP

/// By whom a call was sent on before it came here: History-Info (RFC 7044), else Diversion (RFC 5806).
struct DiversionHistory: Sendable, Equatable {
  /// Somebody who sent the call on.
  struct Diverter: Sendable, Equatable {
    /// His `sip:` or `tel:` URI, without parameters.
    var uri: String
    /// Display name.
    var name: String?
  }

  /// Why a call is sent on: Diversion's spelling, and the SIP cause of RFC 4458.
  enum Reason: String, Sendable {
    case unconditional
    case noAnswer = "no-answer"
    case userBusy = "user-busy"
    case doNotDisturb = "do-not-disturb"
    case away

    fileprivate var cause: Int {
      switch self {
      case .unconditional: 302
      case .noAnswer: 408
      case .userBusy, .doNotDisturb: 486
      case .away: 480
      }
    }
  }

  /// Those who sent it on, the first one first.
  private(set) var diverters: [Diverter] = []

  /// More are not read: a call that was sent on so often goes round.
  static let limit = 20

  init() {}

  init(_ request: SIPMessageView) {
    self.init(
      history: request.headers(named: "History-Info"), diversion: request.headers(named: "Diversion"))
  }

  init(history: [String], diversion: [String]) {
    let entries = history.flatMap(SIPText.list).prefix(Self.limit + 1)
    if entries.count > 1 {
      // The last is where the call was sent, which is here.
      diverters = entries.dropLast().compactMap(Self.diverter)
    } else {
      // The newest comes first.
      diverters = diversion.flatMap(SIPText.list).prefix(Self.limit).reversed().compactMap(Self.diverter)
    }
  }

  private static func diverter(_ value: String) -> Diverter? {
    guard let uri = Shard.uri(value) else { return nil }
    let bare = String(uri.prefix { $0 != "?" && $0 != ";" })
    guard SIPText.user(ofURI: bare) != nil else { return nil }
    let name = SIPText.displayName(value).map(SIPText.line)
    return Diverter(uri: bare, name: name?.isEmpty == false ? name : nil)
  }

  /// Who sent the call here.
  var last: Diverter? { diverters.last }

  /// Whether the call was sent on too often, or by somebody who is meant by this.
  func isCircle(_ isSame: (String) -> Bool) -> Bool {
    diverters.count >= Self.limit || diverters.contains { isSame($0.uri) }
  }

  /// The header fields of a call that is sent on once more.
  ///
  /// - Parameters:
  ///   - diverter: Who sends it on.
  ///   - target: Where it goes.
  func headers(_ diverter: Diverter, to target: String, reason: Reason) -> [SIPHeader] {
    let all = diverters + [diverter]
    var fields = [
      SIPHeader(
        "Diversion", Self.address(diverter) + ";reason=\(reason.rawValue);counter=\(all.count)")
    ]
    // Each was sent on by the one before (RFC 7044, 10.3).
    var index = "1"
    var entries: [String] = []
    for one in all {
      entries.append(Self.address(one) + ";index=\(index)")
      index += ".1"
    }
    let cause = (target.contains(";") ? "" : ";cause=\(reason.cause)")
    entries.append("<\(target)\(cause)>;index=\(index)")
    fields.append(SIPHeader("History-Info", entries.joined(separator: ", ")))
    return fields
  }

  private static func address(_ diverter: Diverter) -> String {
    (diverter.name.map { SIPText.quoted($0) + " " } ?? "") + "<\(diverter.uri)>"
  }
}
