import Dispatch
import Glibc
import Media
import SIP

/// Telephones for trying things out: real SIP user agents behind one address, which send and receive real G.711 audio
/// and count it. The user part of the Request-URI, or the number of a `tel:` URI, chooses the phone, and the phone's
/// number its behaviour.
///
/// A lab without calls costs no CPU. It lives until `stop()`, which its last reference does too.
public final class Lab: Sendable {
  /// SIP port, UDP and TCP.
  public let port: Int
  private let loop: SIPLoop
  private let media: MediaThread
  private let exchange: Exchange
  private let record = LabRecord()

  /// Starts the lab.
  ///
  /// - Parameters:
  ///   - host: IP address literal for SIP and RTP.
  ///   - port: SIP port; 0 for any that is free. RTP takes any free even port for each call.
  ///   - trace: Sees every SIP message, on the loop's thread.
  /// - Throws: `LabError`.
  public init(
    host: String = "127.0.0.1", port: Int = 0, trace: (@Sendable (SIPTraceMessage) -> Void)? = nil
  ) throws(LabError) {
    do {
      loop = try SIPLoop(
        SIPLoopConfiguration(host: host, port: port, userAgent: "Workline-Lab", trace: trace), name: "lab")
    } catch {
      throw .sip(error)
    }
    guard let media = MediaThread() else {
      let reason = String(cString: strerror(errno))
      loop.stop()
      throw .media(reason)
    }
    self.media = media
    self.port = loop.port
    let exchange = Exchange(loop, media, record)
    self.exchange = exchange
    loop.setDelegate(exchange)
  }

  deinit { stop() }

  /// Hears of everything that happens, on the lab's SIP thread; must return soon and not call `stop`. Default nil.
  public var onEvent: (@Sendable (LabEvent) -> Void)? {
    get { record.onEvent }
    set { record.onEvent = newValue }
  }

  /// Calls that ring or stand.
  public var liveCalls: Int { record.liveCalls }

  /// Open RTP sockets.
  public var liveSessions: Int { media.count }

  /// The last 1,000 calls that ended, the oldest first, then the live ones.
  public func statistics() -> [PhoneStatistics] { record.statistics() }

  /// One of the phones calls somebody. What becomes of it is told by `onEvent` under the Call-ID.
  ///
  /// - Parameters:
  ///   - called: The user part of the Request-URI, such as a number in E.164 form.
  ///   - number: The phone that calls, in E.164 form: one of the lab's, for the tone it plays.
  ///   - server: Where the INVITE is sent: HOST:PORT.
  ///   - hangsUpAfter: Milliseconds after the answer at which it hangs up; nil: never.
  /// - Returns: The Call-ID; nil if the INVITE could not be made.
  public func call(
    _ called: String, from number: String, at server: String, hangsUpAfter: Int? = nil
  ) async -> String? {
    await withCheckedContinuation { continuation in
      loop.post { [exchange] in
        continuation.resume(
          returning: exchange.call(called, from: number, at: server, hangsUpAfter: hangsUpAfter))
      }
    }
  }

  /// Cancels or ends a call that a phone has begun.
  public func giveUp(_ callID: String) { loop.post { [exchange] in exchange.giveUp(callID) } }

  /// Counts of the lab's SIP stack, for tests that look for leaks.
  func sipStatistics() async -> SIPStatistics {
    await withCheckedContinuation { continuation in
      loop.post { [loop] in continuation.resume(returning: loop.statistics()) }
    }
  }

  /// Hangs up everywhere, waits up to a second for the other sides to answer, and gives all back. More than once is
  /// fine; not from `onEvent`.
  public func stop() {
    let isQuiet = DispatchSemaphore(value: 0)
    loop.post { [exchange] in exchange.endAll { isQuiet.signal() } }
    _ = isQuiet.wait(timeout: .now() + .seconds(1))
    loop.stop()
    media.stop()
  }

  /// What the phone with a number does, in E.164 form with or without `+`; nil if the lab has no such number.
  public static func behaviour(of number: String) -> PhoneBehaviour? { PhoneDirectory.behaviour(of: number) }

  /// The numbers and what each does, for help texts; the last one stands for all others of the range.
  public static var directory: [(number: String, description: String)] {
    PhoneDirectory.special.map { ($0.number, $0.summary) } + [PhoneDirectory.ordinary]
  }
}
