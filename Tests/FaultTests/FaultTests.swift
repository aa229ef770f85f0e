import Dispatch
import Foundation
import InteropSupport
import Testing

/// The server is killed between every two steps of a call, comes back, and nothing is lost: no leg is left at a phone,
/// no event is missing, doubled or out of order, and each invitation completes once.
///
/// Of less important scenarios every third instant is tried; `WORKLINE_FAULTS_ALL=1` tries all. `WORKLINE_FAULTS_AT`
/// tries one, such as `call invite own#1`, of all scenarios that have it.
@Suite("Faults", .timeLimit(.minutes(20)))
struct FaultTests {
  @Test(arguments: FaultScenario.thorough) func atEveryInstant(of scenario: FaultScenario) async throws {
    try await rehearse(scenario, every: 1)
  }

  @Test(arguments: FaultScenario.others) func atManyInstants(of scenario: FaultScenario) async throws {
    try await rehearse(scenario, every: ProcessInfo.processInfo.environment["WORKLINE_FAULTS_ALL"] == nil ? 3 : 1)
  }

  private func rehearse(_ scenario: FaultScenario, every step: Int) async throws {
    try await onOwnThread {
      let stage = try withinLimit { try Rehearsals(scenario, every: step).run() }
      defer { stage?.crash() }
      // While others are played.
      try stage?.checkLooseLegs()
    }
  }
}

private func withinLimit<Value>(_ work: () throws -> Value) rethrows -> Value {
  rehearsals.wait()
  defer { rehearsals.signal() }
  return try work()
}

/// Each has a server, three phones and a client; more at once than processors would make them late.
private let rehearsals = DispatchSemaphore(value: 3)

/// The rehearsals of a scenario, each with another instant at which the server dies.
private final class Rehearsals {
  private let scenario: FaultScenario
  private let step: Int
  private let only = ProcessInfo.processInfo.environment["WORKLINE_FAULTS_AT"]

  init(_ scenario: FaultScenario, every step: Int) {
    self.scenario = scenario
    self.step = step
  }

  /// - Returns: The last stage, whose server is running; nil if it is not fit for use.
  func run() throws -> FaultStage? {
    let begin = MonotonicTime.seconds
    let places = try places()
    #expect(places.count > 10, "\(scenario.name) passes instants")
    let offset = scenario.name.utf8.reduce(0) { $0 + Int($1) } % step
    let chosen = places.enumerated().filter { index, place in only.map { place == $0 } ?? (index % step == offset) }
    var stage: FaultStage?
    var missed: [String] = []
    for (position, (index, place)) in chosen.enumerated() {
      do {
        let present = try stage ?? FaultStage(scenario, dyingAt: place)
        stage = present
        let next = position + 1 < chosen.count ? chosen[position + 1].element : nil
        if try !present.rehearse(asksTwice: index % 2 == 1, next: next) { missed.append(place) }
      } catch {
        Issue.record("\(scenario.name), killed at \(index + 1) of \(places.count), \(place): \(error)")
        // What is left of it would be found in each rehearsal to come.
        stage?.crash()
        stage = nil
      }
    }
    // Threads are not always as fast as they were: a few instants may not come.
    #expect(missed.count <= 2 + chosen.count / 10, "\(scenario.name): instants that did not come: \(missed)")
    let seconds = Int(MonotonicTime.seconds - begin)
    FileHandle.standardError.write(
      Data("faults: \(scenario.name): \(chosen.count) of \(places.count) instants in \(seconds) s\n".utf8))
    return stage
  }

  /// The instants of a rehearsal in which nothing happens to the server.
  private func places() throws -> [String] {
    let stage = try FaultStage(scenario, dyingAt: nil)
    defer { stage.crash() }
    _ = try stage.rehearse(next: nil)
    return stage.places
  }
}
