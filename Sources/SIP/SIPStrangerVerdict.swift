/// What becomes of a request outside any dialog from an address that is not known.
public enum SIPStrangerVerdict: Sendable, Equatable {
  /// It is handled like one from a known address.
  case take
  /// It is answered with a final status, without a transaction: nothing is kept, and each repetition is a request of
  /// its own (RFC 3261, section 8.2.7).
  case answer(Int, String? = nil, [SIPHeader] = [])
  /// Nobody hears anything.
  case drop
}
