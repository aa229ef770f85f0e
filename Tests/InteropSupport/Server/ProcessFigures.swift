import Foundation
import Glibc

/// What the kernel knows of a process, from `/proc`.
public struct ProcessFigures: Sendable {
  /// CPU time used by all threads so far, user and system, in seconds; the kernel counts in ticks of 10 ms.
  public let cpuSeconds: Double
  /// Resident memory in bytes (VmRSS).
  public let residentBytes: Int

  /// Looks at a process.
  ///
  /// - Throws: `InteropError.unexpected` if it is gone.
  public init(of processID: pid_t) throws {
    guard let stat = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8),
      let status = try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8),
      let afterName = stat.lastIndex(of: ")")
    else { throw InteropError.unexpected("process \(processID) is gone") }
    let fields = stat[stat.index(after: afterName)...].split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      throw InteropError.unexpected("/proc/\(processID)/stat cannot be read")
    }
    cpuSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    let kilobytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
    residentBytes = (kilobytes ?? 0) * 1_024
  }
}
