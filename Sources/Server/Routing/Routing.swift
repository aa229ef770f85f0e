import Configuration
import Numbering
import SIP
import Synchronization

/// Decides by which trunk a number or address is reached.
final class Routing: Sendable {
  /// All trunks, in the order of the configuration.
  let trunks: [Trunk]
  private let routes: [(pattern: NumberPattern, trunk: Trunk)]
  private let emergency: Trunk?
  /// Trunks found to refuse INVITEs without an offer.
  private let needsOffer = Mutex<Set<String>>([])

  /// - Parameter fallback: the lab's trunk, used when the configuration has none.
  init(_ configuration: Configuration, fallback: Trunk?) {
    let configured = configuration.trunks.map(Trunk.init)
    let all = configured.isEmpty ? fallback.map { [$0] } ?? [] : configured
    trunks = all
    routes = configuration.routes.compactMap { route in
      guard let pattern = NumberPattern(route.pattern), let trunk = all.first(where: { $0.name == route.trunk })
      else { return nil }
      return (pattern, trunk)
    }
    emergency = configuration.emergency.trunk.flatMap { name in all.first { $0.name == name } }
  }

  /// Whether any trunk is there at all.
  var isEmpty: Bool { trunks.isEmpty }

  /// The way to a number; nil if it may not be called or there is no trunk.
  func destination(_ number: DialableNumber) -> CallPlan.Destination? {
    if number.kind == .emergency {
      return emergency.map { CallPlan.Destination(trunk: $0, uri: $0.uri(number: number.number)) }
    }
    let trunk = routes.first { $0.pattern.matches(number.number) }?.trunk ?? trunks.first
    let extension_ = number.ext.map { ";ext=\($0)" } ?? ""
    return trunk.map { CallPlan.Destination(trunk: $0, uri: $0.uri(number: number.number + extension_)) }
  }

  /// The way to a SIP address: the first trunk, with the address as the Request-URI.
  func destination(sip uri: String) -> CallPlan.Destination? {
    trunks.first.map { CallPlan.Destination(trunk: $0, uri: uri) }
  }

  /// Whether calls by this trunk begin with an offer.
  func offersFirst(_ trunk: Trunk) -> Bool {
    switch trunk.offerless {
    case .never: true
    case .always: false
    case .automatic: needsOffer.withLock { $0.contains(trunk.name) }
    }
  }

  /// Remembers that a trunk refused an INVITE without an offer and took one with.
  func rememberOfferRequired(_ trunk: Trunk) {
    guard case .automatic = trunk.offerless else { return }
    needsOffer.withLock { _ = $0.insert(trunk.name) }
  }
}

extension Trunk {
  init(_ configured: Configuration.Trunk) {
    name = configured.name
    host = configured.host.contains(":") ? "[\(configured.host)]" : configured.host
    port = Int(configured.port)
    transport = configured.transport.rawValue
    credentials = configured.username.map { SIPCredentials(username: $0, password: configured.password?.value ?? "") }
    fromDomain = configured.fromDomain
    mayRefer = configured.refer
    offerless =
      switch configured.offerlessInvite {
      case .auto: .automatic
      case .always: .always
      case .never: .never
      }
    earlyMedia = configured.earlyMedia == .reliable
  }
}
