import CallControl
import Configuration
import Dispatch
import Foundation
import HTTP
import Lab
import Media
import Numbering
import SIP
import Sessions
import Store
import Synchronization

/// The server: store, SIP, HTTP, and what keeps them together.
///
///     let server = try WorklineServer(configuration, dataDirectory: "/var/lib/workline")
///     print(server.readyLine)
///     …
///     server.stop()
public final class WorklineServer: Sendable {
  /// What is not part of the configuration file.
  public struct Options: Sendable {
    /// Adds telephones for trying things out. Without a configured trunk they are the trunk.
    public var lab = false
    /// File that gets a line for each SIP message and, at the end, for each lab phone; nil for none.
    public var ladder: String?

    /// Microseconds by which the SIP thread may be late before calls are refused. Tests allow more: there many servers
    /// share a machine.
    var admissionDelay: Int64 = 20_000
    /// Bounds of the journal. Tests wait less.
    var journal = JournalLimits()

    /// The defaults.
    public init() {}
  }

  let context: ServerContext
  /// Answers requests; those that come by a socket, and those of tests that need none.
  let handler: APIHandler
  private let store: SQLiteStore
  private let sip: SIPLoop
  /// The loop holds it weakly.
  private let delegate: ShardDelegate
  private let http: HTTPServer
  private let tones: ToneSource
  private let lab: Lab?
  private let ladder: Ladder?
  private let maintenance: Maintenance
  private let hasStopped = Mutex(false)
  private let secure: Bool

  /// Sets this process up to be a server; to be called first, before other threads run.
  public static func prepareProcess() { SIPLoop.tuneMemory() }

  /// Opens the store, binds both ports, puts back what the journal holds, and begins to answer.
  ///
  /// - Throws: ``ServerError`` naming the setting to change.
  public init(
    _ configuration: Configuration, dataDirectory: String, options: Options = Options()
  ) throws(ServerError) {
    let log = Log(configuration.log)
    secure = configuration.tls.certificate != nil
    store = try Self.openStore(dataDirectory, configuration, options.journal, log)
    DialPlan.warmUp()
    let dialPlan = try Self.dialPlan(configuration)
    let ladder = try options.ladder.map { path throws(ServerError) in try Ladder(path: path) }
    self.ladder = ladder
    sip = try Self.bindSIP(configuration, ladder)
    lab = options.lab ? try Self.startLab() : nil
    let routing = Routing(
      configuration, fallback: lab.map { Trunk(lab: $0) }, local: LocalCalls(host: sip.host, port: sip.port))
    if routing.isEmpty { log(.warning, "No trunk is configured: no phone can be rung. See trunks, or use --lab.") }

    let host = configuration.sip.advertised.map { HostPort($0)?.host ?? $0 } ?? sip.host
    var signIn = SignInGuard.Limits()
    signIn.failuresPerName = configuration.limits.signInFailures
    signIn.failuresPerAddress = configuration.limits.signInFailuresPerAddress
    signIn.lockout = max(1, Int(configuration.timeouts.signInLockout.components.seconds))
    let accounts = Accounts(
      directory: store, issuers: try Issuers(configuration.issuers, log: log),
      tokenLifetime: configuration.timeouts.tokenLifetime, signIn: signIn, log: log)
    let applications = Applications(
      journal: store, accounts: accounts,
      limits: ApplicationLimits(configuration), denied: configuration.deniedUserAgents.map { UserAgentPattern($0) },
      eventLimit: configuration.limits.eventQueue,
      eventTimeout: Int(configuration.timeouts.eventTimeout.components.seconds))
    let admission = Admission(
      maximumCalls: configuration.limits.callsTotal, maximumInSetup: configuration.limits.callsInSetup,
      target: options.admissionDelay)
    let history = ConversationHistory(
      store: store, accounts: accounts, limits: ConversationHistory.Limits(configuration),
      isEnabled: configuration.conversationHistory, log: log)
    let policy = RedirectPolicy(dialPlan: dialPlan, routing: routing, accounts: accounts)
    let sources = TrunkSources(routing.trunks) { [sip] in sip.know($0) }
    var callSettings = CallSettings()
    callSettings.ringOwnPhone = configuration.timeouts.ringOwnPhone
    callSettings.ringTarget = configuration.timeouts.ringTarget
    callSettings.session = configuration.timeouts.session
    callSettings.sessionMinimum = configuration.timeouts.sessionMinimum
    callSettings.host = host
    let incoming = IncomingPolicy(
      dialPlan: dialPlan, routing: routing, accounts: accounts, sources: sources, settings: callSettings,
      conversations: configuration.limits.conversationsPerUser, redirect: policy,
      several: ForwardingTargets(accounts: accounts, log: log), groups: store, voicemail: configuration.voicemailURI,
      workHours: WorkHours(configuration.workHours))
    tones = ToneSource(
      host: sip.host, ports: configuration.tones.portRange, limit: configuration.limits.callsInSetup,
      region: ToneRegion(rawValue: configuration.tones.region.rawValue) ?? .us)
    let shard = Shard(
      loop: sip,
      environment: Shard.Environment(
        journal: store, routing: routing, admission: admission, tones: tones, history: history, host: host,
        redirect: { policy.destination($0, $1) }, transferTarget: { policy.target($0, $1) }, incoming: incoming,
        strangers: try Self.strangerPolicy(configuration, routing, host: host), log: log))
    delegate = ShardDelegate(shard)
    sip.setDelegate(delegate)
    let pools = Pools(configuration, log: log)
    context = ServerContext(
      configuration: configuration, accounts: accounts, applications: applications,
      presence: PresenceCenter(accounts: accounts, journal: store),
      photoCookies: try Self.photoCookies(store, dataDirectory), directory: store,
      directoryQueue: DirectoryQueue(store), journal: store, groups: store, search: store, history: history,
      health: ServerHealth(store: store, accounts: accounts, admission: admission),
      dialPlan: dialPlan,
      emergencyNumbers: EmergencyNumbers(dialPlan), routing: routing, pools: pools, admission: admission,
      sources: sources, shard: shard, log: log, serverName: host)
    handler = APIHandler(context)
    do {
      try Restoration(context).run()
      Self.sayRestored(context.shard)
      handler.resumePresenceSubscriptions()
      context.health.refresh()
    } catch {
      throw .store(error, directory: dataDirectory)
    }
    http = try Self.bindHTTP(configuration, handler)
    maintenance = Maintenance(context, handler: handler)
    sip.open()
    http.start()
    maintenance.start()
    pools.start()
  }

  deinit { stop() }

  /// Address of the HTTP interface.
  public var url: String { "\(secure ? "https" : "http")://\(Self.authority(http.host, http.port))" }

  /// Address of the SIP port.
  public var sipAddress: String { Self.authority(sip.host, sip.port) }

  /// The line that says that the server is ready, with the addresses it listens on.
  public var readyLine: String { "workline ready http=\(url) sip=\(sipAddress)" }

  /// The lab's telephones, if there is a lab.
  public var labStatistics: [PhoneStatistics] { lab?.statistics() ?? [] }

  /// What is alive now, for operators and tests.
  public struct Census: Sendable, Equatable, CustomStringConvertible {
    /// Calls in set-up, standing, or going away.
    public var calls = 0
    /// SIP dialogs.
    public var legs = 0
    /// SIP client transactions, among them finished ones that wait for retransmissions (up to 32 s).
    public var clientTransactions = 0
    /// SIP server transactions, likewise.
    public var serverTransactions = 0
    /// Dialogs and transactions that calls hold or that are still being finished.
    public var handles = 0
    /// Timers of calls, started or not.
    public var timers = 0
    /// UDP sockets that play tones to own phones.
    public var toneSockets = 0
    /// Conversations of all users, ended ones included.
    public var conversations = 0
    /// Invitations that can be read.
    public var invitations = 0
    /// Operations by which a start request that is sent again is recognised.
    public var operations = 0
    /// Running applications.
    public var applications = 0
    /// HTTP connections.
    public var connections = 0
    /// Bytes of the heap in use.
    public var heap = 0

    /// The counts as `calls=0 legs=0 …`, in one line.
    public var description: String {
      "calls=\(calls) legs=\(legs) clientTransactions=\(clientTransactions) serverTransactions=\(serverTransactions) "
        + "handles=\(handles) timers=\(timers) toneSockets=\(toneSockets) conversations=\(conversations) invitations=\(invitations) "
        + "operations=\(operations) applications=\(applications) connections=\(connections) heap=\(heap)"
    }
  }

  /// Counts what is alive. Blocks until the SIP thread has answered.
  public func census() -> Census {
    let answer = Mutex(Census())
    let done = DispatchSemaphore(value: 0)
    context.shard.post { shard in
      let statistics = shard.loop.statistics()
      let calls = shard.count
      answer.withLock {
        $0.calls = calls
        $0.legs = statistics.legs
        $0.clientTransactions = statistics.clientTransactions
        $0.serverTransactions = statistics.serverTransactions
        $0.handles = statistics.handles
        $0.timers = statistics.timers
      }
      done.signal()
    }
    done.wait()
    return answer.withLock {
      for space in context.accounts.spaces {
        $0.conversations += space.conversations.count
        $0.invitations += space.invitationCount
        $0.operations += space.applications.reduce(0) { $0 + $1.operationCount }
      }
      $0.toneSockets = tones.count
      $0.applications = context.applications.count
      $0.connections = http.statistics().connections
      $0.heap = SIPLoop.usedMemory()
      return $0
    }
  }

  /// Refuses new calls, comes to an end with those there are, and closes everything. A second call does nothing.
  ///
  /// - Parameter endingCalls: Default true: every call is ended and its application told, which takes at most
  ///   `timeouts.shutdown`. Otherwise calls that are up go on and are left to the next server on the same data directory;
  ///   those that are being set up have `timeouts.shutdown` to get up or fail, and as long again to end.
  public func stop(endingCalls: Bool = true) {
    let isFirst = hasStopped.withLock { stopped in
      defer { stopped = true }
      return !stopped
    }
    guard isFirst else { return }
    context.admission.close()
    if !endingCalls { leaveCalls() }
    maintenance.stop()
    context.pools.stop()
    if endingCalls { endCalls() }
    context.applications.releasePolls()
    http.shutdown(within: .seconds(1))
    if !endingCalls { finishChanges() }
    if let lab, let ladder { ladder.add(lab.statistics()) }
    lab?.stop()
    // Its thread posts keys to the SIP loop.
    tones.stop()
    sip.stop()
    store.close()
    ladder?.close()
  }

  // MARK: Parts

  private static func openStore(
    _ directory: String, _ configuration: Configuration, _ limits: JournalLimits, _ log: Log
  ) throws(ServerError) -> SQLiteStore {
    do {
      let store = try SQLiteStore(
        directory: directory, durability: Durability(rawValue: configuration.store.durability.rawValue) ?? .normal,
        limits: limits,
        report: { report in
          switch report {
          case .outageEnded, .checkpointWorks: log(.warning, "\(report)")
          default: log(.error, "\(report)")
          }
        })
      try store.claim()
      try store.verify()
      try store.openSearcher()
      return store
    } catch {
      throw .store(error, directory: directory)
    }
  }

  private static func photoCookies(_ store: SQLiteStore, _ directory: String) throws(ServerError) -> PhotoCookies {
    do {
      return try PhotoCookies(store)
    } catch {
      throw .store(error, directory: directory)
    }
  }

  private static func dialPlan(_ configuration: Configuration) throws(ServerError) -> DialPlan {
    let rules = configuration.dialPlan.map {
      DialPlanRule(pattern: $0.pattern, template: $0.template, isDialable: $0.dialable)
    }
    do {
      return try DialPlan(rules: rules, defaultRegion: configuration.defaultRegion)
    } catch {
      throw .dialPlan(error)
    }
  }

  private static func bindSIP(_ configuration: Configuration, _ ladder: Ladder?) throws(ServerError) -> SIPLoop {
    let listen = configuration.sip.listen
    var settings = SIPLoopConfiguration(
      host: listen.host, port: Int(listen.port), tcp: configuration.sip.tcp,
      advertisedHost: configuration.sip.advertised.map { HostPort($0)?.host ?? $0 })
    if let timer = configuration.trunks.map(\.timerB).max() { settings.timerB = timer }
    if let ladder { settings.trace = { ladder.add($0) } }
    do {
      // Read from when the calls of an earlier process are there again.
      return try SIPLoop(settings, opens: false)
    } catch {
      throw .sip(error, address: listen.description)
    }
  }

  private static func strangerPolicy(
    _ configuration: Configuration, _ routing: Routing, host: String
  ) throws(ServerError) -> StrangerPolicy {
    do {
      return try StrangerPolicy(
        isSilent: configuration.unknownCallers == .drop, trunks: routing.trunks, host: host)
    } catch {
      throw .sip(error, address: configuration.sip.listen.description)
    }
  }

  private static func startLab() throws(ServerError) -> Lab {
    do {
      return try Lab()
    } catch {
      throw .lab(error)
    }
  }

  private static func bindHTTP(_ configuration: Configuration, _ handler: APIHandler) throws(ServerError) -> HTTPServer
  {
    var limits = HTTPLimits()
    limits.maxBodyBytes = configuration.limits.requestBody
    limits.maxConnections = configuration.limits.connections
    limits.maxConnectionsPerAddress = configuration.limits.connectionsPerAddress
    limits.requestArrivalTime = configuration.timeouts.requestArrival
    limits.idleTime = configuration.timeouts.connectionIdle
    var tls: HTTPTLSConfiguration?
    if let certificate = configuration.tls.certificate, let key = configuration.tls.key {
      tls = HTTPTLSConfiguration(certificateFile: certificate, privateKeyFile: key)
    }
    let settings = HTTPServerConfiguration(
      host: configuration.listen.host, port: Int(configuration.listen.port),
      // One loop answers some 80,000 requests/s; a second one on few processors only adds wake-ups.
      threads: max(1, min(4, ProcessInfo.processInfo.activeProcessorCount / 2)), tls: tls, limits: limits
    ) { fault, request in
      handler.answer(fault, request)
    }
    do {
      return try HTTPServer(configuration: settings, handler: handler)
    } catch {
      throw .http(error, address: configuration.listen.description)
    }
  }

  private static func authority(_ host: String, _ port: Int) -> String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}

extension Trunk {
  /// The lab as a trunk.
  init(lab: Lab) {
    self.init(
      name: "lab", host: "127.0.0.1", port: lab.port, transport: "udp", credentials: nil, fromDomain: nil,
      offerless: .automatic)
  }
}

extension ConversationHistory.Limits {
  /// What the configuration says about logs of calls.
  init(_ configuration: Configuration) {
    age = configuration.timeouts.conversationLog.components.seconds * 1000
    count = configuration.limits.conversationLogsPerUser
  }
}

extension ApplicationLimits {
  /// What the configuration says about applications.
  init(_ configuration: Configuration) {
    let timeouts = configuration.timeouts
    self.init(
      perUser: configuration.limits.applicationsPerUser, instances: configuration.limits.instancesPerApplication,
      idleWithoutChannel: Int(timeouts.applicationIdleWithoutEvents.components.seconds),
      idleWithChannel: Int(timeouts.applicationIdle.components.seconds),
      withoutActivity: Int(timeouts.applicationActivity.components.seconds),
      remembered: Int(timeouts.applicationUnknownAfter.components.seconds))
  }
}
