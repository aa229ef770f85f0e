import Store
import Testing

@testable import Server

/// What the journal keeps of an invitation.
@Suite struct InvitationRecordTests {
  private func record() throws -> InvitationRecord {
    var writer = RecordWriter(capacity: 64)
    for text in ["sip:dana@contoso.test", "a", "c", "i"] { writer.add(text) }
    writer.add("op" as String?)
    for number in [1, 2] as [UInt64] { writer.add(number) }
    for text in ["tel:+14255550110", "tel:+14255550120", "+14255550120"] { writer.add(text) }
    writer.add(nil as String?)
    writer.add("Normal")
    writer.add(nil as String?)
    writer.add("t")
    writer.add(nil as String?)
    writer.add(3 as UInt64)
    writer.add("Connected")
    writer.add(4 as UInt64)
    writer.add(true)
    // As an earlier version wrote it: that is all.
    return try InvitationRecord(writer.bytes)
  }

  private func again(_ record: InvitationRecord) throws -> InvitationRecord {
    try InvitationRecord(try #require(record.journalRecord.value))
  }

  @Test func anEarlierVersionsRecordIsRead() throws {
    let record = try record()
    #expect(record.operationID == "op")
    #expect(record.isConnected)
    #expect(record.delegatorURI == nil && record.derivation == nil)
    #expect(try again(record) == record)
  }

  @Test func comesBackAsItWas() throws {
    let derivation = InvitationRecord.Derivation(
      conversationID: "d", threadID: "u", uri: "tel:+14255550126", name: "Pat", contactID: "+14255550126")
    for delegator in [nil, "sip:gus@contoso.test"] {
      for derivation in [nil, derivation] {
        var record = try record()
        record.delegatorURI = delegator
        record.derivation = derivation
        let read = try again(record)
        #expect(read == record)
        #expect(read.delegatorURI == delegator && read.derivation == derivation)
      }
    }
  }

  @Test func aDamagedOneIsRefused() throws {
    var record = try record()
    record.delegatorURI = "sip:gus@contoso.test"
    let bytes = try #require(record.journalRecord.value)
    for length in [bytes.count - 1, bytes.count - 5, 3] {
      #expect(throws: RecordReader.Damaged.self) { try InvitationRecord(Array(bytes.prefix(length))) }
    }
  }
}
