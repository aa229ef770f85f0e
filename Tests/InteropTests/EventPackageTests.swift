import InteropSupport
import Testing

@Suite("Reading event packages without decoding")
struct EventPackageTests {
  private func body(_ events: String) -> [UInt8] {
    Array(
      #"{"_links":{"self":{"href":"/e?ack=1"},"next":{"href":"\/e?ack=2"}},"sender":[{"rel":"communication","#.utf8)
      + Array(#""href":"/c","events":[\#(events)]}]}"#.utf8)
  }

  @Test func findsCompletionsAndNext() {
    let package = EventPackage(
      body(
        #"{"type":"updated","_embedded":{"phoneAudioInvitation":{"operationId":"a","subject":"{\"completed\"}"}}},"#
          + #"{"_embedded":{"phoneAudioInvitation":{"operationId":"op-1","rel":"x"}},"status":"Success","type":"completed"},"#
          + #"{"type" : "completed","status" : "Failure","_embedded":{"phoneAudioInvitation":{"operationId" : "op-2"}}}"#
      ))
    #expect(package.next == "/e?ack=2")
    #expect(!package.isResync)
    #expect(package.completed.map(\.operationID) == ["op-1", "op-2"])
    #expect(package.completed.map(\.succeeded) == [true, false])
  }

  @Test func findsNothingWhereThereIsNothing() {
    #expect(EventPackage(body("")).completed.isEmpty)
    let resync = EventPackage(Array(#"{"_links":{"resync":{"href":"/e?ack=9"}}}"#.utf8))
    #expect(resync.isResync && resync.next == "/e?ack=9")
    #expect(EventPackage([]).next == nil)
  }
}
