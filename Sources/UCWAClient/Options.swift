import Foundation

extension UCWAClient {
  /// What a client tells about itself, and how patient it is.
  public struct Options: Sendable {
    /// Language of the server's messages, a BCP 47 tag. Default `en-US`.
    public var culture = "en-US"
    /// Name of the program. Default `UCWAClient`.
    public var userAgent = "UCWAClient"
    /// Tells apart several applications of one user. Default: a new one for each client.
    public var endpointId = UUID().uuidString
    /// How long an ordinary request may take, in seconds. Default 30.
    public var requestTimeoutSeconds: Double = 30
    /// How long a pending event request may be silent, in seconds. Default 240: servers hold it for 180.
    public var pollTimeoutSeconds: Double = 240
    /// How long the event channel may fail before it is given up as lost, in seconds. Default 60.
    public var serverLossSeconds: Double = 60
    /// The first wait before a failed request is sent again, in seconds; it doubles up to 5. Default 0.1.
    public var firstRetrySeconds: Double = 0.1

    /// The defaults.
    public init() {}
  }
}
