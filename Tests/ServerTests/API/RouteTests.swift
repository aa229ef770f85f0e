import Testing
import UCWA

@testable import Server

@Suite("Routes")
struct RouteTests {
  @Test("each operation of a described resource below an application is answered, and once")
  func complete() {
    let routed = APIHandler.routes.map { "\($0.verb.rawValue) \($0.description.rel)" }.sorted()
    let described = ResourceDescription.all.filter { $0.path != nil }
      .flatMap { description in description.operations.map { "\($0.verb.rawValue) \(description.rel)" } }.sorted()
    #expect(routed == described)
  }
}
