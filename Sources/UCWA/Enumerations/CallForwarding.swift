/// When call forwarding is in force (UCWA 2.0 `ActivePeriod`).
public enum ActivePeriod: String, WireEnumeration {
  /// `Always`.
  case always = "Always"
  /// `Workhours`: during the hours of work only.
  case workhours = "Workhours"
}

/// Where calls of a user go (UCWA 2.0 `CallForwardingState`).
public enum CallForwardingState: String, WireEnumeration {
  /// `ImmediateForward`: elsewhere at once.
  case immediateForward = "ImmediateForward"
  /// `SimultaneousRing`: to others as well.
  case simultaneousRing = "SimultaneousRing"
  /// `None`: to the user's own phones. The page of the enumeration lacks it.
  case none = "None"

  /// What the reference's page of the enumeration does not list.
  public static let extensions: [CallForwardingState] = [.none]
}

/// Where calls go at once (UCWA 2.0 `ImmediateForwardSettingsTarget`).
public enum ImmediateForwardSettingsTarget: String, WireEnumeration {
  /// `Contact`: a number or an address.
  case contact = "Contact"
  /// `Delegates`.
  case delegates = "Delegates"
  /// `Voicemail`.
  case voicemail = "Voicemail"
  /// `None`: nothing is chosen yet. In the reference's samples, not on the page of the enumeration.
  case none = "None"

  /// What the reference's page of the enumeration does not list.
  public static let extensions: [ImmediateForwardSettingsTarget] = [.none]
}

/// Who rings together with the user's own phones (UCWA 2.0 `SimultaneousRingTarget`).
public enum SimultaneousRingTarget: String, WireEnumeration {
  /// `Contact`: a number or an address.
  case contact = "Contact"
  /// `Delegates`.
  case delegates = "Delegates"
  /// `Team`.
  case team = "Team"
  /// `None`: nothing is chosen. In the reference's samples, not on the page of the enumeration.
  case none = "None"

  /// What the reference's page of the enumeration does not list.
  public static let extensions: [SimultaneousRingTarget] = [.none]
}

/// Whether calls that nobody takes go elsewhere (UCWA 2.0 `UnansweredCallHandling`).
public enum UnansweredCallHandling: String, WireEnumeration {
  /// `Disabled`.
  case disabled = "Disabled"
  /// `Enabled`.
  case enabled = "Enabled"
}

/// Where calls go that nobody takes (UCWA 2.0 `UnansweredCallHandlingTarget`).
public enum UnansweredCallHandlingTarget: String, WireEnumeration {
  /// `Contact`: a number or an address.
  case contact = "Contact"
  /// `Voicemail`.
  case voicemail = "Voicemail"
  /// `None`: there is no voicemail. In the reference's samples, not on the page of the enumeration.
  case none = "None"

  /// What the reference's page of the enumeration does not list.
  public static let extensions: [UnansweredCallHandlingTarget] = [.none]
}
