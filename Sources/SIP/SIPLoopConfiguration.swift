/// How a loop binds, times and announces itself. Times are milliseconds, sizes bytes.
public struct SIPLoopConfiguration: Sendable {
  /// IPv4 or IPv6 literal to bind, IPv6 without brackets; 0.0.0.0 or :: for every address, with one that Sofia-SIP
  /// picks in Contact unless `advertisedHost` names it. Default 127.0.0.1.
  public var host: String
  /// UDP and TCP port, 0 for any number that is free for both. Default 0.
  public var port: Int
  /// Whether TCP is listened for beside UDP. Default true.
  public var tcp: Bool
  /// Host for Via and Contact when it differs from `host`, as behind NAT. Default nil: `host`.
  public var advertisedHost: String?
  /// RFC 3261 17.1.1.1, T1. Default 500 ms.
  public var t1: Int
  /// RFC 3261 T2. Default 4,000 ms.
  public var t2: Int
  /// RFC 3261 T4, also timers I and K. Default 5,000 ms.
  public var t4: Int
  /// Timers B, F, H and J. Default 32,000 ms. Timer D is never shorter than 32 s (Sofia-SIP fixes it).
  public var timerB: Int
  /// Socket buffer for UDP, each way. Default 4 MiB; the kernel may grant less.
  public var udpReceiveBuffer: Int
  /// Requests longer than this go over TCP, RFC 3261 18.1.1; refused there they go over UDP all the same.
  /// Default 1,300.
  public var udpMTU: Int
  /// User-Agent of requests and Server of responses. Default "Workline"; empty for none.
  public var userAgent: String
  /// Sees every message as it arrives and leaves, on the loop's thread. Default nil, which costs nothing.
  public var trace: (@Sendable (SIPTraceMessage) -> Void)?

  /// The defaults of each property.
  public init(
    host: String = "127.0.0.1", port: Int = 0, tcp: Bool = true, advertisedHost: String? = nil, t1: Int = 500,
    t2: Int = 4000,
    t4: Int = 5000, timerB: Int = 32000, udpReceiveBuffer: Int = 4 << 20, udpMTU: Int = 1300,
    userAgent: String = "Workline", trace: (@Sendable (SIPTraceMessage) -> Void)? = nil
  ) {
    self.host = host
    self.port = port
    self.tcp = tcp
    self.advertisedHost = advertisedHost
    self.t1 = t1
    self.t2 = t2
    self.t4 = t4
    self.timerB = timerB
    self.udpReceiveBuffer = udpReceiveBuffer
    self.udpMTU = udpMTU
    self.userAgent = userAgent
    self.trace = trace
  }
}
