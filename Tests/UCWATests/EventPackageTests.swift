import Foundation
import Testing
import UCWA

@Suite("Event packages")
struct EventPackageTests {
  private static let call = ResourceSnapshot(PhoneAudio(conversation: "137", state: .connecting).resource)

  private static let busy = Message(.busy, .message("leg", Message(.otherLeg)), .text("details", ""))

  private static let package = EventPackage(
    ack: 7,
    events: [
      Event(.started, EventReference("phoneAudioInvitation", .invitation("146")), from: .communication),
      Event(
        .added, EventReference("conversation", .conversation("137")), from: .communication,
        in: EventReference("conversations", .conversations)),
      Event(.updated, call, from: .conversation("137")),
      Event(
        .completed, EventReference("phoneAudioInvitation", .invitation("146"), title: "T"), from: .communication,
        status: .failure,
        reason: Reason(.remoteFailure, .busy, message: busy, debugInfo: "SIP 486")),
    ],
    continuation: .next(8))

  @Test("JSON: senders in order, consecutive events of one sender together")
  func json() {
    let base = "/a/1"
    #expect(
      text(Self.package.bytes(.json, base: base)) == #"{"_links":{"self":{"href":"/a/1/events?ack=7"},"#
        + #""next":{"href":"/a/1/events?ack=8"}},"sender":[{"rel":"communication","href":"/a/1/communication","#
        + #""events":[{"link":{"rel":"phoneAudioInvitation","href":"/a/1/communication/invitations/146"},"#
        + #""type":"started"},{"link":{"rel":"conversation","href":"/a/1/communication/conversations/137"},"#
        + #""in":{"rel":"conversations","href":"/a/1/communication/conversations"},"type":"added"}]},"#
        + #"{"rel":"conversation","href":"/a/1/communication/conversations/137","events":[{"link":{"#
        + #""rel":"phoneAudio","href":"/a/1/communication/conversations/137/phoneAudio"},"type":"updated","#
        + #""_embedded":{"phoneAudio":{"rel":"phoneAudio","state":"Connecting","_links":{"self":{"#
        + #""href":"/a/1/communication/conversations/137/phoneAudio"},"conversation":{"#
        + #""href":"/a/1/communication/conversations/137"}}}}}]},{"rel":"communication","#
        + #""href":"/a/1/communication","events":[{"link":{"rel":"phoneAudioInvitation","#
        + #""href":"/a/1/communication/invitations/146","title":"T"},"type":"completed","status":"Failure","#
        + #""reason":{"code":"RemoteFailure","subcode":"Busy","message":"The other side is busy.","#
        + #""debugInfo":"SIP 486"}}]}]}"#)
  }

  @Test("XML: the type is the element, the embedded resource is inside it")
  func xml() {
    #expect(
      text(Self.package.bytes(.xml, base: "/a/1")) == #"<?xml version="1.0" encoding="utf-8"?>"#
        + #"<events href="/a/1/events?ack=7" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">"#
        + #"<link rel="next" href="/a/1/events?ack=8"/><sender rel="communication" href="/a/1/communication">"#
        + #"<started rel="phoneAudioInvitation" href="/a/1/communication/invitations/146"/>"#
        + #"<added rel="conversation" href="/a/1/communication/conversations/137">"#
        + #"<in rel="conversations" href="/a/1/communication/conversations"/></added></sender>"#
        + #"<sender rel="conversation" href="/a/1/communication/conversations/137">"#
        + #"<updated rel="phoneAudio" href="/a/1/communication/conversations/137/phoneAudio">"#
        + #"<resource rel="phoneAudio" href="/a/1/communication/conversations/137/phoneAudio">"#
        + #"<link rel="conversation" href="/a/1/communication/conversations/137"/>"#
        + #"<property name="rel">phoneAudio</property><property name="state">Connecting</property></resource></updated>"#
        + #"</sender><sender rel="communication" href="/a/1/communication">"#
        + #"<completed rel="phoneAudioInvitation" href="/a/1/communication/invitations/146" title="T" status="Failure">"#
        + #"<reason><code>RemoteFailure</code><subcode>Busy</subcode><message>The other side is busy.</message>"#
        + #"<debugInfo>SIP 486</debugInfo></reason></completed></sender></events>"#)
  }

  @Test("an embedded resource is copied from the snapshot's bytes where they are made already")
  func embedded() {
    let snapshot = ResourceSnapshot(Sample.invitation)
    func render() -> [UInt8] {
      EventPackage(ack: 1, events: [Event(.updated, snapshot, from: .communication)], continuation: .next(2))
        .bytes(.json, base: Sample.base)
    }
    let before = render()
    _ = snapshot.bytes(.json, base: Sample.base)
    #expect(render() == before)
  }

  @Test("without events there is an empty array and the links")
  func empty() {
    func json(_ continuation: EventPackage.Continuation) -> String {
      text(EventPackage(ack: 3, events: [], continuation: continuation).bytes(.json, base: ""))
    }
    #expect(
      json(.next(3))
        == #"{"_links":{"self":{"href":"/events?ack=3"},"next":{"href":"/events?ack=3"}},"sender":[]}"#)
    #expect(
      json(.resync(2)) == #"{"_links":{"self":{"href":"/events?ack=3"},"resync":{"href":"/events?ack=2"},"#
        + #""next":{"href":"/events?ack=2"}},"sender":[]}"#)
    #expect(
      json(.resume(4))
        == #"{"_links":{"self":{"href":"/events?ack=3"},"resume":{"href":"/events?ack=4"}},"sender":[]}"#)
    #expect(
      text(EventPackage(ack: 3, events: [], continuation: .next(3)).bytes(.xml, base: "")).hasSuffix(
        #"<link rel="next" href="/events?ack=3"/></events>"#))
  }
}
