import SIP

/// A way to the telephone network or to a PBX, as calls use it.
struct Trunk: Sendable {
  /// Name from the configuration, for logs and errors.
  let name: String
  /// Host as it stands in Request-URIs and identities; IPv6 in brackets.
  let host: String
  /// Port of the trunk.
  let port: Int
  /// `udp` or `tcp`.
  let transport: String
  /// Digest credentials, if the trunk asks for them.
  let credentials: SIPCredentials?
  /// Domain of the identities sent to it; nil: this server's advertised host.
  let fromDomain: String?
  /// Whether INVITEs without an offer may be sent.
  let offerless: OfferlessInvites
  /// Whether it may send provisional responses reliably, so that the user hears its early media (RFC 3262).
  var earlyMedia = true

  /// Whether it is this server itself.
  var isLocal = false

  /// Whether telephones behind it may transfer calls by REFER.
  var mayRefer = true

  /// What callers whose address is not the trunk's show to be taken for it; nil: they are not.
  var inbound: Inbound?

  /// Credentials of callers.
  struct Inbound: Sendable {
    /// Their name and password.
    let credentials: SIPCredentials
    /// The realm of the challenge; nil: this server's advertised host.
    let realm: String?
    /// By which hash they show that they have the password.
    let algorithms: [DigestAlgorithm]
  }

  /// How a trunk takes INVITEs without an offer.
  enum OfferlessInvites: Sendable {
    /// Tried; a refusal leads to a second INVITE with an offer, which is remembered.
    case automatic
    /// Always sent, a refusal is final.
    case always
    /// Never sent.
    case never
  }

  /// SIP URI that initial requests are sent to.
  var nextHop: String { "sip:\(authority);transport=\(transport)" }

  /// Request-URI of a number behind this trunk (RFC 3261, 19.1.6).
  func uri(number: String) -> String { "sip:\(number)@\(authority);user=phone" }

  private var authority: String { "\(host):\(port)" }
}
