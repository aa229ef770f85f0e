import Store
import Testing

@testable import InteropSupport

/// What must be so when all is over, whatever happened to the server.
extension FaultStage {
  func completions(of invitation: String) -> [LoggedEvent] {
    events.filter { $0.type == "completed" && $0.href == invitation }
  }

  /// Checks the client's side and the journal; that no leg is left was awaited.
  ///
  /// - Throws: What is wrong.
  func check() throws {
    try wait("all completed events") { invitationsToldOf.allSatisfy { completions(of: $0).count > 0 } }
    try wait("all Disconnected events") { lastStates.values.allSatisfy { $0 == "Disconnected" } }
    var faults = log.troubles
    faults += try Set(invitationsToldOf).sorted().flatMap(faults(ofInvitation:))
    for (href, state) in lastStates {
      let now = try get(href)["state"] as? String
      if now != state { faults.append("\(href) is \(now ?? "nothing"), and \(state) was told") }
    }
    faults += faultsOfOrder
    for side in Side.allCases {
      faults += phone(side).figures.troubles.map { "\(side.rawValue): \($0)" }
      if rings(side) > scenario.mostRings { faults.append("\(side.rawValue) rang \(rings(side)) times") }
    }
    if !faults.isEmpty { throw InteropError.unexpected("\(faults.joined(separator: "; ")) (\(situation))") }
    try checkJournal()
  }

  private var invitationsToldOf: [String] {
    invitations + events.filter { $0.rel == "phoneAudioInvitation" && $0.type == "started" }.map(\.href)
  }

  /// What was told last of each phone audio.
  private var lastStates: [String: String] {
    var states: [String: String] = [:]
    for event in events where event.rel == "phoneAudio" { if let state = event.state { states[event.href] = state } }
    return states
  }

  private func faults(ofInvitation href: String) throws -> [String] {
    var faults: [String] = []
    let own = events.filter { $0.href == href && $0.rel == "phoneAudioInvitation" }
    for type in ["started", "completed"] {
      let count = own.count { $0.type == type }
      if count != 1 { faults.append("\(href): \(count) times \(type)") }
    }
    if own.first?.type != "started" { faults.append("\(href): begins with \(own.first?.summary ?? "nothing")") }
    let order = ["Connecting", "Alerting", "Connected"]
    let steps = own.compactMap(\.state).compactMap { order.firstIndex(of: $0) }
    if steps != steps.sorted() { faults.append("\(href): goes back: \(own.map(\.summary))") }
    let (told, now) = (own.last { $0.type == "completed" }?.state, try get(href)["state"] as? String)
    if told != now { faults.append("\(href) is \(now ?? "nothing"), and \(told ?? "nothing") was told") }
    return faults
  }

  /// Whatever was added is added once, and deleted after that; no phone audio ends twice.
  private var faultsOfOrder: [String] {
    var faults: [String] = []
    var isThere: [String: Bool] = [:]
    var endings: [String: Int] = [:]
    for event in events {
      switch event.type {
      case "added":
        if isThere[event.href] == true { faults.append("\(event.rel) \(event.href) was added twice") }
        isThere[event.href] = true
      case "deleted":
        if isThere[event.href] == false { faults.append("\(event.rel) \(event.href) was deleted twice") }
        isThere[event.href] = false
      default: break
      }
      if event.rel == "phoneAudio" {
        if event.state == "Disconnected" { endings[event.href, default: 0] += 1 }
      }
    }
    for (href, count) in endings where count > 1 { faults.append("\(href) ended \(count) times") }
    return faults
  }

  /// Nothing of a call's legs may be left in the journal; the server writes it when it finds the time.
  private func checkJournal() throws {
    try wait("that the journal has no calls") { try records(of: .call) == 0 }
  }

  /// Checks that the journal keeps no telephones that are to go. One that says nothing keeps its record for 32 s (64*T1,
  /// RFC 3261), for its answer may be on the way.
  func checkLooseLegs() throws {
    try wait("that the journal has no telephones that are to go", within: 45) { try records(of: .looseLegs) == 0 }
  }

  private func records(of kind: RecordKind) throws -> Int {
    let store = try SQLiteStore(directory: server.data)
    defer { store.close() }
    var count = 0
    _ = try store.load(kind) { _, _ in count += 1 }
    return count
  }
}
