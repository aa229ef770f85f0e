/// A user of the server: who he is, which telephones are his, and what he may do.
public struct User: Codable, Sendable, Equatable {
  /// One of the user's own telephones.
  public enum PhoneKind: String, Codable, Sendable, CaseIterable {
    /// The telephone of the work number.
    case work
    /// The mobile telephone.
    case mobile
    /// The telephone at home.
    case home
    /// Any other telephone.
    case other
  }

  /// What the user's own phone displays when it is rung for an outgoing call.
  public enum OwnPhoneDisplay: Codable, Sendable, Equatable {
    /// The number or address about to be called. The default.
    case target
    /// The user's own work number.
    case workNumber
    /// Always this number.
    case fixed(String)
  }

  /// What becomes of a call while the user is in another.
  public enum SecondCall: String, Codable, Sendable, CaseIterable {
    /// His telephones ring too.
    case ring
    /// The user is busy.
    case busy
  }

  /// SIP URI, for example `sip:dana@contoso.test`. Unique; the host is stored in lower case.
  public var uri: String
  /// Name for display.
  public var name: String
  /// Number the user is known by when he calls: E.164, or an extension of the PBX. Unique.
  public var workNumber: String?
  /// Number of the mobile telephone.
  public var mobileNumber: String?
  /// Number of the telephone at home.
  public var homeNumber: String?
  /// Number of any other telephone.
  public var otherNumber: String?
  /// Further SIP URIs that name the same user.
  public var aliases: [String] = []
  /// Title in the company.
  public var title: String?
  /// Department.
  public var department: String?
  /// Company.
  public var company: String?
  /// Office.
  public var office: String?
  /// Mail addresses, the preferred one first.
  public var emailAddresses: [String] = []
  /// Whether the user may use phone audio at all. Default true.
  public var phoneAudioEnabled = true
  /// Which of the user's telephones rings when an application names none; nil lets ``callViaWorkPhone`` choose.
  public var defaultPhone: PhoneKind?
  /// Which of the user's telephones ring when he is called; empty means the one of ``callViaWorkPhone``.
  public var incomingPhones: [PhoneKind] = []
  /// Where his calls go besides his own telephones. Default: nowhere.
  public var forwarding = CallForwarding()
  /// SIP URI of the distribution group whose members are the user's team; nil if he has none.
  public var teamGroup: String?
  /// What becomes of a call while the user is in another. Default: it rings too.
  public var secondCall = SecondCall.ring
  /// What the user's own phone displays. Default: whom it is about to be connected to.
  public var ownPhoneDisplay = OwnPhoneDisplay.target
  /// Whether the own phone hears tones that tell how a call gets on, until it talks. Default false.
  public var playsTones = false
  /// The key (`0` to `9`, `*`, `#`) that has to be pressed on the own phone before the other side is called, so that a
  /// voicemail that answers is never connected. Default nil: none.
  public var confirmationKey: String?
  /// Region (ISO 3166, two letters) whose dialling habits the user's numbers follow; nil means the server's default.
  public var region: String?
  /// Name of the pool at which the user is at home; nil means the pool of this directory.
  public var homePool: String?
  /// Whether a password is set. Read only: ``Directory/setPassword(_:uri:)`` changes it.
  public internal(set) var hasPassword = false
  /// ``Photo/tag`` of the picture; nil without one. Read only: ``Directory/setPhoto(_:uri:)`` changes it.
  public internal(set) var photoTag: String?

  // Without hasPassword and photoTag, which the tables say.
  enum CodingKeys: String, CodingKey {
    case uri, name, workNumber, mobileNumber, homeNumber, otherNumber, aliases, title, department, company, office
    case emailAddresses, phoneAudioEnabled, defaultPhone, ownPhoneDisplay, playsTones, confirmationKey, region, homePool
    case incomingPhones, forwarding, teamGroup, secondCall
  }

  /// A user with the fields that most have; the others have their defaults.
  public init(
    uri: String, name: String, workNumber: String? = nil, mobileNumber: String? = nil, homeNumber: String? = nil,
    otherNumber: String? = nil
  ) {
    self.uri = uri
    self.name = name
    self.workNumber = workNumber
    self.mobileNumber = mobileNumber
    self.homeNumber = homeNumber
    self.otherNumber = otherNumber
  }
}

extension User {
  /// The user's telephone of a kind, if he has one.
  public func number(of kind: PhoneKind) -> String? {
    switch kind {
    case .work: workNumber
    case .mobile: mobileNumber
    case .home: homeNumber
    case .other: otherNumber
    }
  }

  /// The telephone that rings when an application names none: the one chosen by ``defaultPhone``; without a choice the
  /// mobile, else work, home, other. Nil if the chosen telephone, or any, is missing.
  public var callViaWorkPhone: (kind: PhoneKind, number: String)? {
    if let defaultPhone {
      return number(of: defaultPhone).map { (defaultPhone, $0) }
    }
    for kind in [PhoneKind.mobile, .work, .home, .other] {
      if let number = number(of: kind) { return (kind, number) }
    }
    return nil
  }

  /// The numbers of the telephones that ring when the user is called, in the order that was chosen. One that he does not
  /// have any more is left out.
  public var incomingNumbers: [String] {
    if incomingPhones.isEmpty { return callViaWorkPhone.map { [$0.number] } ?? [] }
    return incomingPhones.compactMap(number(of:))
  }
}
