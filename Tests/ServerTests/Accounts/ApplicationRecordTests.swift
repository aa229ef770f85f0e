import Testing
import UCWA

@testable import Server

/// What the journal keeps of an application.
@Suite struct ApplicationRecordTests {
  private static let registration = ApplicationRegistration(
    userURI: "sip:dana@contoso.test", culture: "en-US", endpointID: "e", userAgent: "Test/1", type: "Browser",
    phoneNumber: "+14255550111", prefix: .oauth)

  private func again(_ record: ApplicationRecord) throws -> ApplicationRecord {
    try ApplicationRecord(id: record.id, try #require(record.journalRecord.value))
  }

  @Test func comesBackAsItWas() throws {
    let plain = ApplicationRecord(
      id: "1", registration: Self.registration, instances: ["", "tab 2"],
      profile: ApplicationProfile(communication: CommunicationSettings(phoneNumber: nil)))
    #expect(try again(plain) == plain)

    var settings = CommunicationSettings(phoneNumber: "tel:+14255550111")
    settings.audioPreference = .voipAudio
    settings.conversationHistory = .enabled
    settings.lisLocation = "Building 7"
    settings.lisQueryResult = .failed
    settings.publishEndpointLocation = false
    settings.supportedMessageFormats = []
    settings.supportedModalities = [.messaging, .phoneAudio]
    settings.videoBasedScreenSharing = .disabled
    let full = ApplicationRecord(
      id: "1", registration: Self.registration, instances: ["i"],
      profile: ApplicationProfile(
        communication: settings, madeAvailable: MadeAvailable(signInAs: .busy, inactiveTimeout: 600)))
    #expect(try again(full) == full)
    let silent = ApplicationRecord(
      id: "1", registration: Self.registration, instances: ["i"],
      profile: ApplicationProfile(
        communication: settings, madeAvailable: MadeAvailable(signInAs: nil, inactiveTimeout: 0)))
    #expect(try again(silent) == silent)
  }

  /// Earlier versions had one instance and no settings.
  @Test func thoseOfEarlierVersionsAreRead() throws {
    var writer = RecordWriter(capacity: 64)
    for text in ["sip:dana@contoso.test", "en-US", "e", "Test/1"] { writer.add(text) }
    for text in [nil, "i", "+14255550111"] { writer.add(text) }
    let record = try ApplicationRecord(id: "1", writer.bytes)
    #expect(record.instances == ["i"])
    #expect(record.registration.prefix == .ucwa)
    #expect(record.profile.communication.phoneNumber == "+14255550111")
    #expect(record.profile.madeAvailable == nil)
  }

  @Test func damagedOnesAreSetAside() throws {
    let record = ApplicationRecord(
      id: "1", registration: Self.registration, instances: [""],
      profile: ApplicationProfile(communication: CommunicationSettings(phoneNumber: nil)))
    let bytes = try #require(record.journalRecord.value)
    #expect(throws: (any Error).self) { try ApplicationRecord(id: "1", Array(bytes.dropLast())) }
  }
}
