import SIP
import Testing

@testable import Server

/// What the journal keeps of telephones that are being called or are going away.
@Suite struct LooseLegsRecordTests {
  private static let dialog = SIPDialogState(
    callID: "a-call", local: "\"Dana\" <sip:dana@contoso.test>", localTag: "here",
    remote: "<sip:+14255550101@192.0.2.1>",
    remoteTag: "there", routes: ["<sip:192.0.2.1;lr>", "<sip:192.0.2.2;lr>"], remoteTarget: "sip:phone@192.0.2.7",
    localCSeq: 2, remoteCSeq: 7, nextHop: "sip:192.0.2.1;transport=udp")
  private static let record = LooseLegsRecord(
    key: 1 << 57, created: 1_770_000_000_000,
    legs: [
      .init(
        trunk: "pstn", dialog: dialog, branch: "z9hG4bKbranch", inviteCSeq: 2, head: nil, isAnswered: true),
      .init(
        trunk: "", dialog: .init(callID: "b", local: "<sip:a@b>", localTag: "l", remote: "<sip:c@d>"), branch: "",
        inviteCSeq: .max, head: "INVITE sip:a@b SIP/2.0\r\n\r\n", isAnswered: false),
    ])

  @Test func isReadAsItWasWritten() throws {
    let bytes = try #require(Self.record.journalRecord.value)
    #expect(try LooseLegsRecord(bytes) == Self.record)
    let removal = LooseLegsRecord.removal(created: Self.record.created, key: Self.record.key)
    #expect(removal.key == Self.record.journalRecord.key && removal.value == nil)
  }

  @Test func whatIsCutShortOrTooLongIsRefused() throws {
    let bytes = try #require(Self.record.journalRecord.value)
    for count in 0..<bytes.count {
      #expect(throws: RecordReader.Damaged.self) { try LooseLegsRecord(Array(bytes.prefix(count))) }
    }
    #expect(throws: RecordReader.Damaged.self) { try LooseLegsRecord(bytes + [0]) }
    #expect(throws: RecordReader.Damaged.self) { try LooseLegsRecord([1, 1, 0xFF, 0xFF, 0xFF, 0x7F]) }
  }
}
