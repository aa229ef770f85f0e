import SIP
import UCWA

/// A leg that is to take another's place: where it goes and who is there.
struct NewLeg: Sendable {
  /// The place that it is to take.
  enum Role: Sendable {
    /// The user's own phone: it shows whom he is talking to.
    case ownPhone
    /// Somebody to whom a call is transferred. He is shown the user's work identity; `referrer` is the URI of who
    /// transfers (RFC 3892), and `replaces` the dialog that the new one is to replace at his phone (RFC 3891).
    case party(referrer: String, replaces: String?)
  }

  var destination: CallPlan.Destination
  var role: Role
  /// Who is called, as the call was asked for.
  var party: CallPublication.AnsweredParty
}

/// A takeover as an application asked for it: it has an invitation of its own.
struct Takeover: Sendable {
  let invitationID: String
  let operationID: String?
  /// What was asked for, so that a repeat is recognised.
  let fingerprint: Fingerprint
  /// The phone that is to take over, as a `tel:` URI.
  let phoneNumber: String
  /// When it was asked for, milliseconds since 1970.
  let created: Int64
  /// Where the invitation is read, under the application that asked for it.
  let location: String
}

/// A transfer that a phone asked for by REFER (RFC 3515), until it has been told how that went.
struct Referral {
  /// Value of the Event header of its NOTIFYs. With an id from the second REFER in a dialog on.
  var event: String
  /// Whether the phone wants to hear of it (RFC 4488).
  var isReported: Bool
}
