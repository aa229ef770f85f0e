extension ResourceDescription {
  /// Operations on operations.
  static let batchResources = [batch]

  /// `batch`: several requests in one.
  public static let batch = ResourceDescription(
    "batch", path: "batch",
    operations: [
      OperationDescription(
        .post, response: "batch", errors: [ErrorDescription(429, .tooManyRequests)] + ErrorDescription.commands,
        "Carries out up to 100 requests and answers with their responses in the same order.")
    ],
    scopes: .all,
    "The operation that carries several requests at once.")

  /// Whether a part of a batch may be a request to this resource: not to batch itself, nor to what is held or large.
  public var isAllowedInBatch: Bool { !["batch", "events", "photo", "contactPhoto"].contains(rel.text) }
}
