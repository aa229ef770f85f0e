/// Everything that can be set about a server. `Configuration()` has the defaults; ``load(path:)`` reads a JSON5 file.
/// The keys of the file, their ranges and texts are in ``ConfigurationKey/all``.
public struct Configuration: Sendable, Equatable {
  /// URL at which clients reach the server, without a path. Nil: taken from each request's `Host`.
  public var publicURL: String?
  /// SIP domains the server is responsible for. Empty: the domains of its users.
  public var domains: [String] = []
  /// Where HTTP is listened for. Default 127.0.0.1:8480.
  public var listen = HostPort(host: "127.0.0.1", port: 8480)
  /// TLS for HTTP. Nothing set: plain HTTP.
  public var tls = TLS()
  /// The SIP side.
  public var sip = SIP()
  /// SIP trunks or PBXs, the preferred one first.
  public var trunks: [Trunk] = []
  /// What those hear who call from an address that is no trunk's. Default refuse.
  public var unknownCallers = UnknownCallers.refuse
  /// Which trunk takes which numbers; the first that fits wins, and what none fits goes by the first trunk.
  public var routes: [Route] = []
  /// Region (ISO 3166) of numbers without country code. Default US.
  public var defaultRegion = "US"
  /// Dial-plan rules; the first that fits wins.
  public var dialPlan: [DialRule] = []
  /// How long things may take.
  public var timeouts = Timeouts()
  /// How much there may be of things.
  public var limits = Limits()
  /// Tones that own phones hear.
  public var tones = Tones()
  /// The store.
  public var store = Store()
  /// What is logged.
  public var log = Log()
  /// Origins of web pages that may use the API (CORS and XFrame), for example `https://app.contoso.test`.
  public var allowedOrigins: [String] = []
  /// User agents whose applications are refused, `*` for any characters, for example `OldApp/1.*`.
  public var deniedUserAgents: [String] = []
  /// Issuers whose bearer tokens (JWT) are accepted beside the server's own.
  public var issuers: [Issuer] = []
  /// Name of the pool this server is. Nil: users without a home are at home here, and no others.
  public var pool: String?
  /// The pools at which users may be at home.
  public var pools: [Pool] = []
  /// Calls to emergency numbers.
  public var emergency = Emergency()
  /// Whether users change their work numbers themselves. Default false.
  public var usersChangeWorkNumber = false
  /// Whether calls are logged of applications that have not set `conversationHistory` themselves. Default false.
  public var conversationHistory = false
  /// URI of the voicemail, `sip:` or `tel:`: users call it, and calls that are forwarded to the voicemail go there. Nil:
  /// there is no voicemail.
  public var voicemailURI: String?
  /// When people work.
  public var workHours = WorkHours()
  /// Which calls of users to other users stay in this server. Default all.
  public var localCalls = LocalCalls.all

  /// The defaults.
  public init() {}

  /// TLS for HTTP: both files or none.
  public struct TLS: Sendable, Equatable {
    /// PEM file with the certificate and those that sign it.
    public var certificate: String?
    /// PEM file with the private key.
    public var key: String?
  }

  /// The SIP side.
  public struct SIP: Sendable, Equatable {
    /// Where SIP is listened for. Default 127.0.0.1:5060.
    public var listen = HostPort(host: "127.0.0.1", port: 5060)
    /// Host, or HOST:PORT, under which trunks and telephones reach the server, if not the one listened at.
    public var advertised: String?
    /// Whether SIP over TCP is listened for beside UDP. Default true.
    public var tcp = true
  }

  /// What unknown callers hear.
  public enum UnknownCallers: String, Sendable, CaseIterable {
    /// 403, as long as there are not too many of them.
    case refuse
    /// Nothing.
    case drop
  }

  /// Numbers that go by a certain trunk.
  public struct Route: Sendable, Equatable {
    /// Regular expression for the whole of a normalised number.
    public var pattern = ""
    /// Name of the trunk.
    public var trunk = ""
  }

  /// One rule of the dial plan.
  public struct DialRule: Sendable, Equatable {
    /// Regular expression for the whole of what was dialled.
    public var pattern = ""
    /// What it means, with `$1` to `$9` for the groups of the pattern.
    public var template = ""
    /// Whether the result is dialled as it is. Default false.
    public var dialable = false
  }

  /// The store.
  public struct Store: Sendable, Equatable {
    /// What a commit survives. Default normal.
    public var durability = Durability.normal

    /// What a commit survives.
    public enum Durability: String, Sendable, CaseIterable {
      /// The end of the process.
      case off
      /// The end of the process; a loss of power may lose the last commits.
      case normal
      /// A loss of power.
      case full
    }
  }

  /// What is logged.
  public struct Log: Sendable, Equatable {
    /// Least important level that is logged. Default info.
    public var level = Level.info
    /// Whether telephone numbers are masked. Default true.
    public var maskNumbers = true

    /// How important a message is.
    public enum Level: String, Sendable, CaseIterable {
      /// Every message on every wire.
      case trace
      /// What helps to find an error in the program.
      case debug
      /// What happens to calls.
      case info
      /// What an operator should look at some day.
      case warning
      /// What an operator should look at now.
      case error
    }
  }

  /// Calls to emergency numbers.
  public struct Emergency: Sendable, Equatable {
    /// Name of the trunk that takes them. Nil: they are refused, since a call set up by callback does not carry the
    /// place of the telephone.
    public var trunk: String?
  }
}
