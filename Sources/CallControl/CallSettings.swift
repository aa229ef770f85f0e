/// What a call's state machine must know of the configuration.
public struct CallSettings: Sendable, Equatable {
  /// How long the own phone rings. Default 30 s.
  public var ringOwnPhone: Duration = .seconds(30)
  /// How long the other side rings. Default 60 s.
  public var ringTarget: Duration = .seconds(60)
  /// How long a leg may take to go away after CANCEL or BYE before it is dropped. Default 40 s, a little more than the
  /// 32 s that SIP itself takes to give up (RFC 3261, 17.1.1.2).
  public var release: Duration = .seconds(40)
  /// Whether the other side is called with the own phone's offer rather than without one.
  public var offersToOtherSide = false
  /// Whether a refusal of an INVITE without offer leads to a second one with an offer.
  public var mayFallBack = true
  /// Whether the own phone hears what the other side offers reliably before it answers. Default true.
  public var joinsEarlyMedia = true
  /// Whether the other side is a group whose members ring: the invitation is then TeamRing instead of Alerting.
  public var ringsGroup = false
  /// This server's address, as it stands in the `o=` line of its descriptions.
  public var host = "127.0.0.1"
  /// Largest number of 302 responses followed. Default 5.
  public var maximumRedirects = 5
  /// Where the own phone sends its audio until it is joined to the other side's: a socket that plays tones and hears
  /// keys. Nil: there is none, and the own phone is offered held audio.
  public var media: SessionDescription.Endpoint?
  /// Whether the own phone hears how the call gets on; needs ``media``. Default false.
  public var playsProgress = false
  /// The key without which the other side is not called. Default nil: none.
  public var confirmation: Character?
  /// How long the key is awaited. Default 15 s.
  public var confirmationTime: Duration = .seconds(15)
  /// How long the own phone hears that the call failed. Default 3 s.
  public var failureTone: Duration = .seconds(3)

  /// How long a leg's session stands without a refresh (RFC 4028), so that a phone that is gone is noticed. Default 0:
  /// nothing is refreshed.
  public var session = Duration.zero
  /// The shortest such time that is agreed to (Min-SE). Default 90 s, the least that RFC 4028 allows.
  public var sessionMinimum = Duration.seconds(90)

  /// Settings with their defaults.
  public init() {}
}
