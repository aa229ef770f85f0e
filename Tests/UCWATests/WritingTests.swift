import Foundation
import Testing
import UCWA

@Suite("Resources as JSON and XML")
struct WritingTests {
  @Test("an invitation in JSON")
  func invitationJSON() {
    let participants = "/ucwa/v1/applications/192/communication/conversations/137"
    #expect(
      text(Sample.invitation.bytes(.json, base: Sample.base))
        == #"{"rel":"phoneAudioInvitation","direction":"Outgoing","#
        + #""importance":"Urgent","joinAudioMuted":false,"operationId":"74cb7404e0a247d5a2d4eb0376a47dbf","#
        + #""phoneNumber":"tel:+14255550110","state":"Connecting","subject":"Strategy","threadId":"292e","#
        + #""to":"tel:+14255550120","_links":{"#
        + #""self":{"href":"/ucwa/v1/applications/192/communication/invitations/146"},"#
        + #""customContent":{"href":"data:text/plain;charset=utf-8,a+b%26c"},"#
        + #""from":{"href":"\#(participants)/localParticipant"},"#
        + #""cancel":{"href":"/ucwa/v1/applications/192/communication/invitations/146/cancel"},"#
        + #""conversation":{"href":"\#(participants)"},"phoneAudio":{"href":"\#(participants)/phoneAudio"},"#
        + #""to":{"href":"/ucwa/v1/applications/192/people/+14255550120"}},"_embedded":{"#
        + #""acceptedByParticipant":[{"rel":"participant","anonymous":false,"inLobby":false,"local":false,"#
        + #""name":"Joe \"Smith\" <&>","organizer":false,"otherPhoneNumber":"tel:+14255550120","role":"Attendee","#
        + #""sourceNetwork":"Everyone","uri":"tel:+14255550120","#
        + #""_links":{"self":{"href":"\#(participants)/participants/196"},"conversation":{"href":"\#(participants)"}}}],"#
        + #""from":{"rel":"participant","anonymous":false,"inLobby":false,"local":true,"name":"Dana Example","#
        + #""organizer":true,"role":"Leader","sourceNetwork":"SameEnterprise","uri":"sip:dana@contoso.test","#
        + #""_links":{"self":{"href":"\#(participants)/localParticipant"},"#
        + #""contact":{"href":"/ucwa/v1/applications/192/people/dana@contoso.test"},"#
        + #""conversation":{"href":"\#(participants)"},"me":{"href":"/ucwa/v1/applications/192/me"},"#
        + #""participantAudio":{"href":"\#(participants)/localParticipant/participantAudio"}}}}}"#)
  }

  @Test("a conversation in XML: dates, booleans, lists, a nested resource")
  func conversationXML() {
    let path = "/ucwa/v1/applications/192/communication/conversations/137"
    #expect(
      text(Sample.conversation.bytes(.xml, base: Sample.base)) == #"<?xml version="1.0" encoding="utf-8"?>"#
        + #"<resource rel="conversation" href="\#(path)" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">"#
        + #"<link rel="localParticipant" href="\#(path)/localParticipant"/>"#
        + #"<link rel="messaging" href="\#(path)/messaging"/>"#
        + #"<link rel="participants" href="\#(path)/participants"/><link rel="phoneAudio" href="\#(path)/phoneAudio"/>"#
        + #"<property name="rel">conversation</property>"#
        + #"<propertyList name="activeModalities"><item>Audio</item></propertyList>"#
        + #"<property name="created">2026-11-20T10:27:00.123Z</property>"#
        + #"<property name="expirationTime">2026-11-21T10:27:00Z</property>"#
        + #"<property name="importance">Normal</property><property name="participantCount">1</property>"#
        + #"<property name="readLocally">True</property><property name="state">Connected</property>"#
        + #"<resource rel="phoneAudio" href="\#(path)/phoneAudio"><link rel="conversation" href="\#(path)"/>"#
        + #"<link rel="stopPhoneAudio" href="\#(path)/phoneAudio/stopPhoneAudio"/>"#
        + #"<property name="rel">phoneAudio</property><property name="state">Connected</property></resource></resource>"#
    )
  }

  @Test("communication in JSON: the marker first, the etag a string, the revision on the link")
  func communicationJSON() {
    #expect(
      text(Sample.communication.bytes(.json, base: Sample.base)) == #"{"56de7bbf-1081-43e6-bbf2-1cabf3224c83":"#
        + #""please pass this in a PUT request","rel":"communication","supportedMessageFormats":["Plain"],"#
        + #""supportedModalities":["PhoneAudio","Messaging"],"etag":"2943169141","_links":{"#
        + #""self":{"href":"/ucwa/v1/applications/192/communication"},"#
        + #""conversationLogs":{"href":"/ucwa/v1/applications/192/communication/conversationLogs"},"#
        + #""conversations":{"href":"/ucwa/v1/applications/192/communication/conversations"},"#
        + #""missedItems":{"href":"/ucwa/v1/applications/192/communication/missedItems"},"#
        + #""startPhoneAudio":{"href":"/ucwa/v1/applications/192/communication/startPhoneAudio","revision":"2"}}}"#)
    #expect(Sample.communication.etag == "2943169141")
  }

  @Test("a missed call in XML, and a call without anything that can be left out in JSON")
  func conversationLogs() {
    let path = "/ucwa/v1/applications/192/communication/conversationLogs/7"
    #expect(
      text(Sample.missedCall.resource.bytes(.xml, base: Sample.base)) == #"<?xml version="1.0" encoding="utf-8"?>"#
        + #"<resource rel="conversationLog" href="\#(path)" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">"#
        + #"<link rel="continuePhoneAudio" href="\#(path)/continuePhoneAudio"/>"#
        + #"<link rel="markAsRead" href="\#(path)/markAsRead"/><property name="rel">conversationLog</property>"#
        + #"<property name="creationTime">2026-11-20T10:27:00.123Z</property>"#
        + #"<property name="direction">Incoming</property><property name="importance">Urgent</property>"#
        + #"<propertyList name="modalities"><item>Audio</item></propertyList>"#
        + #"<property name="status">Missed</property><property name="subject">Lunch</property>"#
        + #"<property name="threadId">292e</property><property name="totalRecipientsCount">1</property>"#
        + #"<property name="type">AudioLog</property>"#
        + #"<resource rel="conversationLogRecipient" href="\#(path)/conversationLogRecipient">"#
        + #"<link rel="contact" href="/ucwa/v1/applications/192/people/erin@contoso.test"/>"#
        + #"<link rel="contactPhoto" href="/ucwa/v1/applications/192/photos/erin@contoso.test"/>"#
        + #"<link rel="contactPresence" href="/ucwa/v1/applications/192/people/erin@contoso.test/contactPresence"/>"#
        + #"<property name="rel">conversationLogRecipient</property><property name="displayName">Erin</property>"#
        + #"<property name="sipUri">sip:erin@contoso.test</property></resource></resource>"#)
    let call = ConversationLog(
      id: "8", creationTime: 5, direction: .outgoing, status: .archived,
      recipient: ConversationLogRecipient(log: "8", uri: "tel:+14255550120"))
    #expect(
      text(call.resource.bytes(.json, base: "/b")) == #"{"rel":"conversationLog","creationTime":"/Date(5)/","#
        + #""direction":"Outgoing","importance":"Normal","modalities":["Audio"],"status":"Archived","#
        + #""totalRecipientsCount":1,"type":"AudioLog","#
        + #""_links":{"self":{"href":"/b/communication/conversationLogs/8"}},"_embedded":{"#
        + #""conversationLogRecipient":[{"rel":"conversationLogRecipient","sipUri":"tel:+14255550120","_links":{"#
        + #""self":{"href":"/b/communication/conversationLogs/8/conversationLogRecipient"}}}]}}"#)
  }

  @Test("dates in JSON are /Date(ms)/")
  func dates() {
    let json = text(Sample.conversation.bytes(.json, base: Sample.base))
    #expect(json.contains(#""created":"/Date(1795170420123)/""#))
    #expect(json.contains(#""activeModalities":["Audio"]"#))
  }

  @Test("moments near the ends of months, leap days and before 1970")
  func calendar() {
    func iso(_ milliseconds: Int64) -> String {
      var conversation = Conversation(id: "1", state: .connected)
      conversation.created = milliseconds
      let xml = text(conversation.resource.bytes(.xml, base: ""))
      return String(xml.components(separatedBy: "created\">")[1].prefix { $0 != "<" })
    }
    #expect(iso(0) == "1970-01-01T00:00:00Z")
    #expect(iso(-1) == "1969-12-31T23:59:59.999Z")
    #expect(iso(951_782_400_000) == "2000-02-29T00:00:00Z")
    #expect(iso(1_709_251_199_000) == "2024-02-29T23:59:59Z")
    #expect(iso(1_735_689_599_007) == "2024-12-31T23:59:59.007Z")
    #expect(iso(.max) == "9999-12-31T23:59:59.999Z")
    #expect(iso(.min) == "0000-01-01T00:00:00Z")
  }

  @Test("a link that may repeat is an array, however often it occurs")
  func arrays() throws {
    for count in 1...2 {
      let list = Conversations(Array(repeating: Sample.conversation, count: count)).resource
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(list.bytes(.json, base: Sample.base))) as? [String: Any])
      let links = try #require(object["_links"] as? [String: Any])
      #expect((links["conversation"] as? [[String: Any]])?.count == count)
      let embedded = try #require(object["_embedded"] as? [String: Any])
      #expect((embedded["conversation"] as? [[String: Any]])?.count == count)
    }
    #expect(
      text(Conversations([]).resource.bytes(.json, base: "/b"))
        == #"{"rel":"conversations","_links":{"self":{"href":"/b/communication/conversations"}}}"#)
  }

  @Test("an application embeds its hubs as objects and begins its channel with ack 1")
  func application() throws {
    let application = Application(
      id: "192", culture: "en-US", endpointId: "e", userAgent: "Test/1", instanceId: "i", type: "Phone")
    let resource = application.resource(
      me: Me(uri: "sip:dana@contoso.test").resource, people: People().resource, communication: Sample.communication,
      onlineMeetings: OnlineMeetings().resource)
    #expect(resource.violations().isEmpty)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(resource.bytes(.json, base: Sample.base))) as? [String: Any])
    #expect(object["id"] as? String == "192")
    let links = try #require(object["_links"] as? [String: [String: Any]])
    #expect(links["self"]?["href"] as? String == "/ucwa/v1/applications/192?instanceId=i")
    #expect(links["events"]?["href"] as? String == "/ucwa/v1/applications/192/events?ack=1&instanceId=i")
    let embedded = try #require(object["_embedded"] as? [String: [String: Any]])
    #expect(Set(embedded.keys) == ["me", "people", "communication", "onlineMeetings"])
  }

  @Test(
    "text comes back as it was from both formats",
    arguments: [
      "", "plain", "\"\\/\u{8}\u{C}\n\r\t\u{1}\u{1F}", "<a b='c'>&amp;]]></a>", "Zoë 電話 👩‍👩‍👧 \u{2028}", "\u{7F}\u{85}",
    ])
  func escaping(_ sample: String) throws {
    var contact = Contact(id: "1", uri: "sip:x@contoso.test", name: sample)
    contact.emailAddresses = [sample, "b"]
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(contact.resource.bytes(.json, base: "/\(sample)"))) as? [String: Any])
    #expect(json["name"] as? String == sample)
    #expect(json["emailAddresses"] as? [String] == [sample, "b"])
    let xml = contact.resource.bytes(.xml, base: "/\(sample)")
    let body = try RequestBody.parse(xml, format: .xml)
    let expected = String(
      String.UnicodeScalarView(
        sample.unicodeScalars.map { $0.value < 0x20 && !"\n\r\t".unicodeScalars.contains($0) ? "\u{FFFD}" : $0 }))
    #expect(body.properties["name"] == .text(expected))
    #expect(body.properties["emailaddresses"] == .list([expected, "b"]))
  }

  @Test("characters XML has no place for are replaced, their neighbours kept")
  func forbidden() throws {
    let contact = Contact(id: "1", uri: "u", name: "a\u{FFFE}b\u{FFFF}c\u{FFFD}d\u{0}e")
    let body = try RequestBody.parse(contact.resource.bytes(.xml, base: ""), format: .xml)
    #expect(body.properties["name"] == .text("a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e"))
  }

  @Test("root and user have absolute URLs")
  func discovery() {
    let root = Root(
      selfURL: "https://pool.contoso.test/", userURL: "https://pool.contoso.test/user", xframeURL: "https://x/f")
    #expect(root.resource.violations().isEmpty)
    #expect(
      text(root.resource.bytes(.json, base: ""))
        == #"{"rel":"root","_links":{"self":{"href":"https://pool.contoso.test/"},"#
        + #""user":{"href":"https://pool.contoso.test/user"},"xframe":{"href":"https://x/f"}}}"#)
    let user = User(selfURL: "https://a/u", applicationsURL: "https://a/ucwa/v1/applications", xframeURL: nil)
    #expect(user.resource.violations().isEmpty)
  }

  @Test("every builder keeps to its description")
  func builders() {
    var me = Me(uri: "sip:dana@contoso.test", name: "Dana")
    me.offered = ["reportMyActivity", "makeMeAvailable"]
    me.emailAddresses = ["dana@contoso.test"]
    me.workPhoneNumber = "tel:+14255550100"
    var call = PhoneAudio(conversation: "1", state: .disconnected)
    call.canAdd = true
    call.canHold = true
    call.canResume = true
    var contact = Contact(id: "x y/z", uri: "sip:x@contoso.test")
    contact.title = "T"
    contact.mobilePhoneNumber = "tel:+14255550111"
    let resources = [
      me.resource, call.resource, contact.resource, Sample.invitation, Sample.communication, Sample.conversation,
      Conversations([Sample.conversation]).resource, Sample.dana.resource, Sample.john.resource,
      Participants(conversation: "137", participants: [Sample.john]).resource, People().resource,
      OnlineMeetings().resource,
      ParticipantAudio(participant: Sample.john, audioDirection: .sendReceive, audioMuted: false).resource,
      ConversationLogs([Sample.missedCall]).resource, MissedItems(logs: 3, missed: 2, unread: 1).resource,
      Phones([Phone(.work, number: "tel:+14255550100"), Phone(.mobile, number: nil)]).resource,
    ]
    for resource in resources { #expect(resource.violations() == []) }
    #expect(contact.resource.href == .application("people/x%20y%2Fz"))
    #expect(Sample.dana.resource.rel == "localParticipant")
  }

  @Test("what differs from the description is found")
  func violations() {
    var resource = Resource(.phoneAudio, href: .phoneAudio(conversation: "1"), marker: "m")
    resource.add("state", "Ringing")
    resource.add("colour", "red")
    resource.link("stopPhoneAudio", .me)
    resource.link("conversation", .me)
    resource.link("conversation", .me)
    resource.link("dance", .me)
    resource.embed("participant", Sample.john.resource)
    #expect(resource.violations().count == 7)
    var long = PhoneAudioInvitation(id: "1", conversation: "1", direction: .outgoing, state: .failed)
    long.subject = String(repeating: "é", count: 251)
    #expect(long.resource.violations().count == 1)
    long.subject = String(repeating: "é", count: 250)
    #expect(long.resource.violations().isEmpty)
  }

  @Test("a snapshot serves several applications, each with its own base, and keeps what it made")
  func snapshot() {
    let snapshot = ResourceSnapshot(Sample.invitation)
    let first = snapshot.bytes(.json, base: "/ucwa/v1/applications/1")
    let second = snapshot.bytes(.json, base: "/ucwa/v1/applications/2")
    #expect(first != second)
    #expect(text(second).contains("/ucwa/v1/applications/2/communication/invitations/146/cancel"))
    let again = snapshot.bytes(.json, base: "/ucwa/v1/applications/1")
    #expect(again == first)
    let same = first.withUnsafeBufferPointer { left in
      again.withUnsafeBufferPointer { $0.baseAddress == left.baseAddress }
    }
    #expect(same)
    for number in 0..<20 { _ = snapshot.bytes(.xml, base: "/\(number)") }
    #expect(snapshot.bytes(.json, base: "/ucwa/v1/applications/1") == first)
  }
}
