extension ResourceDescription {
  /// Every resource the server knows. Each file of the catalogue lists its own.
  public static let all: [ResourceDescription] = [
    discoveryResources,
    meResources,
    callForwardingResources,
    presenceResources,
    policyResources,
    peopleResources,
    communicationResources,
    conversationLogResources,
    participantResources,
    invitationResources,
    batchResources,
  ].flatMap { $0 }

  /// The resource of that type; nil if the server does not know it.
  public static func named(_ rel: String) -> ResourceDescription? { byName[rel] }

  private static let byName = [String: ResourceDescription](
    all.map { ($0.rel.text, $0) }, uniquingKeysWith: { first, _ in first })
}
