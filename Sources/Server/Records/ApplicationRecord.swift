import Store

/// What the journal keeps of an application.
struct ApplicationRecord: Sendable, Equatable {
  let id: String
  let registration: ApplicationRegistration

  init(id: String, registration: ApplicationRegistration) {
    self.id = id
    self.registration = registration
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
  }
}
