import Dispatch
import Glibc
import Synchronization

/// Which trunk a request comes from, by the address it was sent from.
///
/// Names are looked up on a queue of their own, at the start and now and then: a trunk may move. Until its name was
/// found once, a trunk is nobody. A look-up that fails leaves what was known.
final class TrunkSources: Sendable {
  private let trunks: [Trunk]
  /// Addresses of each trunk in canonical form.
  private let addresses: Mutex<[Set<String>]>
  private let queue = DispatchQueue(label: "workline.trunk-names")
  private let isLookingUp = Atomic(false)

  init(_ trunks: [Trunk]) {
    self.trunks = trunks
    addresses = Mutex(trunks.map { Set(Self.canonical($0.host).map { [$0] } ?? []) })
    refresh()
  }

  /// The trunk of a source.
  ///
  /// - Parameter source: `address:port`; nil if it is not known.
  /// - Returns: The trunk of that address and port, else the first of that address: the port says nothing with TCP, nor
  ///   behind a translation of addresses. Nil for a stranger.
  func trunk(_ source: String?) -> Trunk? {
    guard let source, let colon = source.lastIndex(of: ":"), let address = Self.canonical(String(source[..<colon]))
    else { return nil }
    let port = Int(source[source.index(after: colon)...])
    let known = addresses.withLock { all in trunks.indices.filter { all[$0].contains(address) } }
    return (known.first { trunks[$0].port == port } ?? known.first).map { trunks[$0] }
  }

  /// Looks the names up again. Returns at once.
  func refresh() {
    let named = trunks.indices.filter { Self.canonical(trunks[$0].host) == nil }
    guard !named.isEmpty, !isLookingUp.exchange(true, ordering: .acquiring) else { return }
    queue.async { [self] in
      for index in named {
        let found = Self.lookUp(trunks[index].host)
        if !found.isEmpty { addresses.withLock { $0[index] = found } }
      }
      isLookingUp.store(false, ordering: .releasing)
    }
  }

  /// An address as each of its spellings is written here; nil for what is none.
  static func canonical(_ text: String) -> String? {
    let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
    var four = in_addr()
    if inet_pton(AF_INET, bare, &four) == 1 { return written(AF_INET, &four) }
    var six = in6_addr()
    guard inet_pton(AF_INET6, bare, &six) == 1, let address = written(AF_INET6, &six) else { return nil }
    // How a socket for both families names an IPv4 peer.
    return address.hasPrefix("::ffff:") && address.contains(".") ? String(address.dropFirst(7)) : address
  }

  private static func written(_ family: Int32, _ address: UnsafeRawPointer) -> String? {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(family, address, &text, socklen_t(text.count)) != nil else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func lookUp(_ name: String) -> Set<String> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var found: Set<String> = []
    var next = list
    while let info = next?.pointee {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      if getnameinfo(info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 {
        let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        if let address = canonical(address) { found.insert(address) }
      }
      next = info.ai_next
    }
    return found
  }
}
