import Configuration
import Numbering
import SIP
import Store
import Synchronization

/// Decides by which trunk a number or address is reached.
final class Routing: Sendable {
  /// All trunks, in the order of the configuration.
  let trunks: [Trunk]
  /// The way to users of this server.
  let local: LocalCalls
  /// Which calls to users stay on this server.
  private let extent: Configuration.LocalCalls
  private let routes: [(pattern: NumberPattern, trunk: Trunk)]
  private let emergency: Trunk?
  /// Trunks found to refuse INVITEs without an offer.
  private let needsOffer = Mutex<Set<String>>([])

  /// - Parameter fallback: the lab's trunk, used when the configuration has none.
  /// - Parameter local: The server's own address.
  init(_ configuration: Configuration, fallback: Trunk?, local: LocalCalls) {
    self.local = local
    extent = configuration.localCalls
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

  /// The telephones that ring when a user is called.
  func ownPhones(of user: Store.User, _ dialPlan: DialPlan) -> [(
    number: DialableNumber, destination: CallPlan.Destination
  )] {
    var phones: [(number: DialableNumber, destination: CallPlan.Destination)] = []
    for text in user.incomingNumbers {
      guard let number = try? dialPlan.normalize(text, region: user.region), number.kind != .emergency,
        let destination = destination(number), !phones.contains(where: { $0.destination.uri == destination.uri })
      else { continue }
      phones.append((number, destination))
    }
    return phones
  }

  /// The way to a user of this server, whom another one calls: by the server itself if his calls come in here, else to
  /// his work number by a trunk. Nil if there is neither.
  ///
  /// - Parameters:
  ///   - caller: SIP URI of the one who calls. Nobody calls himself.
  ///   - number: The number that was called; nil if it was his address.
  func destination(
    _ user: Store.User, from caller: String, number: DialableNumber?, _ dialPlan: DialPlan
  ) -> CallPlan.Destination? {
    let isLocal = extent == .all || (extent == .addresses && number == nil)
    if isLocal, user.uri != caller, user.phoneAudioEnabled, !ownPhones(of: user, dialPlan).isEmpty {
      return local.destination(user.uri)
    }
    let work = number ?? user.workNumber.flatMap { try? dialPlan.normalize($0, region: user.region) }
    return work.flatMap { $0.kind == .emergency ? nil : destination($0) }
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
    inbound = configured.inbound.username.map {
      Inbound(
        credentials: SIPCredentials(username: $0, password: configured.inbound.password?.value ?? ""),
        realm: configured.inbound.realm,
        algorithms: configured.inbound.algorithm == .any
          ? DigestAlgorithm.allCases : [configured.inbound.algorithm == .md5 ? .md5 : .sha256])
    }
  }
}
