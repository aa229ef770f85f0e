/// How a call came to the user, beside from whom.
struct Provenance: Sendable {
  /// Who sent it on last.
  var forwardedBy: CallPublication.AnsweredParty?
  /// Who transferred it to him.
  var transferredBy: CallPublication.AnsweredParty?
  /// On whose behalf he is called.
  var onBehalfOf: CallPublication.AnsweredParty?
  /// Whose call it is, that he gets as a delegate.
  var delegator: CallPublication.AnsweredParty?
}

extension Provenance {
  /// What the journal has kept of it.
  init(_ record: InvitationRecord) {
    func party(_ uri: String?) -> CallPublication.AnsweredParty? { uri.map { .init(uri: $0) } }
    forwardedBy = party(record.forwardedByURI)
    transferredBy = party(record.transferredByURI)
    onBehalfOf = party(record.onBehalfOfURI)
    if record.calledURI != nil { delegator = party(record.delegatorURI) }
  }
}
