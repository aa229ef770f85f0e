/// Event packages as a server sends them.
enum Packages {
  /// A package that names the next one, holding the events of some senders.
  static func package(next ack: Int, _ senders: String...) -> FakeServer.Reply {
    .answer(200, text(next: ack, senders))
  }

  static func text(next ack: Int, _ senders: [String]) -> String {
    #"{"_links":{"self":{"href":"\#(FakeUCWA.application)/events?ack=\#(ack - 1)"},"#
      + #""next":{"href":"\#(FakeUCWA.application)/events?ack=\#(ack)"}},"sender":[\#(senders.joined(separator: ","))]}"#
  }

  /// An event of the invitation. `rest` is more members of the event, each after a comma.
  static func invitation(
    _ kind: String, state: String, operationId: String, rest: String = "", embedded: String = ""
  ) -> String {
    let embedded = embedded.isEmpty ? "" : #","_embedded":{\#(embedded)}"#
    return communication(
      """
      {"type":"\(kind)","link":{"rel":"phoneAudioInvitation","href":"\(FakeUCWA.invitation)"}\(rest),
       "_embedded":{"phoneAudioInvitation":{"rel":"phoneAudioInvitation","state":"\(state)",
        "operationId":"\(operationId)","phoneNumber":"tel:+14255550110",
        "_links":{"self":{"href":"\(FakeUCWA.invitation)"},"conversation":{"href":"\(FakeUCWA.conversation)"},
         "phoneAudio":{"href":"\(FakeUCWA.conversation)/phoneAudio"}}\(embedded)}}}
      """)
  }

  static func communication(_ event: String) -> String {
    #"{"rel":"communication","href":"\#(FakeUCWA.application)/communication","events":[\#(event)]}"#
  }

  static func phoneAudio(_ state: String, reason: String = "") -> String {
    conversation(
      """
      {"type":"updated","link":{"rel":"phoneAudio","href":"\(FakeUCWA.conversation)/phoneAudio"}\(reason),
       "_embedded":{"phoneAudio":{"rel":"phoneAudio","state":"\(state)"}}}
      """)
  }

  static func conversation(_ event: String) -> String {
    #"{"rel":"conversation","href":"\#(FakeUCWA.conversation)","events":[\#(event)]}"#
  }

  static func reason(_ code: String, _ subcode: String, _ message: String) -> String {
    #","status":"Failure","reason":{"code":"\#(code)","subcode":"\#(subcode)","message":"\#(message)"}"#
  }
}
