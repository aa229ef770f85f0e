import Testing
import UCWA

@Suite struct EntityTagTests {
  @Test(arguments: ["17", "\"17\"", "W/\"17\"", "w/17", " \"17\" ", "\"1\", \"17\"", "1,17", "*", "\"1,17\", W/\"17\""])
  func held(_ header: String) { #expect(EntityTag.list(header, holds: "17")) }

  @Test(arguments: ["", "\"\"", "1", "\"171\"", "W/", "\"17", "17\"", "\"1,17\"", "**", ","])
  func notHeld(_ header: String) { #expect(!EntityTag.list(header, holds: "17")) }

  @Test func madeFromTheContentButForWhatIsEmbedded() {
    func etag(_ change: (inout Resource) -> Void) -> String? {
      var resource = Resource(.communication, href: .communication, marker: "m")
      resource.add("phoneNumber", "tel:+14255550111")
      change(&resource)
      resource.addETag()
      return resource.etag
    }
    let plain = etag { _ in }
    #expect(plain.map { !$0.isEmpty && $0.allSatisfy(\.isNumber) } == true)
    #expect(etag { _ in } == plain)
    #expect(etag { $0.embed("me", Me(uri: "sip:dana@contoso.test").resource) } == plain)
    #expect(etag { $0.marker = "n" } != plain)
    #expect(etag { $0.add("supportedModalities", [ModalityType.messaging]) } != plain)
    #expect(etag { $0.link("conversations", .conversations) } != plain)
  }
}
