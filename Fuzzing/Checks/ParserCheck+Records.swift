@testable import Server
@testable import Store
import UCWA

extension ParserCheck {
  /// Journal records read back: a damaged one is refused, and what is read is written as it was.
  static let record = ParserCheck("record", longestInput: 1024) { bytes throws(Finding) in
    if let application = try? ApplicationRecord(id: "1", bytes) {
      let again = try? ApplicationRecord(id: "1", application.journalRecord.value ?? [])
      try require(again == application, "\(application) is \(String(describing: again))")
    }
    if let invitation = try? InvitationRecord(bytes) {
      let again = try? InvitationRecord(invitation.journalRecord.value ?? [])
      try require(again == invitation, "\(invitation) is \(String(describing: again))")
    }
    if let call = try? CallRecord(bytes) {
      let again = try? CallRecord(call.journalRecord.value ?? [])
      try require(again == call, "\(call) is \(String(describing: again))")
    }
    if let legs = try? LooseLegsRecord(bytes) {
      let again = try? LooseLegsRecord(legs.journalRecord.value ?? [])
      try require(again == legs, "\(legs) is \(String(describing: again))")
    }
    if let channel = try? ChannelRecord(bytes) {
      let name = ChannelName(applicationID: "1", instance: "")
      let again = try? ChannelRecord(channel.journalRecord(name).value ?? [])
      try require(again == channel, "\(channel) is \(String(describing: again))")
    }
    if let events = try? EventCoding.events(bytes) {
      guard let again = try? EventCoding.events(EventCoding.bytes(events)) else {
        throw Finding("events that were read cannot be written: \(events)")
      }
      for format in [PayloadFormat.json, .xml] {
        try require(package(again, format) == package(events, format), "events read twice differ: \(events)")
      }
    }
    var sealed: [UInt8] = []
    RecordEnvelope.seal(kind: .invitation, key: "1", value: bytes, into: &sealed)
    try require(opened(sealed) == bytes, "a sealed record cannot be opened")
    _ = opened(bytes)
    guard let last = bytes.last else { return }
    sealed[sealed.count - 1] = ~last
    try require(opened(sealed) == nil, "a changed record is opened")
  }

  private static func package(_ events: [Event], _ format: PayloadFormat) -> [UInt8] {
    EventPackage(ack: 1, events: events, continuation: .next(2)).bytes(format, base: "/a")
  }

  private static func opened(_ bytes: [UInt8]) -> [UInt8]? {
    try? RecordEnvelope.open(kind: .invitation, key: "1", stored: bytes).get()
  }
}
