import Store
import UCWA

/// What the journal keeps of an application.
struct ApplicationRecord: Sendable, Equatable {
  let id: String
  let registration: ApplicationRegistration
  let profile: ApplicationProfile

  init(id: String, registration: ApplicationRegistration, profile: ApplicationProfile) {
    self.id = id
    self.registration = registration
    self.profile = profile
  }

  /// The record as the journal takes it.
  var journalRecord: JournalRecord {
    var writer = RecordWriter(capacity: 256)
    writer.add(registration.userURI)
    writer.add(registration.culture)
    writer.add(registration.endpointID)
    writer.add(registration.userAgent)
    writer.add(registration.type)
    writer.add(registration.instanceID)
    writer.add(registration.phoneNumber)
    writer.add(profile)
    return JournalRecord(kind: .application, key: id, value: writer.bytes)
  }

  /// Reads a record; throws if it is damaged.
  init(id: String, _ bytes: [UInt8]) throws {
    var reader = RecordReader(bytes)
    self.id = id
    registration = ApplicationRegistration(
      userURI: try reader.text(), culture: try reader.text(), endpointID: try reader.text(),
      userAgent: try reader.text(), type: try reader.optionalText(), instanceID: try reader.optionalText(),
      phoneNumber: try reader.optionalText())
    // A record of an earlier version ends here.
    profile =
      reader.isAtEnd
      ? ApplicationProfile(communication: CommunicationSettings(phoneNumber: registration.phoneNumber))
      : try reader.profile()
  }
}

extension RecordWriter {
  mutating func add(_ list: [String]?) {
    guard let list else { return add(0 as UInt64) }
    add(UInt64(list.count) + 1)
    for text in list { add(text) }
  }

  fileprivate mutating func add(_ profile: ApplicationProfile) {
    let communication = profile.communication
    add(communication.audioPreference?.rawValue)
    add(communication.conversationHistory?.rawValue)
    add(communication.lisLocation)
    add(communication.lisQueryResult?.rawValue)
    add(communication.phoneNumber)
    add(communication.publishEndpointLocation.map { $0 ? "1" : "0" })
    add(communication.supportedMessageFormats?.map(\.rawValue))
    add(communication.supportedModalities?.map(\.rawValue))
    add(communication.videoBasedScreenSharing?.rawValue)
    add(profile.madeAvailable != nil)
    guard let available = profile.madeAvailable else { return }
    add(available.signInAs?.rawValue)
    add(UInt64(clamping: available.inactiveTimeout))
  }
}

extension RecordReader {
  mutating func list() throws(Damaged) -> [String]? {
    let count = try number()
    guard count > 0 else { return nil }
    var texts: [String] = []
    for _ in 1..<count { texts.append(try text()) }
    return texts
  }

  fileprivate mutating func profile() throws(Damaged) -> ApplicationProfile {
    var communication = CommunicationSettings(phoneNumber: nil)
    // A spelling that this version does not know counts as not set.
    communication.audioPreference = try optionalText().flatMap(AudioPreference.init(rawValue:))
    communication.conversationHistory = try optionalText().flatMap(GenericPolicy.init(rawValue:))
    communication.lisLocation = try optionalText()
    communication.lisQueryResult = try optionalText().flatMap(LisQueryResultEnum.init(rawValue:))
    communication.phoneNumber = try optionalText()
    communication.publishEndpointLocation = try optionalText().map { $0 == "1" }
    communication.supportedMessageFormats = try list()?.compactMap(MessageFormat.init(rawValue:))
    communication.supportedModalities = try list()?.compactMap(ModalityType.init(rawValue:))
    communication.videoBasedScreenSharing = try optionalText().flatMap(GenericPolicy.init(rawValue:))
    var profile = ApplicationProfile(communication: communication)
    guard try flag() else { return profile }
    profile.madeAvailable = MadeAvailable(
      signInAs: try optionalText().flatMap(PreferredAvailability.init(rawValue:)),
      inactiveTimeout: Int(clamping: try number()))
    return profile
  }
}
