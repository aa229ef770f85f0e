extension UCWAClient {
  /// The application a signed-in client has on the server.
  public struct Application: Sendable {
    /// The whole resource, with `me`, `people`, `communication` and `onlineMeetings` embedded.
    public let document: ResourceDocument

    /// Its address, as the server wrote it.
    public let href: String

    /// The user's display name; nil if the server has none.
    public var userName: String? { document.embedded("me")?["name"] }
    /// The user's SIP URI.
    public var userURI: String? { document.embedded("me")?["uri"] }
  }
}
