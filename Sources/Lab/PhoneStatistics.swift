/// What one lab phone did in one call.
public struct PhoneStatistics: Sendable, Equatable {
  /// Who made the first offer (RFC 3264).
  public enum Role: String, Sendable {
    /// The INVITE carried an offer.
    case offered
    /// The INVITE had none; the phone offered in its answer.
    case offerless
  }

  /// Number of the phone that talked, in E.164 form.
  public var number: String
  /// Number that was called; another one after a forward.
  public var dialledNumber: String
  /// Call-ID of the phone's dialog.
  public var callID: String
  /// Who made the first offer.
  public var role: Role
  /// RTP packets sent.
  public var packetsSent: UInt64 = 0
  /// Valid RTP packets received.
  public var packetsReceived: UInt64 = 0
  /// RTP packets that were missing by sequence number (RFC 3550, appendix A.3).
  public var packetsLost: UInt64 = 0
  /// Hertz of the tone the phone plays.
  public var ownFrequency: Int
  /// Hertz of the tone heard last; nil if none was.
  public var heardFrequency: Int?
  /// Seconds since the answer, or between answer and end; 0 if it was never answered.
  public var duration: Double = 0
  /// Whether the call still is.
  public var isLive = true
}
