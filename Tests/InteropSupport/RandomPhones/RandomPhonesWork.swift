import Foundation
import Glibc

/// The thread of `RandomPhones`.
///
/// `@unchecked Sendable`: `figures`, `orders`, `stopping` and the addresses are touched only under `lock`; all else belongs to the
/// one thread that runs `run()`.
final class RandomPhonesWork: @unchecked Sendable {
  enum Task {
    case answer(PhoneDialog)
    case hangUp(PhoneDialog)
    case reoffer(PhoneDialog)
    case repeatResponse(PhoneDialog, cseq: Int)
    case repeatRequest(PhoneDialog, branch: String)
    case forget(PhoneDialog, branch: String)
  }

  /// What whoever has the phones wants of them.
  enum Order {
    case behave(PhoneHabits)
    case hangUp
    case refer(String)
    case call(String, from: String)
    case giveUp
  }

  private let descriptor: Int32
  var habits: PhoneHabits
  var random: SeededRandom
  var wheel = TimerWheel<Task>(now: MonotonicTime.seconds)
  /// By Call-ID and our tag.
  var dialogs: [String: PhoneDialog] = [:]
  /// By the branch of the INVITE.
  var invitations: [String: PhoneDialog] = [:]
  /// Branches of INVITEs that get no response.
  var ignored: Set<String> = []
  var serial = 0
  var contact: UInt16 = 0
  private(set) var peer: UInt16 = 0
  private let lock = NSLock()
  private var figures = RandomPhones.Figures()
  private var orders: [Order] = []
  private var stopping = false

  init(_ descriptor: Int32, _ habits: PhoneHabits, _ seed: UInt64) {
    self.descriptor = descriptor
    self.habits = habits
    random = SeededRandom(seed: seed)
  }

  /// Before `run()`.
  func address(contact: UInt16, peer: UInt16) {
    lock.withLock { (self.contact, self.peer) = (contact, peer) }
  }

  var current: RandomPhones.Figures { lock.withLock { figures } }
  private func takeOrders() -> [Order] {
    lock.withLock {
      defer { orders.removeAll() }
      return orders
    }
  }

  func order(_ order: Order) { lock.withLock { orders.append(order) } }
  func stop() { lock.withLock { stopping = true } }
  func count(_ change: (inout RandomPhones.Figures) -> Void) { lock.withLock { change(&figures) } }

  func trouble(_ text: String) {
    count { if $0.troubles.count < 20 { $0.troubles.append(text) } }
  }

  func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
  func time(upTo longest: Double) -> Double { MonotonicTime.seconds + .random(in: 0...longest, using: &random) }

  func run() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    var lookedAt = 0.0
    while !lock.withLock({ stopping }) {
      poll(&watched, 1, 5)
      for _ in 0..<256 {
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { break }
        buffer.withUnsafeBytes { bytes in
          if let message = PhoneMessage(UnsafeRawBufferPointer(rebasing: bytes[..<count])) { handle(message) }
        }
      }
      let now = MonotonicTime.seconds
      for order in takeOrders() { perform(order) }
      for task in wheel.due(now: now) { perform(task, now) }
      if now - lookedAt > 0.05 {
        lookedAt = now
        let live = dialogs.values.filter(\.isLive)
        count {
          $0.live = live.count
          $0.liveCalls = live.prefix(5).map { "\(name($0)) \($0.state)" }
          $0.talking = live.count { $0.state == .talking && $0.requests.isEmpty && $0.unacknowledged.isEmpty }
          $0.countedAt = now
        }
      }
    }
    close(descriptor)
  }

  func send(_ bytes: [UInt8]) {
    _ = LoopbackAddress(port: peer).withPointer { sendto(descriptor, bytes, bytes.count, 0, $0, $1) }
  }

  func sendText(_ text: String) { send(Array(text.utf8)) }

  // MARK: Timers

  private func perform(_ task: Task, _ now: Double) {
    switch task {
    case .answer(let dialog): if dialog.state == .ringing { answer(dialog) }
    case .hangUp(let dialog): if dialog.state == .talking, !dialog.hasVanished { hangUp(dialog) }
    case .reoffer(let dialog): if dialog.state == .talking, !dialog.hasVanished { reoffer(dialog) }
    case .repeatResponse(let dialog, let cseq): repeatResponse(dialog, cseq, now)
    case .repeatRequest(let dialog, let branch): repeatRequest(dialog, branch, now)
    case .forget(let dialog, let branch):
      invitations[branch] = nil
      dialogs[Self.key(dialog.callID, dialog.tag)] = nil
      ignored.remove(branch)
    }
  }

  private func repeatResponse(_ dialog: PhoneDialog, _ cseq: Int, _ now: Double) {
    guard var waiting = dialog.unacknowledged[cseq], !dialog.hasVanished else { return }
    guard now - waiting.since < 32 else {
      dialog.unacknowledged[cseq] = nil
      count { $0.abandoned += 1 }
      trouble("no ACK for \(String(decoding: waiting.bytes.prefix(40), as: UTF8.self)) in \(name(dialog))")
      return over(dialog)
    }
    send(waiting.bytes)
    count { $0.repeated += 1 }
    waiting.interval = min(waiting.interval * 2, 4)
    dialog.unacknowledged[cseq] = waiting
    wheel.add(.repeatResponse(dialog, cseq: cseq), at: now + waiting.interval)
  }

  private func repeatRequest(_ dialog: PhoneDialog, _ branch: String, _ now: Double) {
    guard var request = dialog.requests[branch] else { return }
    guard now - request.since < 32 else {
      dialog.requests[branch] = nil
      count { $0.abandoned += 1 }
      trouble("no answer to a \(request.kind) of \(name(dialog))")
      return over(dialog)
    }
    // An INVITE is not sent again after a provisional response; it is only awaited.
    if !(request.isInvite && request.hasProvisional) {
      send(request.bytes)
      count { $0.repeated += 1 }
    }
    request.interval = request.isInvite ? request.interval * 2 : min(request.interval * 2, 4)
    dialog.requests[branch] = request
    wheel.add(.repeatRequest(dialog, branch: branch), at: now + min(request.interval, 32.1 - (now - request.since)))
  }

  /// Over, and kept for as long as something may come again.
  func over(_ dialog: PhoneDialog) {
    guard dialog.state != .over else { return }
    dialog.state = .over
  }

  func name(_ dialog: PhoneDialog) -> String { String(decoding: dialog.callID, as: UTF8.self) }

  static func key(_ callID: [UInt8], _ tag: String) -> String { String(decoding: callID, as: UTF8.self) + "|" + tag }
}
