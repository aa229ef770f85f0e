import Sessions
import Testing
import UCWA

@Suite("Repeated operations")
struct OperationTableTests {
  private func fingerprint(_ text: String) -> Fingerprint {
    var fingerprint = Fingerprint()
    fingerprint.add(text)
    return fingerprint
  }

  @Test("the same content again is given the first answer, other content is refused")
  func repeats() {
    var table = OperationTable()
    #expect(table.begin("op", fingerprint: fingerprint("a"), invitation: "1") == .new)
    #expect(table.begin("op", fingerprint: fingerprint("a"), invitation: "2") == .repeated(invitation: "1"))
    #expect(table.begin("op", fingerprint: fingerprint("b"), invitation: "3") == .refused(.operationAlreadyExists))
    #expect(table.begin("OP", fingerprint: fingerprint("b"), invitation: "3") == .new)
    #expect(table.count == 2)
  }

  @Test("an operation is forgotten with its invitation, and only with its own")
  func forgetting() {
    var table = OperationTable()
    _ = table.begin("op", fingerprint: fingerprint("a"), invitation: "1")
    table.forget("op", invitation: "2")
    #expect(table["op"] != nil)
    table.forget("op", invitation: "1")
    #expect(table["op"] == nil)
    #expect(table.begin("op", fingerprint: fingerprint("b"), invitation: "3") == .new)
  }

  @Test("without an operationId everything is new", arguments: [nil, ""])
  func unnamed(_ operationId: String?) {
    var table = OperationTable()
    #expect(table.begin(operationId, fingerprint: fingerprint("a"), invitation: "1") == .new)
    #expect(table.begin(operationId, fingerprint: fingerprint("a"), invitation: "2") == .new)
    #expect(table.count == 0)
    table.forget(operationId, invitation: "1")
  }
}
