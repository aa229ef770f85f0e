import CSQLiteFaults
import Foundation
import Testing

@testable import Store

/// How a disk fails.
enum DiskFault: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case full, write, sync
  var testDescription: String { rawValue }

  var faults: Int32 {
    switch self {
    case .full: Int32(WL_FAULT_FULL)
    case .write: Int32(WL_FAULT_WRITE)
    case .sync: Int32(WL_FAULT_SYNC)
    }
  }

  /// The code of the error that comes of it.
  var code: String { self == .full ? "diskFull" : "inputOutput" }

  /// Only a commit that waits for the disk notices that it cannot.
  var durability: Durability { self == .sync ? .full : .normal }
}

extension DataDirectory {
  /// Has what lies in the directory fail from now on; nil ends it. The first time before anything is opened.
  func fail(_ fault: DiskFault?) {
    wl_faults_install()
    #expect(wl_faults_set(path, fault?.faults ?? 0) == 1)
  }
}

/// Asks again, letting others run in between, until it is so; fails when it is not within so many seconds.
func eventually(_ what: String, within seconds: Double = 20, _ isSo: () throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while try !isSo() {
    guard ContinuousClock.now < deadline else {
      Issue.record("not within \(seconds) s: \(what)")
      return
    }
    await Task.yield()
  }
}
