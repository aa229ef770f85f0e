import Store
import UCWA

/// What a user has set about himself by the API. It belongs to the user, not to an application, and outlives both the
/// applications and the process.
struct UserProfile: Sendable, Equatable {
  /// The note others see; nil if there is none.
  var note: String?
  /// Where the user says he is, at most 60 characters; nil if not given.
  var location: String?
  /// What the user wants to appear as; nil lets the server decide by what he does.
  var preferred: PreferredAvailability?
  /// The telephones whose numbers others see. Default: the work number.
  var visiblePhones: Set<PhoneType> = [.work]

  /// The record as the journal takes it, under the user's SIP URI; a profile in which nothing is set is removed.
  func journalRecord(_ userURI: String) -> JournalRecord {
    guard self != UserProfile() else { return JournalRecord(kind: .userProfile, key: userURI, value: nil) }
    var writer = RecordWriter(capacity: 64)
    writer.add(note)
    writer.add(location)
    writer.add(preferred?.rawValue)
    for type in PhoneType.allCases { writer.add(visiblePhones.contains(type)) }
    return JournalRecord(kind: .userProfile, key: userURI, value: writer.bytes)
  }

  /// Nothing set.
  init() {}

  /// Reads a record; throws if it is damaged.
  init(_ bytes: [UInt8]) throws(RecordReader.Damaged) {
    var reader = RecordReader(bytes)
    note = try reader.optionalText()
    location = try reader.optionalText()
    preferred = try reader.optionalText().flatMap(PreferredAvailability.init)
    visiblePhones = []
    for type in PhoneType.allCases where try reader.flag() { visiblePhones.insert(type) }
  }
}
