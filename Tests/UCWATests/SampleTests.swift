import Foundation
import FoundationXML
import ReferenceSupport
import Testing
import UCWA

@Suite("The reference's samples")
struct SampleTests {
  private func parse(_ name: String, _ format: PayloadFormat) throws -> RequestBody {
    try RequestBody.parse(
      Fixture.bytes("requests/\(name).\(format == .json ? "json" : "xml")"), format: format)
  }

  private var start: OperationDescription {
    get throws { try #require(ResourceDescription.startPhoneAudio.operation(.post)) }
  }

  @Test("startPhoneAudio is read as printed", arguments: PayloadFormat.allCases)
  func startPhoneAudio(_ format: PayloadFormat) throws {
    let parameters = try start.validate(body: parse("startPhoneAudio", format))
    #expect(parameters.string("operationId") == "74cb7404e0a247d5a2d4eb0376a47dbf")
    #expect(parameters.string("phoneNumber") == "tel:+14255551234")
    #expect(parameters.enumeration("importance", as: Importance.self) == (format == .json ? .normal : .urgent))
    #expect(parameters.string("subject") == "Skype for Business")
    #expect(parameters.string("threadId") == "292e0aaef36c426a97757f43dda19d06")
    #expect(parameters.string("to") == "sip:john@contoso.com")
    #expect(parameters.customContent == nil)
  }

  @Test("the newer startPhoneAudio, with stray blanks and a broken line, is read as printed")
  func startPhoneAudio2() throws {
    let parameters = try start.validate(body: parse("startPhoneAudio2", .json))
    #expect(parameters.string("phoneNumber") == "tel:+14255551234")
    #expect(parameters.string("to") == "sip:john@contoso.com")
    #expect(parameters.customContent?.mediaType == "text/plain")
    #expect(parameters.customContent?.bytes.count == 18)
    #expect(try start.validate(body: parse("startPhoneAudio2", .xml)).string("to") == "sip:john@contoso.com")
  }

  @Test("startPhoneAudioOnBehalfOfDelegator and addPhoneAudio are read as printed", arguments: PayloadFormat.allCases)
  func others(_ format: PayloadFormat) throws {
    let onBehalf = try parse("startPhoneAudioOnBehalfOfDelegator", format)
    #expect(onBehalf.properties["delegator"] == .text("samplevalue"))
    #expect(onBehalf.links["customcontent"] != nil || format == .xml)
    let operation = try #require(ResourceDescription.startPhoneAudioOnBehalfOfDelegator.operation(.post))
    let parameters = try operation.validate(body: onBehalf)
    #expect(parameters.string("to") == "sip:john@contoso.com")
    #expect(parameters.string("delegator") == "samplevalue")
    let add = try parse("addPhoneAudio", format)
    #expect(add.properties["to"] == .text("sip:john@contoso.com"))
    #expect(add.properties.count == 3)
  }

  /// What the sample has and the server never sends: phone audio is accepted by answering the phone, and emergency
  /// calls go by another road.
  static let absent: Set<String> = ["accept", "startEmergencyCallInput"]

  @Test("the sample of phoneAudioInvitation has its counterpart in JSON")
  func responseJSON() throws {
    let sample = try #require(
      JSONSerialization.jsonObject(with: Fixture.data("responses/phoneAudioInvitation.json")) as? [String: Any])
    let ours = try #require(
      JSONSerialization.jsonObject(
        with: Data(Sample.invitation.bytes(.json, base: "/ucwa/v1/applications/192"))) as? [String: Any])
    compare(sample, ours, .phoneAudioInvitation)
  }

  private func compare(_ sample: [String: Any], _ ours: [String: Any], _ description: ResourceDescription) {
    #expect(sample["rel"] as? String == ours["rel"] as? String)
    for (name, value) in sample where !name.hasPrefix("_") && name != "rel" {
      #expect(description.properties.contains { $0.name.text == name }, "\(name)")
      guard let own = ours[name] else { continue }
      #expect((value is String) == (own is String), "\(name)")
    }
    let links = sample["_links"] as? [String: Any] ?? [:]
    for (rel, value) in links where rel != "self" && !Self.absent.contains(rel) {
      #expect(description.links.contains { $0.rel.text == rel && $0.cardinality == .one }, "\(rel)")
      #expect((value as? [String: Any])?["href"] is String)
    }
    for (rel, own) in ours["_links"] as? [String: Any] ?? [:] {
      #expect(links[rel] != nil, "\(rel)")
      #expect((own as? [String: Any])?["href"] is String, "\(rel)")
    }
    let embedded = ours["_embedded"] as? [String: Any] ?? [:]
    for (rel, value) in sample["_embedded"] as? [String: Any] ?? [:] where !Self.absent.contains(rel) {
      if let list = value as? [[String: Any]] {
        let own = embedded[rel] as? [[String: Any]]
        #expect(own?.count == 1, "\(rel)")
        if let first = list.first, let second = own?.first { compare(first, second, .participant) }
      } else if let object = value as? [String: Any] {
        let own = embedded[rel] as? [String: Any]
        #expect(own != nil, "\(rel)")
        if let own { compare(object, own, .participant) }
      }
    }
  }

  @Test("the sample of phoneAudioInvitation has its counterpart in XML")
  func responseXML() throws {
    let sample = try Outline.of(Fixture.data("responses/phoneAudioInvitation.xml"))
    let ours = try Outline.of(Data(Sample.invitation.bytes(.xml, base: "/ucwa/v1/applications/192")))
    #expect(ours.subtracting(sample).isEmpty, "\(ours.subtracting(sample))")
    for needed in [
      "resource:phoneAudioInvitation", "resource:phoneAudioInvitation/property:rel",
      "resource:phoneAudioInvitation/link:customContent", "resource:phoneAudioInvitation/resource:from/property:rel",
      "resource:phoneAudioInvitation/resource:acceptedByParticipant/property:sourceNetwork",
    ] {
      #expect(ours.contains(needed), "\(needed)")
      #expect(sample.contains(needed), "\(needed)")
    }
  }
}

/// The elements of a document as paths of element and name.
private final class Outline: NSObject, XMLParserDelegate {
  private var path: [String] = []
  private var found: Set<String> = []
  private var namespaces: Set<String> = []

  static func of(_ data: Data) throws -> Set<String> {
    let outline = Outline()
    let parser = XMLParser(data: data)
    parser.shouldProcessNamespaces = true
    parser.delegate = outline
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(outline.namespaces == ["http://schemas.microsoft.com/rtc/2012/03/ucwa"])
    return outline.found
  }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    namespaces.insert(namespaceURI ?? "")
    path.append("\(element):\(attributes["rel"] ?? attributes["name"] ?? "")")
    found.insert(path.joined(separator: "/"))
  }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?
  ) {
    path.removeLast()
  }
}
