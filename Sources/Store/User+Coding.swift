extension User {
  /// Reads a user; fields that are missing, because an older version wrote it, have their defaults.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(uri: try container.decode(String.self, forKey: .uri), name: "")
    name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
    workNumber = try container.decodeIfPresent(String.self, forKey: .workNumber)
    mobileNumber = try container.decodeIfPresent(String.self, forKey: .mobileNumber)
    homeNumber = try container.decodeIfPresent(String.self, forKey: .homeNumber)
    otherNumber = try container.decodeIfPresent(String.self, forKey: .otherNumber)
    aliases = try container.decodeIfPresent([String].self, forKey: .aliases) ?? []
    title = try container.decodeIfPresent(String.self, forKey: .title)
    department = try container.decodeIfPresent(String.self, forKey: .department)
    company = try container.decodeIfPresent(String.self, forKey: .company)
    office = try container.decodeIfPresent(String.self, forKey: .office)
    emailAddresses = try container.decodeIfPresent([String].self, forKey: .emailAddresses) ?? []
    phoneAudioEnabled = try container.decodeIfPresent(Bool.self, forKey: .phoneAudioEnabled) ?? true
    defaultPhone = try container.decodeIfPresent(PhoneKind.self, forKey: .defaultPhone)
    ownPhoneDisplay = try container.decodeIfPresent(OwnPhoneDisplay.self, forKey: .ownPhoneDisplay) ?? .target
    playsTones = try container.decodeIfPresent(Bool.self, forKey: .playsTones) ?? false
    confirmationKey = try container.decodeIfPresent(String.self, forKey: .confirmationKey)
    region = try container.decodeIfPresent(String.self, forKey: .region)
    incomingPhones = try container.decodeIfPresent([PhoneKind].self, forKey: .incomingPhones) ?? []
    forwarding = try container.decodeIfPresent(CallForwarding.self, forKey: .forwarding) ?? CallForwarding()
    teamGroup = try container.decodeIfPresent(String.self, forKey: .teamGroup)
    secondCall = try container.decodeIfPresent(SecondCall.self, forKey: .secondCall) ?? .ring
    homePool = try container.decodeIfPresent(String.self, forKey: .homePool)
  }
}
