/// One event: what happened to which resource.
///
/// Source: UCWA 2.0 reference, "Events in UCWA".
public struct ResourceEvent: Sendable, Equatable {
  /// What happened. A struct, so that a type of a later server version is kept and not an error.
  public struct Kind: RawRepresentable, Sendable, Hashable {
    /// The spelling on the wire.
    public let rawValue: String
    /// The type spelled `rawValue`.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The resource came into being in its collection.
    public static let added = Kind(rawValue: "added")
    /// The resource changed.
    public static let updated = Kind(rawValue: "updated")
    /// The resource is gone.
    public static let deleted = Kind(rawValue: "deleted")
    /// The operation began.
    public static let started = Kind(rawValue: "started")
    /// The operation ended: `status` says how, `reason` why it failed. Comes exactly once.
    public static let completed = Kind(rawValue: "completed")
  }

  /// What happened.
  public let kind: Kind
  /// The relation of the sender (`communication`, `conversation`).
  public let sender: String
  /// The address of the sender.
  public let senderHref: String
  /// The type of the resource the event is about.
  public let rel: String
  /// The address of that resource.
  public let href: String
  /// The collection it sits in, where there is one.
  public let collection: UCWAClient.Link?
  /// The resource as it was at the time of the event, if the server embedded it.
  public let resource: ResourceDocument?
  /// `Success` or `Failure`, of a completed.
  public let status: String?
  /// Why, of a failure or an end.
  public let reason: UCWAClient.Reason?

  init(_ json: JSONValue, sender: JSONValue) {
    let rel = json["link"]["rel"].text ?? ""
    kind = Kind(rawValue: json["type"].text ?? "")
    self.sender = sender["rel"].text ?? ""
    senderHref = sender["href"].text ?? ""
    self.rel = rel
    href = json["link"]["href"].text ?? ""
    collection = UCWAClient.Link(json["in"])
    // Clients meet servers that embed under another name than link.rel; a lone embedded resource is the one meant.
    let embedded = json["_embedded"].members
    let own = embedded[rel] ?? (embedded.count == 1 ? embedded.first?.value : nil)
    resource = own?.items.first.map { ResourceDocument($0, rel: rel) }
    status = json["status"].text
    reason = UCWAClient.Reason(json["reason"])
  }
}
