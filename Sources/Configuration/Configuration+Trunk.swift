extension Configuration {
  /// A SIP trunk or PBX.
  public struct Trunk: Sendable, Equatable {
    /// Name in logs, metrics and `emergency.trunk`. Required, unique.
    public var name = ""
    /// Host name or address. Required.
    public var host = ""
    /// Port. Default 5060.
    public var port: UInt16 = 5060
    /// Transport. Default udp.
    public var transport = Transport.udp
    /// User name for digest authentication.
    public var username: String?
    /// Password for digest authentication. ``Configuration/load(path:)`` puts the content of `passwordFile` here.
    public var password: Secret?
    /// File whose first line is the password.
    public var passwordFile: String?
    /// Whether an INVITE without offer is sent to the target. Default auto.
    public var offerlessInvite = OfferlessInvite.auto
    /// Whether the user hears what the target offers before it answers. Default reliable.
    public var earlyMedia = EarlyMedia.reliable
    /// Whether telephones reached by this trunk may transfer calls (REFER, RFC 3515). Default true.
    public var refer = true
    /// Domain in From of calls by this trunk. Nil: the domain of the user.
    public var fromDomain: String?
    /// SIP timer B (RFC 3261, 17.1.1.2): how long the trunk may take for its first answer, in milliseconds.
    /// Default 32000.
    public var timerB = 32_000

    /// Credentials of callers from other addresses. Default: none, they are not taken.
    public var inbound = Inbound()

    /// A trunk with the defaults and no name.
    public init() {}

    /// Credentials by which callers are taken for this trunk whose address is not known (RFC 3261, section 22).
    public struct Inbound: Sendable, Equatable {
      /// Their user name.
      public var username: String?
      /// Their password. ``Configuration/load(path:)`` puts the content of `passwordFile` here.
      public var password: Secret?
      /// File whose first line is the password.
      public var passwordFile: String?
      /// Realm of the challenge. Nil: the server's host.
      public var realm: String?
      /// The hash that is asked for. Default any.
      public var algorithm = Algorithm.any

      /// Nobody is taken.
      public init() {}

      /// Hashes of a Digest (RFC 8760).
      public enum Algorithm: String, Sendable, CaseIterable {
        /// Both, the better one first.
        case any
        /// SHA-256 only.
        case sha256 = "SHA-256"
        /// MD5 only, for callers who read no second challenge.
        case md5 = "MD5"
      }
    }

    /// SIP transport.
    public enum Transport: String, Sendable, CaseIterable {
      /// UDP.
      case udp
      /// TCP.
      case tcp
    }

    /// Whether a trunk takes an INVITE without offer (RFC 3725, flow IV).
    public enum OfferlessInvite: String, Sendable, CaseIterable {
      /// Tried, and remembered when the trunk refuses it.
      case auto
      /// Always sent.
      case always
      /// Never sent: the own phone is asked for an offer first.
      case never
    }

    /// Whether a target's early media are joined to the own phone.
    public enum EarlyMedia: String, Sendable, CaseIterable {
      /// Where it offers them by a provisional response that is acknowledged (RFC 3262).
      case reliable
      /// Never: the user hears nothing until the target answers.
      case never
    }
  }
}
