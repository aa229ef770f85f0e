import Dispatch
import Glibc
import SIP
import Synchronization

/// Which trunk a request comes from, by the address it was sent from.
///
/// Names are looked up on a queue of their own, at the start and now and then: a trunk may move. Until its name was
/// found once, a trunk is nobody. A look-up that fails leaves what was known.
final class TrunkSources: Sendable {
  private let trunks: [Trunk]
  private let addresses: Mutex<[Set<SIPAddress>]>
  private let tell: @Sendable (Set<SIPAddress>) -> Void
  private let queue = DispatchQueue(label: "workline.trunk-names")
  private let isLookingUp = Atomic(false)

  /// - Parameter tell: Is told the addresses of all trunks, at once and when they have changed.
  init(_ trunks: [Trunk], tell: @escaping @Sendable (Set<SIPAddress>) -> Void = { _ in }) {
    self.trunks = trunks
    self.tell = tell
    let known = trunks.map { Set(SIPAddress($0.host).map { [$0] } ?? []) }
    addresses = Mutex(known)
    tell(known.reduce(into: []) { $0.formUnion($1) })
    refresh()
  }

  /// The trunk of a source.
  ///
  /// - Parameter source: `address:port`; nil if it is not known.
  /// - Returns: The trunk of that address and port, else the first of that address: the port says nothing with TCP, nor
  ///   behind a translation of addresses. Nil for a stranger.
  func trunk(_ source: String?) -> Trunk? {
    guard let source, let colon = source.lastIndex(of: ":"), let address = SIPAddress(String(source[..<colon]))
    else { return nil }
    let port = Int(source[source.index(after: colon)...])
    let known = addresses.withLock { all in trunks.indices.filter { all[$0].contains(address) } }
    return (known.first { trunks[$0].port == port } ?? known.first).map { trunks[$0] }
  }

  /// Looks the names up again. Returns at once.
  func refresh() {
    let named = trunks.indices.filter { SIPAddress(trunks[$0].host) == nil }
    guard !named.isEmpty, !isLookingUp.exchange(true, ordering: .acquiring) else { return }
    queue.async { [self] in
      for index in named {
        let found = Self.lookUp(trunks[index].host)
        let changed: Set<SIPAddress>? = addresses.withLock { all in
          guard !found.isEmpty, all[index] != found else { return nil }
          all[index] = found
          return all.reduce(into: []) { $0.formUnion($1) }
        }
        if let changed { tell(changed) }
      }
      isLookingUp.store(false, ordering: .releasing)
    }
  }

  private static func lookUp(_ name: String) -> Set<SIPAddress> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var found: Set<SIPAddress> = []
    var next = list
    while let info = next?.pointee {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      if getnameinfo(info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 {
        let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        if let address = SIPAddress(address) { found.insert(address) }
      }
      next = info.ai_next
    }
    return found
  }
}
