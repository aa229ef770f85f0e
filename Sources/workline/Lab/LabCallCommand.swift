import Foundation
import Lab

/// `workline lab call`: a telephone of a lab in this process calls a user of the server.
enum LabCallCommand {
  static func run(_ options: LabCallOptions) async throws -> Int32 {
    let lab: Lab
    do {
      // The address that the server sees is the one it listens at, which is that of its own lab.
      lab = try Lab(host: options.host)
    } catch {
      throw CommandFailure(ExitCode.system, "\(error)")
    }
    defer { lab.stop() }
    let (events, feed) = AsyncStream.makeStream(of: LabEvent.self)
    lab.onEvent = { feed.yield($0) }
    let hangsUpAfter = options.hangUpAfterSeconds.map { Int($0 * 1_000) }
    guard let callID = await lab.call(options.called, from: options.caller, at: options.sip, hangsUpAfter: hangsUpAfter)
    else { throw CommandFailure(ExitCode.data, "'\(options.called)' cannot be called") }
    let style = Style.standardOutput()
    Console.print(style.bold("Calling \(options.called) as \(options.caller)"))
    let interrupts = Interrupts { lab.giveUp(callID) }
    let clock = ContinuousClock()
    let begin = clock.now
    func show(_ text: String) {
      let parts = begin.duration(to: clock.now).components
      let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
      Console.print("\(style.dim(String(format: "%6.1fs", seconds)))  \(text)")
    }
    defer { withExtendedLifetime(interrupts) {} }
    for await event in events {
      switch event {
      case .ringing(_, _, let status): show(status == 180 ? "ringing" : "ringing (\(status))")
      case .answered: show(style.green("answered"))
      case .refused(_, _, let status):
        show(style.red(refusal(status)))
        return ExitCode.callFailed
      case .ended(let statistics):
        let heard = statistics.heardFrequency.map { "a tone of \($0) Hz" } ?? "nothing"
        show(
          "ended: \(statistics.packetsSent) RTP packets sent, \(statistics.packetsReceived) received; heard \(heard)")
        return ExitCode.success
      }
    }
    return ExitCode.software
  }

  private static func refusal(_ status: Int) -> String {
    let meaning =
      switch status {
      case 403: "this machine's address is no trunk of the server's"
      case 404: "the number is nobody's"
      case 408, 503: "the server does not answer"
      case 480: "no phone answered"
      case 486: "busy"
      case 487: "given up"
      case 603: "declined"
      default: "refused"
      }
    return "failed: SIP \(status), \(meaning)"
  }
}
